// Owns: blind scoring: which attempts an examiner scores, score sheets, recusals, disclosure flags.
// Never tells an examiner whose attempt it is, and never combines sheets into a score.
import { may } from '@zhishi/core/access'
import type { ReviewRemark, ReviewRow, ReviewView } from '@zhishi/core/contract'
import type { AttemptId, CommandId, StaffId } from '@zhishi/core/ids'
import { overFromOf, phaseAt, startsAtOf } from '@zhishi/core/process'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { checkSheet, type Mark, type ReviewCode, type Rubric } from '@zhishi/core/scoring'
import type { Instant } from '@zhishi/core/time'
import type { AttemptLists } from '../attempt-lists/service.ts'
import type { AttemptsService, LoadedAttempt } from '../attempts/service.ts'
import type { AuditAction, AuditService } from '../audit/service.ts'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database, Transaction } from '../platform/database/database.ts'
import type { StaffCaller } from '../platform/http/caller.ts'
import type { RecordingsService } from '../recordings/service.ts'
import type { StaffService } from '../staff/service.ts'
import type { ReviewCodesService } from '../review-codes/service.ts'
import { erase } from './erase.ts'
import { presentReview, presentReviewRemark, presentReviewRow } from './present.ts'
import * as repo from './repo.ts'

/** Whether a sheet has been submitted: the rubric of the interview must not change any more. */
export { isScored } from './repo.ts'

export type ScoringService = ReturnType<typeof createScoringService>
/** What an examiner does with an attempt, as the audit log calls it. */
type ReviewAction = Extract<
  AuditAction,
  'scoreSheetSubmitted' | 'examinerRecused' | 'disclosureFlagged' | 'disclosureUnflagged'
>

/** An attempt that may be scored, with what there is to score by and of. */
type Scorable = { loaded: LoadedAttempt; rubric: Rubric; within: { fromAt: Instant; toAt: Instant } }

