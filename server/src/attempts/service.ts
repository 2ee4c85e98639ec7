// Owns: attempts: a command is decided by core under a row lock and stored with its events; views are computed at
// the moment of asking. Never changes an attempt on a read, never decides by itself.
import { createHash } from 'node:crypto'
import type { AttemptRow, AttemptView, PackKeyView, PackView } from '@zhishi/core/contract'
import type { AttemptId, CommandId, DeviceId, PersonId, SittingId } from '@zhishi/core/ids'
import {
  applyEvent,
  decide,
  isOver,
  phaseAt,
  startsAtOf,
  type Actor,
  type AttemptEvent,
  type Command,
} from '@zhishi/core/process'
import type { DeviceKind } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import type { InterviewsService } from '../interviews/service.ts'
import type { PeopleService } from '../people/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Transaction } from '../platform/database/database.ts'
import type { Caller } from '../platform/http/caller.ts'
import type { RecordingsService } from '../recordings/service.ts'
import { presentAttempt, presentAttemptRow } from './present.ts'
import * as repo from './repo.ts'

/** Someone signed in: the callers that attempts are shown to. */
export type SignedInCaller = Extract<Caller, { role: 'candidate' | 'proctor' | 'organiser' | 'support' }>
export type AttemptsService = ReturnType<typeof createAttemptsService>

