// Owns: keeping what devices say of the parts they write, and telling them how often to upload.
// Never judges a beat: what it witnesses is compared with the bytes later (witnessing.ts).
import { BLOCK_BYTES, everyLine, type Beat, type BeatAnswer, type GrantClaims } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Clock } from '../../platform/clock.ts'
import type { Budgets, Reserved } from '../budget/budgets.ts'
import type { createGrants } from '../grants/grants.ts'
import type { ReceivedBeat, ReceivingBeats } from './receiving-repo.ts'
import { PART_MAX_BYTES } from '../upload/announcing.ts'
import type { Pace } from '../upload/pace.ts'

export function createBeats(ports: {
  clock: Clock
  grants: ReturnType<typeof createGrants>
  hear: ReceivingBeats
  pace: Pace
  budgets: Budgets
}) {
  const { clock, grants, hear, pace, budgets } = ports

  /**
   * Refuses `foreignPart` for a part of somebody else, `grantRefused` where the attempt is unknown here. That the device was heard of counts in any case; of a part that
   * is not announced only its length is kept, and nothing of what no part can be.
   */
  return async (claims: GrantClaims, beat: Beat): Promise<Result<BeatAnswer>> => {
    const receivedAt = clock.now()
    const { grantId, attemptId, deviceId } = claims
    if (beat.parts.some((part) => !claims.lines.includes(part.line))) return refuse('foreignPart')
    const taken: Reserved[] = []
    let isKept = false
    let heard: Awaited<ReturnType<ReceivingBeats>>
    try {
      const parts = await within(claims, beat.parts, taken)
      heard = await hear({ grantId, attemptId, deviceId, receivedAt, sentAt: beat.sentAt, parts })
      isKept = heard !== 'foreign'
    } finally {
      for (const one of taken) {
        if (isKept) one.done()
        else one.giveBack()
      }
    }
    if (heard === 'foreign') return refuse('foreignPart')
    if (heard === 'unknownGrant' && !(await grants.heardOf(claims, receivedAt))) return refuse('grantRefused')
    return accept({
      serverNow: clock.now(),
      uploadEveryMs: everyLine(() => pace.uploadEveryMs(attemptId)),
    })
  }

  /** What can be, as far as it is not more of it than devices that record write. @param taken what it takes of the budget */
  async function within(claims: GrantClaims, said: Beat['parts'], taken: Reserved[]): Promise<ReceivedBeat['parts']> {
    const possible = said.filter(({ bytes }) => bytes <= PART_MAX_BYTES)
    const rows = await take('beats', possible.length)
    const kept: ReceivedBeat['parts'][number][] = []
    for (const { openBlock, ...part } of possible.slice(0, rows)) {
      const closed = closedOf(part)
      kept.push({
        ...part,
        openBlock: openBlock === null ? null : Buffer.from(openBlock, 'hex'),
        closedBlocks: closed.slice(0, await take('beatBlocks', closed.length)),
      })
    }
    return kept

    async function take(amount: 'beats' | 'beatBlocks', atMost: number): Promise<number> {
      const reserved = await budgets.reserveUpTo(claims, amount, atMost)
      taken.push(reserved)
      return reserved.taken
    }
  }
}

/** Each full block that so many bytes have, once. */
function closedOf({ bytes, closedBlocks }: Omit<Beat['parts'][number], 'openBlock'>) {
  const byIndex = new Map(closedBlocks.map((block) => [block.index, block]))
  return [...byIndex.values()].filter(({ index }) => (index + 1) * BLOCK_BYTES <= bytes)
}
