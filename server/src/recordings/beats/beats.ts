// Owns: keeping what devices say of the parts they write, and telling them how often to upload.
// Never judges a beat: what it witnesses is compared with the bytes later (witnessing.ts).
import { everyLine, type Beat, type BeatAnswer, type GrantClaims } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Clock } from '../../platform/clock.ts'
import type { createGrants } from '../grants/grants.ts'
import type { ReceivingBeats } from './receiving-repo.ts'
import type { Pace } from '../upload/pace.ts'

export function createBeats(ports: {
  clock: Clock
  grants: ReturnType<typeof createGrants>
  hear: ReceivingBeats
  pace: Pace
}) {
  const { clock, grants, hear, pace } = ports

  /** Refuses `foreignPart` for a part of somebody else. A part the server has not heard of yet is fine. */
  return async (claims: GrantClaims, beat: Beat): Promise<Result<BeatAnswer>> => {
    const receivedAt = clock.now()
    const { grantId, attemptId, deviceId } = claims
    if (beat.parts.some((part) => !claims.lines.includes(part.line))) return refuse('foreignPart')
    const parts = beat.parts.map(({ openBlock, ...part }) => ({
      ...part,
      openBlock: openBlock === null ? null : Buffer.from(openBlock, 'hex'),
    }))
    const heard = await hear({ grantId, attemptId, deviceId, receivedAt, sentAt: beat.sentAt, parts })
    if (heard === 'foreign') return refuse('foreignPart')
    if (heard === 'unknownGrant') await grants.heardOf(claims, receivedAt)
    return accept({
      serverNow: clock.now(),
      uploadEveryMs: everyLine(() => pace.uploadEveryMs(attemptId)),
    })
  }
}
