// Owns: when a source that says it is well is not believed: by its pictures and its sound, looked at once in a while.
// Never decides what follows (a doubt is told, and is never a verdict), and never reads a clock.
import { SECOND_MS } from '../time/index.ts'
import type { Feed } from './feeds.ts'

/** What is doubted; each is a `NoticeKind`. */
export const SOURCE_DOUBTS = ['framesBlack', 'framesFrozen', 'framesFew', 'audioSilent'] as const
export type SourceDoubt = (typeof SOURCE_DOUBTS)[number]

/** How often a source is to be looked at. */
export const DOUBT_CHECK_MS = SECOND_MS

/** What is seen at a look. */
export type SourceSample = {
  /** by a clock that never runs backwards */
  atMs: number
  /** brightness of a few hundred points of the pixels, 0 to 255; null: there is none to look at now */
  pixels: Uint8Array | null
  /** pictures that the device has delivered in all */
  frames: number
  /** how long not even noise was heard; null: the feed has no sound, or it cannot be listened to */
  silentMs: number | null
}

/** All black is told within 5 s: so long, and two samples more. */
const BLACK_MS = 2500
/** A pixels without a point brighter than this is black; video noise of a covered camera reaches about 8. */
const BLACK_MAX = 10
/** The sensor of a camera has noise: the same pixels in every point for so long is a photograph, or a hung driver. */
const FROZEN_MS = 9000
/** A page that is held up samples rarely; what it saw twice is no proof. */
const BLACK_LOOKS = 3
const FROZEN_LOOKS = 6
/** In so long a camera gives at least one pixels in two seconds, or it is a slide show. Told within 15 s. */
const FEW_WITHIN_MS = 12_000
const FEW_FRAMES = FEW_WITHIN_MS / (2 * SECOND_MS)
/** A microphone in a room is never digitally silent: it is muted in the system, by a switch, gates noise, or is dead. */
const SILENT_MS = 2500

/** @returns takes in a look, and says what is doubted now */
export function doubtSource(feed: Feed): (look: SourceSample) => SourceDoubt[] {
  let black: { sinceMs: number; samples: number } | null = null
  let same: { pixels: Uint8Array; sinceMs: number; frames: number; samples: number } | null = null
  let counted: { atMs: number; frames: number }[] = []
  // a screen on which nothing moves gives the same pixels, or none, and may
  const isSteady = feed !== 'screen'

  return ({ atMs, pixels, frames, silentMs }) => {
    const isBlack = pixels?.every((it) => it <= BLACK_MAX) === true
    black = isBlack ? { sinceMs: black?.sinceMs ?? atMs, samples: (black?.samples ?? 0) + 1 } : null
    if (pixels === null) same = null
    else if (!same || !isSame(pixels, same.pixels)) same = { pixels, sinceMs: atMs, frames, samples: 1 }
    else same.samples++
    // the last look before the time that counts is needed to know what came within it
    while ((counted[1]?.atMs ?? Infinity) <= atMs - FEW_WITHIN_MS) counted = counted.slice(1)
    counted.push({ atMs, frames })
    const [first] = counted
    const isLongEnough = first !== undefined && atMs - first.atMs >= FEW_WITHIN_MS

    const doubts: SourceDoubt[] = []
    const isAllBlack = black !== null && atMs - black.sinceMs >= BLACK_MS && black.samples >= BLACK_LOOKS
    if (isAllBlack) doubts.push('framesBlack')
    // without new frames it is not a pixels that stands still but a device that gives none
    const isFrozen =
      same !== null &&
      atMs - same.sinceMs >= FROZEN_MS &&
      same.samples >= FROZEN_LOOKS &&
      frames - same.frames >= FROZEN_MS / SECOND_MS
    if (isSteady && isFrozen && !isAllBlack) doubts.push('framesFrozen')
    if (isSteady && isLongEnough && frames - first.frames < FEW_FRAMES) doubts.push('framesFew')
    if (silentMs !== null && silentMs >= SILENT_MS) doubts.push('audioSilent')
    return doubts
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((it, at) => it === other[at])
}
