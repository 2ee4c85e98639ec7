// Owns: attempts: a command is decided by core under a row lock and stored with its events; views are computed at
// the moment of asking. Never changes an attempt on a read, never decides by itself.
import { createHash } from 'node:crypto'
import {
  attemptOfTopic,
  sittingOfTopic,
  topicOfAttempt,
  topicOfSitting,
  type AttemptDevice,
  type AttemptView,
  type PresenceView,
  type RecordingCoverage,
  type Topic,
} from '@zhishi/core/contract'
import { actingRole, may, type ActionOf, type Actor } from '@zhishi/core/access'
import type { AttemptId, CommandId, DeviceId, SittingId, StaffId } from '@zhishi/core/ids'
import {
  applyEvent,
  decide,
  isFinal,
  opensByClock,
  phaseAt,
  refusalTo,
  type AttemptEvent,
  type Command,
  type Evidence,
  type Facts,
  type Step,
} from '@zhishi/core/process'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import type { CandidatesService } from '../candidates/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { ClockCheck } from '../platform/clock-check.ts'
import type { Database, Queryable, Transaction } from '../platform/database/database.ts'
import { actingAs, idOf, type ActingAs, type CandidateCaller, type SignedInCaller } from '../platform/http/caller.ts'
import type { LocalEvents } from '../platform/events.ts'
import type { Publish } from '../platform/push/outbox.ts'
import type { RecordingsService } from '../recordings/service.ts'
import type { StaffService } from '../staff/service.ts'
import { erase } from './erase.ts'
import { createBriefs } from './briefs.ts'
import { createCoverage } from './coverage.ts'
import { createDevicesOf } from './devices.ts'
import { createFirstBytes } from './first-bytes.ts'
import { createPresence } from './presence.ts'
import { presentAttempt } from './present.ts'
import * as repo from './repo.ts'

export { attemptsOfInterview, lockToErase } from './erase.ts'
export { fromRow, loadAttempts, selectAttempts } from './repo.ts'
export type { AttemptBrief, Preparation } from './briefs.ts'
export * as rosters from './rosters.ts'

export type AttemptsService = ReturnType<typeof createAttemptsService>
export type LoadedAttempt = repo.LoadedAttempt
/** What else stands or falls with a command. */
export type Also = (within: Transaction) => Promise<Result<null>>

