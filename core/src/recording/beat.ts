// Owns: the presence beat: what a device says, every few seconds, of the parts it is writing.
// A beat witnesses bytes that arrive later (docs/recording.md#beats); it never carries the bytes themselves.
import { z } from 'zod'
import { partId } from '../ids/index.ts'
import { instant } from '../time/index.ts'
import { sha256Hex } from './part.ts'
import { line } from './feeds.ts'

/**
 * How often a device beats (docs/recording.md#beats). Never paced; 5 s keeps a gap in presence visible within two beats.
 */
export const BEAT_INTERVAL_MS = 5000

export const beat = z
  .strictObject({
    sentAt: instant,
    parts: z
      .array(
        z.strictObject({
          partId,
          line,
          bytes: z.int().min(0),
          /** digest of the bytes after the last full block; null when there are none */
          openBlock: sha256Hex.nullable(),
          /** blocks closed since the last beat that was answered */
          closedBlocks: z.array(z.strictObject({ index: z.int().min(0), digest: sha256Hex })).max(512),
        }),
      )
      .max(16),
  })
  .meta({ id: 'Beat' })
export type Beat = z.infer<typeof beat>

/** The answer to a beat: the server's clock and how often each line should upload (pace.ts), from now on. */
export const beatAnswer = z
  .object({ serverNow: instant, uploadEveryMs: z.record(line, z.int()) })
  .meta({ id: 'BeatAnswer' })
export type BeatAnswer = z.infer<typeof beatAnswer>
