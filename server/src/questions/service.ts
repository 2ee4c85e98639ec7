// Owns: the question packs of sittings and who may have what opens them, and when: the sealed pack, its key, the unlock code.
// Never decides by itself: the rule is core's (process/release.ts). Never hands out a question in the clear but to the export.
import type { PackKeyView, PackView, UnlockCodeView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { isFinal, phaseAt, refusalToKey, refusalToUnlockCode } from '@zhishi/core/process'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { AttemptsService } from '../attempts/service.ts'
import type { AuditService } from '../audit/service.ts'
import type { Clock, Random } from '../platform/clock.ts'
import type { ClockCheck } from '../platform/clock-check.ts'
import type { Database } from '../platform/database/database.ts'
import { actingAs, type CandidateCaller, type StaffCaller } from '../platform/http/caller.ts'
import type { Keys } from '../platform/keys.ts'
import { erase } from './erase.ts'
import { createKeyRelease } from './key-release.ts'
import type { KeysGiven } from './keys-given.ts'
import { presentPack } from './packs.ts'
import type { QuestionPacks } from './question-packs.ts'
import { createUnlockCodes } from './unlock-codes.ts'

export { createKeysGiven } from './keys-given.ts'
export { createQuestionPacks, type QuestionPacks } from './question-packs.ts'
export { QUIET_S } from './quiet.ts'

export type QuestionsService = ReturnType<typeof createQuestionsService>

export function createQuestionsService(ports: {
  db: Database
  clock: Clock
  random: Random
  keys: Keys
  clockCheck: ClockCheck
  audit: AuditService
  packs: QuestionPacks
  attempts: AttemptsService
  keysGiven: KeysGiven
  /** the database could not be asked at T0; the release tries again by itself */
  onReleaseError: (error: unknown) => void
}) {
  const { clock, clockCheck, audit, packs, attempts, keysGiven } = ports
  const unlockCodes = createUnlockCodes({ ...ports, packOf: packs.load })

  return {
    /** What goes when an attempt or an interview is erased. */
    erase,

    /** The encrypted questions, from sign-in on, so that nothing large is fetched at T0. */
    async pack(id: AttemptId, caller: CandidateCaller): Promise<Result<PackView>> {
      const loaded = await attempts.visible(id, caller)
      if (!loaded) return refuse('notFound')
      if (loaded.attempt.facts.identityConfirmedAt === null) return refuse('identityNeeded')
      if (isFinal(phaseAt(loaded.attempt, clock.now()))) return refuse('attemptOver')
      const row = await packs.load(loaded.sittingId)
      return accept(presentPack(row, await unlockCodes.wrapping(id, row.packId)))
    },

    /** The key of the questions: from T0 on, to attempts that have entered, on the computer of the attempt. */
    async packKey(id: AttemptId, caller: CandidateCaller): Promise<Result<PackKeyView>> {
      const loaded = await attempts.visible(id, caller)
      if (!loaded) return refuse('notFound')
      const refused = clockCheck.refusal() ?? refusalToKey(loaded.attempt, caller.deviceId, clock.now())
      if (refused) return refused
      const key = await packs.keyOf(loaded.sittingId)
      keysGiven.note(id)
      return accept(key)
    },

    /** What support reads out when no network brings the key. The look is written down before the code is shown. */
    async unlockCode(id: AttemptId, caller: StaffCaller): Promise<Result<UnlockCodeView>> {
      const loaded = await attempts.load(id)
      const who = loaded && actingAs(caller, 'readUnlockCode', loaded.attempt)
      if (!who) return refuse('notFound')
      const refused = clockCheck.refusal() ?? refusalToUnlockCode(loaded.attempt, clock.now())
      if (refused) return refused
      await audit.append({
        actorRole: who.role,
        actorId: who.id,
        action: 'unlockCodeLookedAt',
        subject: { attemptId: id },
      })
      return accept(await unlockCodes.read(id, loaded.sittingId))
    },

    /** Makes unlock codes ahead of T0, in the background, until the returned function is called. */
    makeUnlockCodes: unlockCodes.start,
    /** Gives the key at T0 to every computer that listens here and may have it. */
    release: createKeyRelease({ clock, clockCheck, attempts, packs, keysGiven, onError: ports.onReleaseError }),
    /** Makes, or reads, the unlock code of an attempt. */
    makeUnlockCode: unlockCodes.read,
  }
}
