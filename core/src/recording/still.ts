// Owns: stills: the small pictures that each device sends of its feeds, so that a proctor sees many candidates at once; and
// which of them stay. Never evidence: a still proves nothing, and only the newest of each feed is kept, and those near a
// notice (docs/recording.md#stills, decision 0024).
import { z } from 'zod'
import type { Instant } from '../time/index.ts'
import { FEEDS, type Feed } from './feeds.ts'

/** How often a device sends one of each feed (docs/recording.md#stills). Nothing delays it. */
export const STILL_EVERY_MS = 5000
/** docs/recording.md#stills. At 500 candidates of three feeds each that is 3 MB/s. */
export const STILL_MAX_BYTES = 10_000
export const STILL_MIME = 'image/jpeg'
/** Long and short side at most, in pixels: about the size at which a wall shows it, and nothing that takes long to open. */
export const STILL_MAX_PIXELS = 640
/** A newer one sooner than this is not taken: two devices that claim one feed, or one that does not keep time. */
export const STILL_NOT_BEFORE_MS = 2000
/** One that was not followed for so long says nothing any more, and goes. */
export const STILL_KEPT_MS = 3_600_000

/**
 * A still is near a notice when the server received it no longer than this before or after the instant that the device
 * names. The notice travels with the journal, which goes out every 4 s; the newest still is 5 s old at most then, and the next
 * one is here within 5 s.
 */
export const STILL_NEAR_MS = 10_000
/** Stills of an attempt that stay with its notices: some 20 moments of three feeds, 1.8 MB at most. */
export const NOTICE_STILLS_MAX = 180

export const isNear = (receivedAt: Instant, claimedAt: Instant): boolean =>
  Math.abs(receivedAt - claimedAt) <= STILL_NEAR_MS

/** What is shown beside a notice: of each feed the two nearest, in order of time. */
export function stillsNear<T extends { feed: Feed; receivedAt: Instant }>(
  claimedAt: Instant,
  stills: readonly T[],
): T[] {
  const distance = ({ receivedAt }: T): number => Math.abs(receivedAt - claimedAt)
  return FEEDS.flatMap((feed) =>
    stills
      .filter((one) => one.feed === feed && isNear(one.receivedAt, claimedAt))
      .sort((a, b) => distance(a) - distance(b))
      .slice(0, 2)
      .sort((a, b) => a.receivedAt - b.receivedAt),
  )
}

/**
 * Of notices in the order in which they are read: the places of those beside which the same stills would be shown as beside the
 * one before. Several devices notice a dead network, and one notice often brings the next. An instant that is null is passed over.
 */
export function repeatsOfStills(
  claimedAt: readonly (Instant | null)[],
  stills: readonly { feed: Feed; receivedAt: Instant }[],
): Set<number> {
  const repeats = new Set<number>()
  let before = ''
  for (const [place, at] of claimedAt.entries()) {
    if (at === null) continue
    const shown = stillsNear(at, stills)
      .map(({ feed, receivedAt }) => `${feed}${receivedAt}`)
      .join()
    if (shown !== '' && shown === before) repeats.add(place)
    before = shown
  }
  return repeats
}

/** How many pixels a JPEG has, by its own frame header (ITU-T T.81 B.2.2); null: it is no whole JPEG. */
export function sizeOfJpeg(bytes: Uint8Array): { width: number; height: number } | null {
  const word = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  if (word(0) !== SOI || word(bytes.length - 2) !== EOI) return null
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + word(at + 2)) {
    const marker = word(at)
    if (FRAMES.has(marker)) return { height: word(at + 5), width: word(at + 7) }
    if (marker === SOS || word(at + 2) < 2) return null
  }
  return null
}

const SOI = 0xffd8
const EOI = 0xffd9
const SOS = 0xffda
/** Baseline and progressive: what browsers write. */
const FRAMES: ReadonlySet<number> = new Set([0xffc0, 0xffc1, 0xffc2])

/** A still on its way to a proctor, in base64. */
export const stillJpeg = z.base64().max(Math.ceil(STILL_MAX_BYTES / 3) * 4)
