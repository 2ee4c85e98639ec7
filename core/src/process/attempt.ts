// Owns: the facts of an attempt that the rules read. Facts are stored; phases and gates are derived from them.
// Never holds anything about presence, feed health or cases: those are other dimensions (docs/process-rules.md#facts).
import { z } from 'zod'
import { deviceId, type InterviewId, type PersonId } from '../ids/index.ts'
import { line } from '../recording/feeds.ts'
import { instant, type Instant } from '../time/index.ts'
import type { Settings } from '../interview/index.ts'
import { STEPS } from './step.ts'

/** A recorded exception (补时/豁免), granted by staff with a reason. */
export const allowance = z.discriminatedUnion('kind', [
  /** more time to answer */
  z.strictObject({ kind: z.literal('extraTime'), lengthMs: z.int().min(1), grantedAt: instant, reason: z.string() }),
  /** first entry stays open until then; the end does not move */
  z.strictObject({ kind: z.literal('lateEntry'), untilAt: instant, grantedAt: instant, reason: z.string() }),
  /** a step need not be done; excusing `signIn` means: without a face */
  z.strictObject({ kind: z.literal('excuse'), step: z.enum(STEPS), grantedAt: instant, reason: z.string() }),
])
export type Allowance = z.infer<typeof allowance>

/** How long a line was due and not recorded. */
export const lineGap = z.strictObject({ line, lengthMs: z.int().min(1) })
export type LineGap = z.infer<typeof lineGap>

/** Every fact about an attempt is the instant at which it became true, by the server's clock. */
export const facts = z.object({
  downloadedAt: instant.nullable(),
  preparedAt: instant.nullable(),
  consentedAt: instant.nullable(),
  faceTries: z.int().min(0),
  /** waiting for a proctor to look, since; null: not in the queue */
  identityAskedAt: instant.nullable(),
  /** what a proctor said when the identity was not confirmed; the candidate may ask again */
  identityRefusedReason: z.string().nullable(),
  /** who is there has been confirmed for this sitting: by face, by a proctor, or by the code where no face is asked */
  identityConfirmedAt: instant.nullable(),
  /**
   * after T0 the interview went on at another computer that nobody has vouched for: who is there is to be checked, since. It stays
   * where the check said that it is somebody else (`identityRefusedReason`)
   */
  identityToCheckAt: instant.nullable(),
  /** the one computer of this attempt */
  leaseDeviceId: deviceId.nullable(),
  leasedAt: instant.nullable(),
  briefedAt: instant.nullable(),
  evidenceBoundAt: instant.nullable(),
  evidenceReceivedAt: instant.nullable(),
  /** the candidate has filmed all the way around the room, as the phone told */
  evidenceSweptAt: instant.nullable(),
  lotDrawnAt: instant.nullable(),
  isLotDrawnByCandidate: z.boolean(),
  attachmentsReadAt: instant.nullable(),
  enteredAt: instant.nullable(),
  devicesConfirmedAt: instant.nullable(),
  /** self-paced: T0, set by the press of 【开始】 */
  ownStartsAt: instant.nullable(),
  sheetShownAt: instant.nullable(),
  /** the candidate ended early */
  finishedAt: instant.nullable(),
  /** every byte of camera, screen and journal that was recorded was safe on the server */
  handedInAt: instant.nullable(),
  /** what was not recorded since entry, as the server knew it at the hand-in; empty: nothing that counts */
  handedInGaps: z.array(lineGap),
  evidenceCheckedAt: instant.nullable(),
  withdrawnAt: instant.nullable(),
  removedAt: instant.nullable(),
  voidedAt: instant.nullable(),
  allowances: z.array(allowance),
})
export type Facts = z.infer<typeof facts>

/** An attempt of which nothing is known yet. */
export const noFacts: Facts = {
  downloadedAt: null,
  preparedAt: null,
  consentedAt: null,
  faceTries: 0,
  identityAskedAt: null,
  identityRefusedReason: null,
  identityConfirmedAt: null,
  identityToCheckAt: null,
  leaseDeviceId: null,
  leasedAt: null,
  briefedAt: null,
  evidenceBoundAt: null,
  evidenceReceivedAt: null,
  evidenceSweptAt: null,
  lotDrawnAt: null,
  isLotDrawnByCandidate: false,
  attachmentsReadAt: null,
  enteredAt: null,
  devicesConfirmedAt: null,
  ownStartsAt: null,
  sheetShownAt: null,
  finishedAt: null,
  handedInAt: null,
  handedInGaps: [],
  evidenceCheckedAt: null,
  withdrawnAt: null,
  removedAt: null,
  voidedAt: null,
  allowances: [],
}

/** Steps whose opening counts back from T0: once it has passed it stays, wherever T0 or the settings go later. */
export const KEPT_STEPS = ['download', 'preparation', 'signIn', 'entry'] as const
export type KeptOpenings = Partial<Record<(typeof KEPT_STEPS)[number], Instant>>

/** When the sitting is. A self-paced sitting has a window instead of one T0 for all. */
export type SittingTimes = {
  startsAt: Instant | null
  selfPaced: { opensAt: Instant; closesAt: Instant } | null
  /** the organiser released entry by hand; only asked where the setting says so */
  entryReleasedAt: Instant | null
  /** openings that had passed before an edit that would have moved them */
  keptOpenings?: KeptOpenings
}

/** All that gates and phases depend on. */
export type Attempt = { settings: Settings; sitting: SittingTimes; facts: Facts }
/** With whose it is: rights depend on that too. */
export type OwnedAttempt = Attempt & { interviewId: InterviewId; personId: PersonId }
