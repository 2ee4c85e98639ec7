// Owns: keeping what devices say of the parts they write, and telling them how often to upload.
// Never judges a beat: what it witnesses is compared with the bytes later (witnessing.ts).
import { everyLine, uploadEveryMs, type Beat, type BeatAnswer, type GrantClaims } from '@zhishi/core/recording'
import type { AttemptId } from '@zhishi/core/ids'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import type { createGrants } from './grants.ts'
import { insertBeats } from './beats-repo.ts'
import { loadHeld } from './repo.ts'

export function createBeats(it: {
  db: Database
  clock: Clock
  grants: ReturnType<typeof createGrants>
  /** whether somebody has the feeds of an attempt in full view */
  isWatched: (attemptId: AttemptId) => Promise<boolean>
}) {
  const { db, clock, grants } = it

  /** Refuses `foreignPart` for a part of somebody else. A part the server has not heard of yet is fine. */
  return async (claims: GrantClaims, beat: Beat): Promise<Result<BeatAnswer>> => {
    const receivedAt = clock.now()
    const { attemptId, deviceId } = claims
    const ids = beat.parts.map((part) => part.partId)
    if (beat.parts.some((part) => !claims.lines.includes(part.line))) return refuse('foreignPart')
    const held = await loadHeld(db, ids)
    if (held.some((part) => part.attemptId !== attemptId || part.deviceId !== deviceId)) return refuse('foreignPart')
    const heldBytes = new Map(held.map((part) => [part.id, part.bytes]))
    await insertBeats(
      db,
      beat.parts.map((part) => ({
        attemptId,
        deviceId,
        receivedAt,
        sentAt: beat.sentAt,
        partId: part.partId,
        line: part.line,
        bytes: part.bytes,
        openBlock: part.openBlock === null ? null : Buffer.from(part.openBlock, 'hex'),
        closedBlocks: part.closedBlocks,
        heldBytes: heldBytes.get(part.partId) ?? 0,
      })),
    )
    await grants.heardOf(claims, receivedAt)
    const everyMs = uploadEveryMs({ isWatched: await it.isWatched(attemptId), setMs: null, receiptMs: null })
    return accept({ serverNow: clock.now(), uploadEveryMs: everyLine(() => everyMs) })
  }
}
