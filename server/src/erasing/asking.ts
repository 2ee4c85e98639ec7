// Owns: taking in that an attempt or an interview is to be erased: whether it may be, its audit entry, its job.
// Never erases anything itself, and asks only what a command beside the server can answer too.
import { decideErasing, type ErasingAccept } from '@zhishi/core/erasing'
import type { AttemptId, ErasureId, InterviewId, StaffId } from '@zhishi/core/ids'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { attemptsOfInterview, loadAttempts } from '../attempts/service.ts'
import type { AuditService } from '../audit/service.ts'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database, Transaction } from '../platform/database/database.ts'
import type { JobKind, Jobs } from '../platform/jobs/jobs.ts'
import { loadUnsealed } from '../recordings/service.ts'
import { lockToErase } from '../interviews/service.ts'
import * as repo from './repo.ts'

const HOUR_S = 3600

/** Tried for more than half a day: a store that is away comes back, and nobody should have to ask again. */
export const ERASE: JobKind<{ erasureId: ErasureId }> = {
  name: 'erase',
  retries: 20,
  retryAfterS: 5,
  retryWithinS: HOUR_S,
  // 10,000 attempts at half a second each, and as long again
  lastsAtMostS: 3 * HOUR_S,
  keptS: 7 * 24 * HOUR_S,
  keyOf: ({ erasureId }) => erasureId,
  cron: null,
}

export type WhatToErase = { attemptId: AttemptId } | { interviewId: InterviewId }
export type AskedBy = { role: 'organiser'; id: StaffId } | { role: 'commandLine'; id: null }

export function createAsking(ports: {
  db: Database
  clock: Clock
  random: Random
  audit: AuditService
  jobs: Pick<Jobs, 'send'>
}) {
  const { db, clock, random, audit, jobs } = ports

  /** Attempts that are concerned, and their interview, which is locked where it goes whole. Null: there is none. */
  async function find(within: Transaction, what: WhatToErase) {
    if ('attemptId' in what) {
      const [loaded] = await loadAttempts(within, [what.attemptId])
      return loaded ? { interviewId: loaded.interview.id as InterviewId, attempts: [loaded] } : null
    }
    const { interviewId } = what
    if (!(await lockToErase(within, interviewId))) return null
    return { interviewId, attempts: await loadAttempts(within, await attemptsOfInterview(within, interviewId)) }
  }

  /** Refuses `notFound`, and what core refuses. Whoever asks again gets the erasure that is under way, and has it tried once more. */
  return (
    what: WhatToErase,
    accepted: readonly ErasingAccept[],
    by: AskedBy,
  ): Promise<Result<{ erasureId: ErasureId }>> =>
    db.transaction(async (transaction) => {
      const known = await repo.findErasure(transaction, what)
      if (known) {
        // of one that was given up this is the way on; of any other nothing comes of it
        await jobs.send(ERASE, { erasureId: known }, transaction)
        return accept({ erasureId: known })
      }
      const found = await find(transaction, what)
      if (!found) return refuse('notFound')
      const { interviewId, attempts } = found
      const unsealed = await loadUnsealed(
        transaction,
        attempts.map(({ id }) => id),
      )
      const decided = decideErasing(
        attempts.map(({ id, attempt, interview, sitting }) => ({
          id,
          attempt,
          unsealed: unsealed.get(id) ?? [],
          isToBeScored: interview.scoring !== null && !sitting.isMock,
        })),
        accepted,
        clock.now(),
      )
      if (!decided.ok) return decided
      const erasureId = random.uuid() as ErasureId
      const attemptId = 'attemptId' in what ? what.attemptId : null
      await repo.insertErasure(transaction, {
        id: erasureId,
        interviewId,
        attemptId,
        accepted: [...accepted],
        askedAt: clock.now(),
        askedByRole: by.role,
        askedById: by.id,
      })
      await audit.append(
        {
          actorRole: by.role,
          actorId: by.id,
          action: 'erasingAsked',
          subject: { erasureId, interviewId, attemptId, accepted: accepted.join(' ') },
        },
        transaction,
      )
      await jobs.send(ERASE, { erasureId }, transaction)
      return accept({ erasureId })
    })
}