export function createScoringService(ports: {
  db: Database
  clock: Clock
  random: Random
  audit: AuditService
  attempts: AttemptsService
  lists: Pick<AttemptLists, 'handedIn' | 'seenByExaminers'>
  recordings: RecordingsService
  reviewCodes: ReviewCodesService
  staff: StaffService
}) {
  const { db, clock, random, audit, attempts, lists, recordings, reviewCodes, staff } = ports

  /** Who is to score which attempt. */
  async function assignedTo(examinerIds: readonly StaffId[]): Promise<(examinerId: StaffId, id: AttemptId) => boolean> {
    const duties = new Set(
      (await repo.loadDuties(db, examinerIds)).map(({ examinerId, attemptId }) => `${examinerId}/${attemptId}`),
    )
    return (examinerId, id) => duties.has(`${examinerId}/${id}`) || duties.has(`${examinerId}/null`)
  }

  /** What the caller may score of these, once their sitting is over. */
  async function own(caller: StaffCaller, loaded: readonly LoadedAttempt[]): Promise<Scorable[]> {
    const { staffId } = caller
    const isAssigned = await assignedTo([staffId])
    const now = clock.now()
    const mine = loaded.filter(
      (one) =>
        scorableOf(one, now) !== null &&
        may(caller, 'score', { interviewId: one.attempt.interviewId, isAssigned: isAssigned(staffId, one.id) }),
    )
    return (await lists.seenByExaminers(mine)).flatMap((one) => scorableOf(one, now) ?? [])
  }

  /**
   * The attempt behind a code. Refuses `notFound` alike for a code that is none, one of nothing to score, one whose sitting
   * is not over, and one that is not the caller's to score.
   */
  async function find(caller: StaffCaller, code: ReviewCode): Promise<Result<Scorable>> {
    const attemptId = await reviewCodes.attemptOf(code)
    const loaded = attemptId && (await attempts.load(attemptId))
    const [scorable] = loaded ? await own(caller, [loaded]) : []
    return scorable ? accept(scorable) : refuse('notFound')
  }

  async function findFor(caller: StaffCaller, code: ReviewCode) {
    const found = await find(caller, code)
    if (!found.ok) return found
    const review = await repo.loadReview(db, found.value.loaded.id, caller.staffId)
    return (review?.recusedAt ?? null) === null ? accept({ ...found.value, review }) : refuse('recused')
  }

  function view(code: ReviewCode, it: Scorable, review: repo.ReviewRecord | undefined): ReviewView {
    return presentReview({ code, names: it.loaded, review }, it.rubric)
  }

  /** Changes what the examiner did with an attempt, under a lock, with its audit entry or not at all. */
  async function change(
    examinerId: StaffId,
    { id }: LoadedAttempt,
    work: (review: repo.ReviewRecord) => Result<{ action: ReviewAction; facts: Partial<repo.ReviewRecord> } | null>,
  ): Promise<Result<repo.ReviewRecord>> {
    return db.transaction(async (transaction: Transaction) => {
      const review = await repo.lockReview(transaction, id, examinerId)
      const decided = work(review)
      if (!decided.ok) return decided
      if (decided.value === null) return accept(review)
      const { action, facts } = decided.value
      await repo.updateReview(transaction, review, facts)
      await audit.append(
        { actorRole: 'examiner', actorId: examinerId, action, subject: { attemptId: id } },
        transaction,
      )
      return accept({ ...review, ...facts })
    })
  }

  return {
    /** From now on the examiner is to score every attempt of the interviews of their memberships. */
    assignAll: (examinerId: StaffId): Promise<void> =>
      repo.insertDuty(db, { id: random.uuid(), examinerId, attemptId: null }),
    /** From now on the examiner is to score this attempt. */
    assign: (examinerId: StaffId, attemptId: AttemptId): Promise<void> =>
      repo.insertDuty(db, { id: random.uuid(), examinerId, attemptId }),

    /** What goes when an attempt or an interview is erased. */
    erase,
    /** Recusals and disclosures for the chief examiner: what nobody is left to score first, then by code. */
    async remarks(caller: StaffCaller): Promise<ReviewRemark[]> {
      const byAttempt = Map.groupBy(await repo.loadRemarked(db), (review) => review.attemptId)
      if (byAttempt.size === 0) return []
      const now = clock.now()
      const remarked = (await lists.handedIn()).filter(
        ({ id, attempt }) => byAttempt.has(id) && may(caller, 'readRemarks', attempt),
      )
      const [codes, examiners] = await Promise.all([
        reviewCodes.codesOf(remarked.map(({ id }) => id)),
        staff.ofRole('examiner'),
      ])
      const isAssigned = await assignedTo(examiners.map(({ staffId }) => staffId))
      const scoring = ({ id, attempt }: LoadedAttempt) =>
        examiners.filter(({ staffId, isIn }) => isIn(attempt.interviewId) && isAssigned(staffId, id))
      return remarked
        .filter((loaded) => scorableOf(loaded, now) !== null)
        .map((loaded) =>
          presentReviewRemark({ code: codes.get(loaded.id)!, loaded }, byAttempt.get(loaded.id) ?? [], scoring(loaded)),
        )
        .sort(
          (a, b) =>
            Number(a.examiners.length > 0) - Number(b.examiners.length > 0) || (a.reviewCode < b.reviewCode ? -1 : 1),
        )
    },

    /** What is left first; within that by code, which says nothing of any other order. */
    async list(caller: StaffCaller): Promise<ReviewRow[]> {
      const scorable = await own(caller, await lists.handedIn())
      const reviews = await repo.loadReviews(db, caller.staffId)
      const left = scorable.filter(({ loaded }) => (reviews.get(loaded.id)?.recusedAt ?? null) === null)
      const codes = await reviewCodes.codesOf(left.map(({ loaded }) => loaded.id))
      return left
        .map(({ loaded }) =>
          presentReviewRow({ code: codes.get(loaded.id)!, names: loaded, review: reviews.get(loaded.id) }),
        )
        .sort((a, b) => Number(a.total !== null) - Number(b.total !== null) || (a.reviewCode < b.reviewCode ? -1 : 1))
    },

    async read(caller: StaffCaller, code: ReviewCode): Promise<Result<ReviewView>> {
      const found = await findFor(caller, code)
      return found.ok ? accept(view(code, found.value, found.value.review)) : found
    },

    /** The examiner's file, and the look that must be written down before its first byte goes out. */
    async openAnswer(caller: StaffCaller, code: ReviewCode, gone: AbortSignal) {
      const found = await findFor(caller, code)
      if (!found.ok) return found
      const attemptId = found.value.loaded.id
      const opened = await recordings.openAnswer(attemptId, found.value.within, gone)
      if (!opened.ok) return opened
      const noteLook = (fromByte: number) =>
        recordings.noteLook({ role: 'examiner', id: caller.staffId }, { attemptId, id: null }, fromByte)
      return accept({ file: opened.value, noteLook })
    },

    /** Once: a repeat of the same sheet gets the same answer, any other is refused. */
    async submit(
      caller: StaffCaller,
      code: ReviewCode,
      { sheetId, marks }: { sheetId: CommandId; marks: Mark[] },
    ): Promise<Result<ReviewView>> {
      const found = await find(caller, code)
      if (!found.ok) return found
      const checked = checkSheet(found.value.rubric, marks)
      const changed = await change(caller.staffId, found.value.loaded, (review) => {
        if (review.recusedAt !== null) return refuse('recused')
        if (review.sheetId !== null && review.sheetId !== sheetId) return refuse('sheetGiven')
        if (!checked.ok) return checked
        if (review.sheetId === sheetId)
          return isSame(review.marks, checked.value) ? accept(null) : refuse('commandIdReused')
        const facts = { sheetId, marks: checked.value, submittedAt: clock.now() }
        return accept({ action: 'scoreSheetSubmitted', facts })
      })
      return changed.ok ? accept(view(code, found.value, changed.value)) : changed
    },

    /** The examiner knows the candidate. Who has marked already asks the chief examiner instead. */
    async recuse(caller: StaffCaller, code: ReviewCode): Promise<Result<Record<string, never>>> {
      const found = await find(caller, code)
      if (!found.ok) return found
      const changed = await change(caller.staffId, found.value.loaded, (review) => {
        if (review.recusedAt !== null) return accept(null)
        if (review.sheetId !== null) return refuse('sheetGiven')
        return accept({ action: 'examinerRecused', facts: { recusedAt: clock.now() } })
      })
      return changed.ok ? accept({}) : changed
    },

    /** The candidate said who they are, or the examiner takes that back. */
    async flagDisclosure(caller: StaffCaller, code: ReviewCode, isDisclosed: boolean): Promise<Result<ReviewView>> {
      const found = await find(caller, code)
      if (!found.ok) return found
      const changed = await change(caller.staffId, found.value.loaded, (review) => {
        if (review.recusedAt !== null) return refuse('recused')
        if ((review.disclosureFlaggedAt !== null) === isDisclosed) return accept(null)
        const disclosureFlaggedAt = isDisclosed ? clock.now() : null
        return accept({
          action: isDisclosed ? 'disclosureFlagged' : 'disclosureUnflagged',
          facts: { disclosureFlaggedAt },
        })
      })
      return changed.ok ? accept(view(code, found.value, changed.value)) : changed
    },
  }
}

/** Null: its interview is not scored here, it is a mock, it has not handed in, or it does not count any more. */
function scorableOf(loaded: LoadedAttempt, now: Instant): Scorable | null {
  const { attempt, interview, sitting } = loaded
  const fromAt = startsAtOf(attempt)
  const toAt = overFromOf(attempt)
  if (interview.scoring === null || sitting.isMock || fromAt === null || toAt === null) return null
  if (phaseAt(attempt, now) !== 'handedIn') return null
  return { loaded, rubric: interview.scoring.rubric, within: { fromAt, toAt } }
}

/** Both are in the order of the rubric. */
function isSame(before: readonly Mark[] | null, after: readonly Mark[]): boolean {
  return before?.length === after.length && after.every((mark, at) => before[at]?.points === mark.points)
}
