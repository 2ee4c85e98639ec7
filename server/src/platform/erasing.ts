// Owns: what a feature does when what it holds of an attempt or of an interview is erased.
// Never an order among features: the erasing feature knows it.
import type { AttemptId, InterviewId, PersonId, SittingId } from '@zhishi/core/ids'
import type { Transaction } from './database/database.ts'

export type AttemptToErase = {
  attemptId: AttemptId
  sittingId: SittingId
  interviewId: InterviewId
  /** as the document names it */
  interviewKey: string
  personId: PersonId
  /** the candidate has no other attempt: what is kept of them alone goes too */
  isLast: boolean
}
export type InterviewToErase = { interviewId: InterviewId; interviewKey: string; sittingIds: readonly SittingId[] }

/** Each may run again after a crash: what is gone already is no error. */
export type Eraser = {
  /** its rows of an attempt, in the transaction in which all features' rows of it go */
  attempt?(within: Transaction, it: AttemptToErase): Promise<void>
  /** what it holds of an attempt outside the database, once no row names it any more */
  bytes?(attemptId: AttemptId): Promise<void>
  /** its rows of an interview that has no attempts any more, in the transaction in which all features' go */
  interview?(within: Transaction, it: InterviewToErase): Promise<void>
}
