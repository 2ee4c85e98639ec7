// Owns: who may have what opens the questions of an attempt, and when: the sealed pack, its key, the unlock code.
// Never holds a question or a key: they are the interviews feature's, and the rule is core's (process/release.ts).
import type { PackKeyView, PackView, UnlockCodeView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { isFinal, phaseAt, refusalToKey, refusalToUnlockCode } from '@zhishi/core/process'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { AuditService } from '../audit/service.ts'
import type { InterviewsService } from '../interviews/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { ClockCheck } from '../platform/clock-check.ts'
import type { Database } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import type { KeysGiven } from './keys-given.ts'
import * as repo from './repo.ts'

type Candidate = Extract<Caller, { role: 'candidate' }>

export function createQuestions(it: {
  db: Database
  clock: Clock
  clockCheck: ClockCheck
  interviews: InterviewsService
  audit: AuditService
  keysGiven: KeysGiven
  visible: (id: AttemptId, caller: Candidate) => Promise<repo.LoadedAttempt | null>
}) {
  const { db, clock, clockCheck, interviews, audit, keysGiven, visible } = it
  return {
    /** The encrypted questions, from sign-in on, so that nothing large is fetched at T0. */
    async pack(id: AttemptId, caller: Candidate): Promise<Result<PackView>> {
      const loaded = await visible(id, caller)
      if (!loaded) return refuse('notFound')
      if (loaded.attempt.facts.identityConfirmedAt === null) return refuse('identityNeeded')
      if (isFinal(phaseAt(loaded.attempt, clock.now()))) return refuse('attemptOver')
      return accept(await interviews.pack(loaded.sittingId, id))
    },

    /** The key of the questions: from T0 on, to attempts that have entered, on the computer of the attempt. */
    async packKey(id: AttemptId, caller: Candidate): Promise<Result<PackKeyView>> {
      const loaded = await visible(id, caller)
      if (!loaded) return refuse('notFound')
      const refused = clockCheck.refusal() ?? refusalToKey(loaded.attempt, caller.deviceId, clock.now())
      if (refused) return refused
      const key = await interviews.packKey(loaded.sittingId)
      keysGiven.note(id)
      return accept(key)
    },

    /** What support reads out when no network brings the key. The look is written down before the code is shown. */
    async unlockCode(
      id: AttemptId,
      caller: Extract<Caller, { role: 'support' | 'proctor' }>,
    ): Promise<Result<UnlockCodeView>> {
      const loaded = await repo.loadAttempt(db, id)
      if (!loaded) return refuse('notFound')
      const refused = clockCheck.refusal() ?? refusalToUnlockCode(loaded.attempt, clock.now())
      if (refused) return refused
      await audit.append({
        actorRole: caller.role,
        actorId: caller.staffId,
        action: 'unlockCodeLookedAt',
        subject: { attemptId: id },
      })
      return accept(await interviews.unlockCode(loaded.sittingId, id))
    },

    /** Whether the key of the questions has been given, as this process knows. */
    hasKey: (id: AttemptId): boolean => keysGiven.has(id),
  }
}
