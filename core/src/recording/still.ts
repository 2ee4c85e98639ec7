// Owns: stills: the small pictures that each device sends of its feeds, so that a proctor sees many candidates at once.
// Never evidence: a still proves nothing, and only the newest of each feed is kept (DESIGN §6).
import { z } from 'zod'

/** How often a device sends one of each feed (DESIGN §6). Nothing delays it. */
export const STILL_EVERY_MS = 5000
/** DESIGN §6. At 500 candidates of three feeds each that is 3 MB/s. */
export const STILL_MAX_BYTES = 10_000
export const STILL_MIME = 'image/jpeg'
/** Long and short side at most, in pixels: about the size at which a wall shows it, and nothing that takes long to open. */
export const STILL_MAX_PIXELS = 640
/** A newer one sooner than this is not taken: two devices that claim one feed, or one that does not keep time. */
export const STILL_NOT_BEFORE_MS = 2000
/** One that was not followed for so long says nothing any more, and goes. */
export const STILL_KEPT_MS = 3_600_000

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
