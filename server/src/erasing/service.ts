// Owns: erasing what is kept of an attempt or of an interview: which feature goes when, and going on after a crash.
// Never knows what a feature keeps: each erases its own. Never removes bytes before the rows that name them are gone, so that no
// upload can add to them; and forgets nothing that is not gone.
import type { AttemptId, ErasureId } from '@zhishi/core/ids'
import { attemptsOfInterview, lockToErase as lockAttempt } from '../attempts/service.ts'
import type { AuditService } from '../audit/service.ts'
import { lockToErase as lockInterview } from '../interviews/service.ts'
import type { Database, Transaction } from '../platform/database/database.ts'
import type { Eraser } from '../platform/erasing.ts'
import type { JobHandler } from '../platform/jobs/jobs.ts'
import * as repo from './repo.ts'

export { createAsking, ERASE } from './asking.ts'

/**
 * The job. Each attempt goes in two steps: all rows in one transaction, then what lies outside the database; the row of
 * `erased_attempts` says that the second is still to be done. Every step may run again.
 * @param it `erasers` in their order: what refers to rows before the rows it refers to
 */
export function createErasing(ports: {
  db: Database
  audit: AuditService
  erasers: readonly Eraser[]
}): JobHandler<{ erasureId: ErasureId }> {
  const { db, audit, erasers } = ports

  const appendDone = (
    within: Transaction,
    { id, interviewId, askedByRole, askedById }: repo.Erasure,
    attemptId: AttemptId | null,
  ): Promise<void> => {
    const by = { actorRole: askedByRole, actorId: askedById }
    const subject = { erasureId: id, interviewId }
    return attemptId === null
      ? audit.append({ ...by, action: 'interviewErased', subject }, within)
      : audit.append({ ...by, action: 'attemptErased', subject: { ...subject, attemptId } }, within)
  }

  const eraseRows = (erasure: repo.Erasure, id: AttemptId): Promise<void> =>
    db.transaction(async (transaction) => {
      const attempt = await lockAttempt(transaction, id)
      if (!attempt) return
      for (const eraser of erasers) await eraser.attempt?.(transaction, attempt)
      await repo.insertErasedAttempt(transaction, erasure.id, id)
    })

  async function eraseBytes(erasure: repo.Erasure, id: AttemptId): Promise<void> {
    for (const eraser of erasers) await eraser.bytes?.(id)
    await db.transaction(async (transaction) => {
      const isMine = await repo.deleteErasedAttempt(transaction, id)
      if (isMine) await appendDone(transaction, erasure, id)
    })
  }

  const eraseInterview = (erasure: repo.Erasure): Promise<void> =>
    db.transaction(async (transaction) => {
      const interview = await lockInterview(transaction, erasure.interviewId)
      if (!interview) return
      const added = await attemptsOfInterview(transaction, erasure.interviewId)
      if (added.length > 0) throw new Error(`${added.length} attempts were added while the interview was erased`)
      for (const eraser of erasers) await eraser.interview?.(transaction, interview)
      await appendDone(transaction, erasure, null)
    })

  return async ({ erasureId }, stopping) => {
    const erasure = await repo.loadErasure(db, erasureId)
    if (!erasure) return
    let attempts = 0
    const finish = async (id: AttemptId): Promise<void> => {
      stopping.throwIfAborted()
      await eraseBytes(erasure, id)
      attempts += 1
    }
    // what an earlier try has left
    for (const id of await repo.loadErasedAttempts(db, erasureId)) await finish(id)
    const those = erasure.attemptId ? [erasure.attemptId] : await attemptsOfInterview(db, erasure.interviewId)
    for (const id of those) {
      stopping.throwIfAborted()
      await eraseRows(erasure, id)
    }
    for (const id of await repo.loadErasedAttempts(db, erasureId)) await finish(id)
    if (erasure.attemptId === null) await eraseInterview(erasure)
    await repo.deleteErasure(db, erasureId)
    return { attempts }
  }
}