export function createAttemptsService(ports: {
  db: Database
  clock: Clock
  candidates: CandidatesService
  staff: StaffService
  /** how many attachments a sitting has */
  countAttachments: (sittingId: SittingId, within: Queryable) => Promise<number>
  recordings: RecordingsService
  /** which pictures of a candidate, as they are now, a member of staff has looked at */
  picturesSeen: (of: LoadedAttempt, by: StaffId, within: Queryable) => Promise<string[]>
  clockCheck: ClockCheck
  /** whether the key of the questions has been given, as this process knows */
  hasKey: (id: AttemptId) => boolean
  publish: Publish
  events: Pick<LocalEvents, 'on'>
}) {
  const { db, clock, candidates, staff, countAttachments, recordings, picturesSeen, clockCheck, publish } = ports
  const briefs = createBriefs(ports)
  const presence = createPresence(ports)
  const coverage = createCoverage(ports)
  const devicesOf = createDevicesOf(ports)

  /**
   * @param within the transaction this belongs to: it must not wait for a second connection while it holds one, or as many
   *   commands as there are connections wait for each other
   */
  async function present(
    loaded: repo.LoadedAttempt,
    caller: SignedInCaller,
    now: Instant,
    within: Queryable = db,
  ): Promise<AttemptView> {
    const person = (await candidates.view([loaded.personId], within)).get(loaded.personId)
    if (!person) throw new Error(`attempt ${loaded.id} of unknown person`)
    const attachments = await countAttachments(loaded.sittingId, within)
    const isBound = loaded.attempt.facts.evidenceBoundAt !== null
    const evidence = isBound ? await recordings.evidenceOf(loaded.id, within) : null
    return presentAttempt(loaded, { person, attachments, evidence }, caller, now)
  }

  /** The attempt, if this caller may do that to it. What is not theirs does not exist for them. */
  async function visible(
    id: AttemptId,
    caller: SignedInCaller,
    action: ActionOf<'attempt'> = 'readAttempt',
  ): Promise<repo.LoadedAttempt | null> {
    const loaded = await repo.loadAttempt(db, id)
    return loaded && may(caller, action, loaded.attempt) ? loaded : null
  }

  /** Who the caller is in doing this to the sitting; null: it is not there for them. */
  async function actingIn(
    caller: SignedInCaller,
    id: SittingId,
    action: ActionOf<'interview'>,
  ): Promise<ActingAs | null> {
    const interviewId = await repo.loadInterviewOf(db, id)
    return interviewId && actingAs(caller, action, { interviewId })
  }

  /** What follows from events outside the attempt's own rows, in the same transaction. */
  async function follow(
    within: Transaction,
    { id, personId }: repo.LoadedAttempt,
    events: readonly AttemptEvent[],
  ): Promise<void> {
    for (const event of events) {
      if (event.kind === 'waitingEnded') await candidates.endWaiting(within, personId)
      if (event.kind === 'handedOver' || event.kind === 'moved' || event.kind === 'released') {
        const goesOn = event.kind === 'released' ? null : event.deviceId
        await recordings.stopGrants(within, id, { except: goesOn, kind: 'computer' })
      }
      if (event.kind === 'removed' || event.kind === 'withdrawn' || event.kind === 'voided') {
        await recordings.stopGrants(within, id, { except: null })
      }
    }
  }

  /** One live sign-in an attempt: where another computer took its place, or somebody took it away, that of the old one ends. */
  async function endReplaced(
    within: Transaction,
    { personId, attempt }: repo.LoadedAttempt,
    { leaseDeviceId: now }: Facts,
    actor: Actor,
  ): Promise<void> {
    const before = attempt.facts.leaseDeviceId
    if (before === null || before === now) return
    // who lets go of the computer in hand is still there
    if (actor.kind === 'candidate' && actor.deviceId === before) return
    await candidates.endSignIn(within, personId, before)
  }

  /** What the server itself knows of what a command is about: its parts, or who decided before. */
  async function evidenceFor(
    within: Transaction,
    loaded: repo.LoadedAttempt,
    { command, actor, now }: { command: Command; actor: Actor; now: Instant },
  ): Promise<Evidence> {
    const { id } = loaded
    if (command.kind === 'handOver' && actor.kind === 'staff') {
      const signIns = (await candidates.signIns([loaded.personId], within)).get(loaded.personId) ?? []
      return { signedInDeviceIds: signIns.map(({ deviceId }) => deviceId) }
    }
    if (/^(confirm|refuse|settle)Identity$/.test(command.kind)) {
      const seen =
        command.kind === 'confirmIdentity' && actor.kind === 'staff'
          ? await picturesSeen(loaded, actor.staffId, within)
          : []
      const last = await repo.loadLastDecision(within, id)
      if (last === null) return { picturesSeen: seen }
      const name = (await staff.nameOf(last.by, within)) ?? ''
      return { picturesSeen: seen, lastDecision: { staffId: last.by, name, at: last.at } }
    }
    if (command.kind === 'confirmEvidence') return { unsafePartIds: await recordings.unsafeEvidenceIds(id, within) }
    if (command.kind !== 'handIn' || actor.kind !== 'candidate') return {}
    // one after the other: there is one connection for both
    const unsafePartIds = await recordings.unsafePartIds(id, actor.deviceId, command.partIds, within)
    return { unsafePartIds, uncovered: await coverage.uncovered(loaded, now, within) }
  }

  /** Tells whoever listens that the attempt changed; last in the transaction, because it holds the sitting's topic. */
  async function tell(within: Transaction, { id, sittingId }: repo.LoadedAttempt): Promise<void> {
    const message = { kind: 'attemptChanged', attemptId: id } as const
    await publish(within, topicOfAttempt(id), message)
    await publish(within, topicOfSitting(sittingId), message)
  }

  /** Decides a command on a locked attempt and stores what it says. A refusal, also that of `also`, stores nothing. */
  async function carryOut(
    within: Transaction,
    loaded: repo.LoadedAttempt,
    command: Command,
    by: { actor: Actor; id: string | null },
    receivedAt: Instant,
    evidence: Evidence,
    also?: Also,
  ): Promise<Result<{ after: repo.LoadedAttempt; isChanged: boolean }>> {
    const doubt = opensByClock(command.kind) ? clockCheck.refusal() : null
    if (doubt) return doubt
    const decided = decide(loaded.attempt, command, by.actor, receivedAt, evidence)
    if (!decided.ok) return decided
    const agreed = (await also?.(within)) ?? accept(null)
    if (!agreed.ok) return agreed
    const facts = decided.value.reduce((was, event) => applyEvent(was, event, receivedAt), loaded.attempt.facts)
    const isChanged = decided.value.length > 0
    if (isChanged) {
      await repo.updateFacts(within, loaded.id, facts)
      const role = actingRole(by.actor, command.kind, loaded.attempt)
      if (role === null) throw new Error(`nobody may ${command.kind} what was decided`)
      await repo.appendEvents(within, loaded.id, receivedAt, { role, id: by.id }, decided.value)
      await follow(within, loaded, decided.value)
      await endReplaced(within, loaded, facts, by.actor)
    }
    return accept({ after: { ...loaded, attempt: { ...loaded.attempt, facts } }, isChanged })
  }

  /**
   * Carries out a command that the system itself gives. `also` runs in the same transaction once the rules agree, and
   * before anything is stored: what it refuses is not done.
   */
  const commandAsSystem = (
    id: AttemptId,
    command: Command,
    around: { evidence?: Evidence; also?: Also } = {},
  ): Promise<Result<repo.LoadedAttempt>> =>
    db.transaction(async (transaction) => {
      const loaded = await repo.lockAttempt(transaction, id)
      if (!loaded) return refuse('notFound')
      const by = { actor: { kind: 'system' } as const, id: null }
      const done = await carryOut(transaction, loaded, command, by, clock.now(), around.evidence ?? {}, around.also)
      if (!done.ok) return done
      if (done.value.isChanged) await tell(transaction, loaded)
      return accept(done.value.after)
    })

  const noteFirstBytes = createFirstBytes((id) => commandAsSystem(id, { kind: 'receiveEvidence' }))
  ports.events.on('evidenceBytesCame', ({ attemptId }) => noteFirstBytes(attemptId))

  return {
    /** What goes when an attempt or an interview is erased. */
    erase,
    async view(id: AttemptId, caller: SignedInCaller): Promise<Result<AttemptView>> {
      const loaded = await visible(id, caller)
      return loaded ? accept(await present(loaded, caller, clock.now())) : refuse('notFound')
    },

    /** When its computer was not heard of between entry and end. */
    async presence(id: AttemptId, caller: SignedInCaller): Promise<Result<PresenceView>> {
      const loaded = await visible(id, caller, 'lookAtRecordings')
      return loaded ? accept(await presence(loaded)) : refuse('notFound')
    },

    /** How much of what was due is recorded. */
    async coverage(id: AttemptId, caller: SignedInCaller): Promise<Result<RecordingCoverage>> {
      const loaded = await visible(id, caller, 'readRecordings')
      return loaded ? accept(await coverage.view(loaded)) : refuse('notFound')
    },

    visible,

    /** The computers that held it, and those on which its candidate is signed in. */
    async devices(id: AttemptId, caller: SignedInCaller): Promise<Result<AttemptDevice[]>> {
      const loaded = await visible(id, caller)
      return loaded ? accept(await devicesOf(loaded)) : refuse('notFound')
    },

    /** Who the caller is in doing this to the attempt, for features that hang on attempts; null: it is not there for them. */
    async actingOn(caller: SignedInCaller, id: AttemptId, action: ActionOf<'attempt'>): Promise<ActingAs | null> {
      const loaded = await repo.loadAttempt(db, id)
      return loaded && actingAs(caller, action, loaded.attempt)
    },

    actingIn,

    /** Whether the caller may listen to a topic: candidates to their own attempts, staff to what they may see. */
    async mayListen(caller: SignedInCaller, topic: Topic): Promise<boolean> {
      const attemptId = attemptOfTopic(topic)
      if (attemptId !== null) return (await visible(attemptId, caller)) !== null
      const sittingId = sittingOfTopic(topic)
      return sittingId !== null && (await actingIn(caller, sittingId, 'seeSitting')) !== null
    },

    /**
     * Carries out one command. The instant that counts is now, when the request is here; a repeated `commandId`
     * gets its first answer, even after closing. A refusal leaves nothing behind.
     */
    async command(
      id: AttemptId,
      caller: SignedInCaller,
      asked: { commandId: CommandId; command: Command; deviceId: DeviceId },
    ): Promise<Result<AttemptView>> {
      const receivedAt = clock.now()
      const requestHash = createHash('sha256')
        .update(JSON.stringify([id, askedBy(caller), asked.command]))
        .digest()
      const answered = await db.transaction(async (transaction): Promise<Result<AttemptView>> => {
        const loaded = await repo.lockAttempt(transaction, id)
        if (!loaded || !may(caller, 'readAttempt', loaded.attempt)) return refuse('notFound')
        const before = await repo.loadCommand(transaction, asked.commandId)
        if (before) {
          return before.requestHash.equals(requestHash)
            ? accept(before.answer as AttemptView)
            : refuse('commandIdReused')
        }
        if (caller.kind === 'candidate' && !(await recordings.mayCommand(id, transaction)))
          return refuse('budgetReached')
        const evidence = await evidenceFor(transaction, loaded, {
          command: asked.command,
          actor: caller,
          now: receivedAt,
        })
        const done = await carryOut(
          transaction,
          loaded,
          asked.command,
          { actor: caller, id: idOf(caller) },
          receivedAt,
          evidence,
        )
        if (!done.ok) return done
        const answer = await present(done.value.after, caller, receivedAt, transaction)
        await repo.insertCommand(transaction, {
          id: asked.commandId,
          attemptId: id,
          at: receivedAt,
          requestHash,
          answer,
        })
        if (done.value.isChanged) await tell(transaction, loaded)
        return accept(answer)
      })
      const isHeld = !answered.ok && answered.refusal.code === 'budgetReached'
      return isHeld ? recordings.holdCommands(id) : answered
    },

    commandAsSystem,

    /** Lets go of the computer that signs out, in every attempt it holds where the rules allow it: before entry. */
    async releaseComputer(caller: CandidateCaller): Promise<void> {
      const { personId, deviceId } = caller
      const by = { actor: caller, id: idOf(caller) }
      for (const id of await repo.loadIdsHeldBy(db, personId, deviceId)) {
        await db.transaction(async (transaction) => {
          const loaded = await repo.lockAttempt(transaction, id)
          if (!loaded) return
          const released = await carryOut(
            transaction,
            loaded,
            { kind: 'handOver', deviceId: null },
            by,
            clock.now(),
            {},
          )
          if (released.ok && released.value.isChanged) await tell(transaction, loaded)
        })
      }
    },

    /** The attempt with its sitting and interview, for features that hang on attempts. Null: there is none. */
    load: (id: AttemptId): Promise<LoadedAttempt | null> => repo.loadAttempt(db, id),
    /** The same of many, in no order. */
    loadMany: (ids: readonly AttemptId[]): Promise<LoadedAttempt[]> => repo.loadAttempts(db, ids),

    /** The attempt, if this candidate may do now, on this computer, what belongs to the step beside its commands. */
    async admitTo(step: Step, id: AttemptId, caller: CandidateCaller): Promise<Result<LoadedAttempt>> {
      const loaded = await visible(id, caller)
      if (!loaded) return refuse('notFound')
      const refused = clockCheck.refusal() ?? refusalTo(step, loaded.attempt, caller, clock.now())
      return refused ?? accept(loaded)
    },

    /** The right of the candidate's computer, which must hold the lease, to upload. A phone gets its own by binding. */
    async issueGrant(
      id: AttemptId,
      caller: CandidateCaller,
      asked: { deviceId: DeviceId; kind: 'computer' },
    ): Promise<Result<{ grant: string }>> {
      const loaded = await visible(id, caller)
      if (!loaded) return refuse('notFound')
      const { facts } = loaded.attempt
      if (asked.deviceId !== caller.deviceId || facts.leaseDeviceId !== caller.deviceId) return refuse('otherDevice')
      if (isFinal(phaseAt(loaded.attempt, clock.now()))) return refuse('attemptOver')
      return accept({ grant: await recordings.issueGrant({ attemptId: id, ...asked }) })
    },

    hasKey: ports.hasKey,

    ...briefs,

    /** Facts folded anew from the history: what an explanation of an attempt rests on. */
    history: (id: AttemptId) => repo.loadEvents(db, id),
  }
}

/** Who asked, as far as it makes a command another one: never what they may do, which can change until it is repeated. */
function askedBy(caller: SignedInCaller) {
  return caller.kind === 'candidate' ? { role: 'candidate', deviceId: caller.deviceId } : { staffId: caller.staffId }
}