export function createAttemptsService(it: {
  db: Database
  clock: Clock
  people: PeopleService
  interviews: InterviewsService
  recordings: RecordingsService
}) {
  const { db, clock, people, interviews, recordings } = it

  async function present(loaded: repo.LoadedAttempt, caller: SignedInCaller, now: Instant): Promise<AttemptView> {
    const person = (await people.view([loaded.personId])).get(loaded.personId)
    if (!person) throw new Error(`attempt ${loaded.id} of unknown person`)
    return presentAttempt(loaded, person, actorOf(caller), now)
  }

  /** The attempt, if this caller may know of it. A candidate's foreign attempt does not exist for the candidate. */
  async function visible(id: AttemptId, caller: SignedInCaller): Promise<repo.LoadedAttempt | null> {
    const loaded = await repo.loadAttempt(db, id)
    if (!loaded || (caller.role === 'candidate' && loaded.personId !== caller.personId)) return null
    return loaded
  }

  /** What follows from events outside the attempt's own rows, in the same transaction. */
  async function follow(within: Transaction, id: AttemptId, events: readonly AttemptEvent[]): Promise<void> {
    for (const event of events) {
      if (event.kind === 'handedOver')
        await recordings.stopGrants(within, id, { except: event.deviceId, kind: 'computer' })
      if (event.kind === 'removed' || event.kind === 'withdrawn' || event.kind === 'voided') {
        await recordings.stopGrants(within, id, { except: null })
      }
    }
  }

  return {
    async view(id: AttemptId, caller: SignedInCaller): Promise<Result<AttemptView>> {
      const loaded = await visible(id, caller)
      return loaded ? accept(await present(loaded, caller, clock.now())) : refuse('notFound')
    },

    /** Whether the caller may see this attempt at all; for features that hang on attempts. */
    canSee: async (caller: SignedInCaller, id: AttemptId): Promise<boolean> => (await visible(id, caller)) !== null,

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
      const actor = actorOf(caller)
      const requestHash = createHash('sha256')
        .update(JSON.stringify([id, actor, asked.command]))
        .digest()
      return db.transaction(async (transaction) => {
        const loaded = await repo.lockAttempt(transaction, id)
        if (!loaded || (caller.role === 'candidate' && loaded.personId !== caller.personId)) return refuse('notFound')
        const before = await repo.loadCommand(transaction, asked.commandId)
        if (before) {
          return before.requestHash.equals(requestHash)
            ? accept(before.answer as AttemptView)
            : refuse('commandIdReused')
        }
        const evidence =
          asked.command.kind === 'handIn' && actor.role === 'candidate'
            ? { unsafePartIds: await recordings.unsafePartIds(id, actor.deviceId, asked.command.partIds) }
            : {}
        const decided = decide(loaded.attempt, asked.command, actor, receivedAt, evidence)
        if (!decided.ok) return decided
        const facts = decided.value.reduce((was, event) => applyEvent(was, event, receivedAt), loaded.attempt.facts)
        if (decided.value.length > 0) {
          await repo.updateFacts(transaction, id, facts)
          await repo.appendEvents(transaction, id, receivedAt, { role: actor.role, id: idOf(caller) }, decided.value)
          await follow(transaction, id, decided.value)
        }
        const answer = await present({ ...loaded, attempt: { ...loaded.attempt, facts } }, caller, receivedAt)
        await repo.insertCommand(transaction, {
          id: asked.commandId,
          attemptId: id,
          at: receivedAt,
          requestHash,
          answer,
        })
        return accept(answer)
      })
    },

    /** The right of the candidate's device to upload. A computer must hold the lease. */
    async issueGrant(
      id: AttemptId,
      caller: Extract<Caller, { role: 'candidate' }>,
      asked: { deviceId: DeviceId; kind: DeviceKind },
    ): Promise<Result<{ grant: string }>> {
      const loaded = await visible(id, caller)
      if (!loaded) return refuse('notFound')
      const { facts } = loaded.attempt
      if (asked.deviceId !== caller.deviceId) return refuse('otherDevice')
      if (asked.kind === 'computer' && facts.leaseDeviceId !== caller.deviceId) return refuse('otherDevice')
      if (isDecided(loaded.attempt, clock.now())) return refuse('attemptOver')
      return accept({ grant: await recordings.issueGrant({ attemptId: id, ...asked }) })
    },

    /** The encrypted questions, from sign-in on, so that nothing large is fetched at T0. */
    async pack(id: AttemptId, caller: Extract<Caller, { role: 'candidate' }>): Promise<Result<PackView>> {
      const loaded = await visible(id, caller)
      if (!loaded) return refuse('notFound')
      if (loaded.attempt.facts.identityConfirmedAt === null) return refuse('identityNeeded')
      if (isDecided(loaded.attempt, clock.now())) return refuse('attemptOver')
      return accept(await interviews.pack(loaded.sittingId))
    },

    /** The key of the questions: from T0 on, to attempts that have entered, on the computer of the attempt. */
    async packKey(id: AttemptId, caller: Extract<Caller, { role: 'candidate' }>): Promise<Result<PackKeyView>> {
      const loaded = await visible(id, caller)
      if (!loaded) return refuse('notFound')
      const now = clock.now()
      const { facts } = loaded.attempt
      if (isDecided(loaded.attempt, now) || isOver(loaded.attempt, now)) return refuse('attemptOver')
      if (facts.leaseDeviceId !== caller.deviceId) return refuse('otherDevice')
      if (facts.enteredAt === null) return refuse('stepMissing', { step: 'entry' })
      const startsAt = startsAtOf(loaded.attempt)
      if (startsAt === null) return refuse('notYetOpen')
      if (now < startsAt) return refuse('notYetOpen', { at: startsAt })
      return accept(await interviews.packKey(loaded.sittingId))
    },

    /** The staff table of a sitting. */
    async list(sittingId: SittingId): Promise<Result<{ serverNow: Instant; attempts: AttemptRow[] }>> {
      if (!(await interviews.loadSitting(sittingId))) return refuse('notFound')
      const now = clock.now()
      const loaded = await repo.loadAttemptsOfSitting(db, sittingId)
      const ids = loaded.map((one) => one.id)
      const [persons, summaries, beats] = await Promise.all([
        people.view([...new Set(loaded.map((one) => one.personId))]),
        recordings.summarise(ids),
        recordings.lastBeats(ids),
      ])
      return accept({
        serverNow: now,
        attempts: loaded.map((one) =>
          presentAttemptRow(
            one,
            personOf(persons, one.personId),
            summaries.get(one.id) ?? [],
            beats.get(one.id) ?? null,
            now,
          ),
        ),
      })
    },

    /** Facts folded anew from the history: what an explanation of an attempt rests on. */
    history: (id: AttemptId) => repo.loadEvents(db, id),
  }
}

function personOf<View>(persons: Map<PersonId, View>, id: PersonId): View {
  const person = persons.get(id)
  if (!person) throw new Error(`attempt of unknown person ${id}`)
  return person
}

function isDecided(attempt: repo.LoadedAttempt['attempt'], now: Instant): boolean {
  return ['missed', 'withdrawn', 'removed', 'voided'].includes(phaseAt(attempt, now))
}

function actorOf(caller: SignedInCaller): Actor {
  return caller.role === 'candidate'
    ? { role: 'candidate', deviceId: caller.deviceId }
    : { role: caller.role, staffId: caller.staffId }
}

function idOf(caller: SignedInCaller): string {
  return caller.role === 'candidate' ? caller.personId : caller.staffId
}
