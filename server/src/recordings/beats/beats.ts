// Owns: keeping what devices say of the parts they write, and telling them how often to upload.
// Never judges a beat: what it witnesses is compared with the bytes later (witnessing.ts).
import { BLOCK_BYTES, everyLine, type Beat, type BeatAnswer, type GrantClaims } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Clock } from '../../platform/clock.ts'
import type { createGrants } from '../grants/grants.ts'
import type { ReceivingBeats } from './receiving-repo.ts'
import { PART_MAX_BYTES } from '../upload/announcing.ts'
import type { Pace } from '../upload/pace.ts'

export function createBeats(ports: {
  clock: Clock
  grants: ReturnType<typeof createGrants>
  hear: ReceivingBeats
  pace: Pace
}) {
  const { clock, grants, hear, pace } = ports

  /**
   * Refuses `foreignPart` for a part of somebody else. That the device was heard of counts in any case; of a part that
   * is not announced only its length is kept, and nothing of what no part can be.
   */
  return async (claims: GrantClaims, beat: Beat): Promise<Result<BeatAnswer>> => {
    const receivedAt = clock.now()
    const { grantId, attemptId, deviceId } = claims
    if (beat.parts.some((part) => !claims.lines.includes(part.line))) return refuse('foreignPart')
    const parts = beat.parts.filter(isPossible).map(({ openBlock, ...part }) => ({
      ...part,
      openBlock: openBlock === null ? null : Buffer.from(openBlock, 'hex'),
      closedBlocks: closedOf(part),
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

const isPossible = ({ bytes }: { bytes: number }): boolean => bytes <= PART_MAX_BYTES

/** Each full block that so many bytes have, once. */
function closedOf({ bytes, closedBlocks }: Omit<Beat['parts'][number], 'openBlock'>) {
  const byIndex = new Map(closedBlocks.map((block) => [block.index, block]))
  return [...byIndex.values()].filter(({ index }) => (index + 1) * BLOCK_BYTES <= bytes)
}
