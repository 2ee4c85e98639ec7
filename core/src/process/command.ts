// Owns: what may be asked of an attempt (commands, imperative) and what then has happened (events, past tense).
// Never decides: the step that owns a command does (steps/).
import { z } from 'zod'
import { deviceId, partId, staffId } from '../ids/index.ts'
import { feed, line } from '../recording/feeds.ts'
import { instant } from '../time/index.ts'
import { allowance, lineGap } from './attempt.ts'
import { STEPS } from './step.ts'

const bare = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind) })

/** One line of the preparation check as the device reports it. */
export const preparationCheck = z.strictObject({
  check: z.enum(['browser', 'camera', 'microphone', 'recording', 'network', 'disk', 'battery', 'display']),
  hasPassed: z.boolean(),
  detail: z.string().max(200).optional(),
})

/**
 * Feeds that give pictures, and sound where they have it, as the computer that asks sees them
 * (docs/process-rules.md#devices).
 */
const recording = z.array(feed).max(3).default([])

/**
 * Commands as clients send them. `handIn` names every part the device holds; `acceptsMissing`: the candidate has been told
 * of what the server has nothing, and hands in all the same.
 */
export const command = z
  .discriminatedUnion('kind', [
    bare('download'),
    z.strictObject({ kind: z.literal('prepare'), checks: z.array(preparationCheck).max(32) }),
    z.strictObject({ kind: z.literal('signIn'), deviceId }),
    bare('consent'),
    bare('askForPerson'),
    // `reason`: how a proctor made sure of who it is without having both pictures before their eyes
    z.strictObject({ kind: z.literal('confirmIdentity'), reason: z.string().trim().min(1).max(400).optional() }),
    z.strictObject({ kind: z.literal('refuseIdentity'), reason: z.string().trim().min(1).max(400) }),
    z.strictObject({ kind: z.literal('handOver'), deviceId: deviceId.nullable() }),
    // a proctor's word on an identity that was to be checked afterwards, and how they made sure
    z.strictObject({
      kind: z.literal('settleIdentity'),
      isConfirmed: z.boolean(),
      reason: z.string().trim().min(1).max(400),
    }),
    bare('confirmBriefing'),
    bare('bindEvidence'),
    bare('receiveEvidence'),
    bare('finishSweep'),
    bare('drawLot'),
    bare('openAttachments'),
    bare('confirmAttachments'),
    z.strictObject({
      kind: z.literal('enter'),
      displays: z.int().min(0).max(64),
      displaySurface: z.enum(['monitor', 'window', 'browser']),
    }),
    z.strictObject({ kind: z.literal('confirmDevices'), recording }),
    z.strictObject({ kind: z.literal('begin'), recording }),
    bare('showSheet'),
    bare('finish'),
    z.strictObject({
      kind: z.literal('handIn'),
      partIds: z.array(partId).max(4096),
      acceptsMissing: z.boolean().default(false),
    }),
    bare('confirmEvidence'),
    z.strictObject({
      kind: z.literal('grantAllowance'),
      allowance: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('extraTime'), lengthMs: z.int().min(1), reason: z.string().min(1).max(400) }),
        z.strictObject({ kind: z.literal('lateEntry'), untilAt: instant, reason: z.string().min(1).max(400) }),
        z.strictObject({ kind: z.literal('excuse'), step: z.enum(STEPS), reason: z.string().min(1).max(400) }),
      ]),
    }),
    // whoever cannot sign in for wrong codes need not wait: staff have spoken to them
    z.strictObject({ kind: z.literal('endWaiting'), reason: z.string().trim().min(1).max(400) }),
    z.strictObject({ kind: z.literal('withdraw'), reason: z.string().max(400) }),
    z.strictObject({ kind: z.literal('remove'), reason: z.string().min(1).max(400) }),
    z.strictObject({ kind: z.literal('void'), reason: z.string().min(1).max(400) }),
  ])
  .meta({ id: 'Command' })
export type Command = z.infer<typeof command>
/** As a client may send it: what has a default may be left out. */
export type CommandInput = z.input<typeof command>
export type CommandKind = Command['kind']
export const COMMAND_KINDS = command.options.map((option) => option.shape.kind.value)

/** How much of its due time a line does not cover. `isAbsent`: the server has not one byte of it. */
export type Uncovered = { line: z.infer<typeof line>; missingMs: number; isAbsent: boolean }

/** What the server adds to a command from its own knowledge before the rules see it. */
export type Evidence = {
  /** which of the parts named by `handIn`, or known of that device, or (`confirmEvidence`) of the phones are not sealed */
  unsafePartIds?: readonly string[]
  /** for `handIn`: lines that do not cover the time since entry, by what the server holds; complete ones are left out */
  uncovered?: readonly Uncovered[]
  /** result of the face engine for one try, for the system's `confirmIdentity` */
  faceMatched?: boolean
  /** for a proctor's `handOver`: devices on which this candidate is signed in now */
  signedInDeviceIds?: readonly string[]
  /** which pictures of the candidate, as they are now, this proctor has looked at, for a proctor's `confirmIdentity` */
  picturesSeen?: readonly string[]
  /** the last time a person decided about the identity, for a proctor's word about it */
  lastDecision?: { staffId: z.infer<typeof staffId>; name: string; at: z.infer<typeof instant> } | null
}

/** What has happened. Appended to the attempt's history and folded into its facts (apply.ts). */
export const attemptEvent = z.discriminatedUnion('kind', [
  bare('downloaded'),
  z.strictObject({ kind: z.literal('prepared'), checks: z.array(preparationCheck) }),
  z.strictObject({ kind: z.literal('leased'), deviceId }),
  z.strictObject({ kind: z.literal('handedOver'), deviceId: deviceId.nullable() }),
  bare('released'),
  /** from T0 on another computer went on, without waiting for anybody; null: none held the attempt */
  z.strictObject({ kind: z.literal('moved'), deviceId, fromDeviceId: deviceId.nullable() }),
  bare('consented'),
  bare('faceRefused'),
  bare('personAsked'),
  z.strictObject({ kind: z.literal('identityRefused'), reason: z.string() }),
  z.strictObject({
    kind: z.literal('identityConfirmed'),
    by: z.enum(['personalCode', 'face', 'staff']),
    /** where staff did not compare pictures: how they made sure */
    reason: z.string().optional(),
  }),
  bare('briefed'),
  bare('evidenceBound'),
  bare('evidenceReceived'),
  bare('evidenceSwept'),
  z.strictObject({ kind: z.literal('lotDrawn'), byCandidate: z.boolean() }),
  bare('attachmentsOpened'),
  bare('attachmentsRead'),
  z.strictObject({ kind: z.literal('entered'), deviceId }),
  z.strictObject({ kind: z.literal('returned'), deviceId }),
  bare('devicesConfirmed'),
  z.strictObject({ kind: z.literal('begun'), startsAt: instant }),
  bare('sheetShown'),
  bare('finished'),
  z.strictObject({ kind: z.literal('handedIn'), gaps: z.array(lineGap).default([]) }),
  bare('evidenceChecked'),
  z.strictObject({ kind: z.literal('allowanceGranted'), allowance }),
  z.strictObject({ kind: z.literal('waitingEnded'), reason: z.string() }),
  z.strictObject({ kind: z.literal('withdrawn'), reason: z.string() }),
  z.strictObject({ kind: z.literal('removed'), reason: z.string() }),
  z.strictObject({ kind: z.literal('voided'), reason: z.string() }),
])
export type AttemptEvent = z.infer<typeof attemptEvent>
