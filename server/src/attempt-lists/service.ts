// Owns: what staff read about many attempts at once: the table of a sitting, who is under way, who has handed in, and which
// due feeds do not record. Never changes an attempt, and holds no fact: it reads what other features own, at the moment of
// asking.
import type { AttemptRow, FeedAlarm } from '@zhishi/core/contract'
import type { AttemptId, PersonId, SittingId } from '@zhishi/core/ids'
import { keepsSittingOpen, overFromOf, phaseAt, reviewedFrom, startsAtOf, type Attempt } from '@zhishi/core/process'
import { lengthIn, type Gap } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import { BEATS_WITHIN_MS, isInside } from '@zhishi/core/watch'
import type { AttemptsService, LoadedAttempt } from '../attempts/service.ts'
import type { CandidatesService, SignIn } from '../candidates/service.ts'
import type { HelpService } from '../help/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import type { LocalEvents } from '../platform/events.ts'
import type { StaffCaller } from '../platform/http/caller.ts'
import type { Publish } from '../platform/push/outbox.ts'
import type { RecordingsService } from '../recordings/service.ts'
import { createAlarms } from './alarms.ts'
import { createMissing } from './missing.ts'
import { presentAttemptRow } from './present.ts'
import * as repo from './repo.ts'

export type AttemptLists = ReturnType<typeof createAttemptLists>

export function createAttemptLists(ports: {
  db: Database
  clock: Clock
  attempts: Pick<AttemptsService, 'actingIn' | 'load'>
  candidates: CandidatesService
  recordings: RecordingsService
  help: Pick<HelpService, 'waitingSince'>
  publish: Publish
  events: Pick<LocalEvents, 'onBeside'>
}) {
  const { db, clock, attempts, candidates, recordings, help } = ports
  const alarms = createAlarms(ports)
  const missingOf = createMissing(ports)

  // at once for the one; what fails is found by the next look at all
  ports.events.onBeside('devicesNoticed', async ({ attemptId, noticed }) => {
    if (!noticed.some(({ kind }) => kind === 'captureMissing')) return
    const loaded = await attempts.load(attemptId)
    if (loaded) await alarms.lookAt(loaded, await recordings.linesSeen([attemptId], clock.now() - BEATS_WITHIN_MS))
  })

  return {
    /** Attempts of about today that have entered, or wait for a proctor to confirm them. */
    underWay: (): Promise<LoadedAttempt[]> => repo.loadUnderWay(db, clock.now()),

    /** All attempts of a sitting in the order of its roster; null: there is no such sitting. */
    ofSitting: async (sittingId: SittingId): Promise<LoadedAttempt[] | null> =>
      (await repo.isSitting(db, sittingId)) ? repo.loadWholeSitting(db, sittingId) : null,

    /** Attempts that have handed in and may be scored; what was voided, removed or withdrawn is not among them. */
    async handedIn(): Promise<LoadedAttempt[]> {
      const now = clock.now()
      return (await repo.loadHandedIn(db)).filter((one) => phaseAt(one.attempt, now) === 'handedIn')
    },

    /**
     * Those of these that examiners may see: all of a sitting at once, so that nobody learns from the moment at which one
     * appears when its candidate was done.
     */
    async seenByExaminers(loaded: readonly LoadedAttempt[]): Promise<LoadedAttempt[]> {
      const now = clock.now()
      const keepsOpen = (attempt: Attempt): boolean => keepsSittingOpen(attempt, now)
      const over = new Set<SittingId>()
      for (const sittingId of new Set(loaded.map((one) => one.sittingId)))
        if (!(await repo.hasUnfinished(db, sittingId, keepsOpen))) over.add(sittingId)
      return loaded.filter(
        ({ sittingId, attempt }) => over.has(sittingId) && (reviewedFrom(attempt) ?? Infinity) <= now,
      )
    },

    /** Finds which due feeds of these do not record, from what is known of their lines now; tables are told of changes. */
    findAllAlarms: alarms.look,
    /** As of the last look. */
    alarmsOf: (id: AttemptId): FeedAlarm[] => alarms.of(id),

    /** The staff table of a sitting. */
    async list(
      caller: StaffCaller,
      sittingId: SittingId,
    ): Promise<Result<{ serverNow: Instant; attempts: AttemptRow[] }>> {
      if (!(await attempts.actingIn(caller, sittingId, 'seeSitting'))) return refuse('notFound')
      const now = clock.now()
      const loaded = await repo.loadAttemptsOfSitting(db, sittingId)
      const ids = loaded.map((one) => one.id)
      const personIds = [...new Set(loaded.map((one) => one.personId))]
      const [persons, summaries, notices, beats, unwitnessed, waiting, signIns, held] = await Promise.all([
        candidates.view(personIds),
        recordings.summarise(ids),
        recordings.notices(ids),
        recordings.lastBeats(ids),
        recordings.unwitnessed(ids),
        help.waitingSince(ids),
        candidates.signIns(personIds),
        recordings.heldOf(ids),
      ])
      const states = new Map([...summaries].map(([id, { state }]) => [id, state]))
      const missing = await missingOf(loaded, states, now)
      return accept({
        serverNow: now,
        attempts: loaded.map((one) =>
          presentAttemptRow(
            one,
            personOf(persons, one.personId),
            {
              recordings: summaries.get(one.id)?.lines ?? [],
              notices: notices.get(one.id) ?? { count: 0, last: null },
              lastBeatAt: beats.get(one.id) ?? null,
              unwitnessedMs: answeringTimeIn(one.attempt, unwitnessed.get(one.id) ?? []),
              helpWaitingSince: waiting.get(one.id) ?? null,
              notRecording: isInside(one.attempt, now) ? alarms.of(one.id) : [],
              missing: missing.get(one.id) ?? [],
              held: held.get(one.id) ?? [],
              otherDeviceSince: otherDeviceSince(one, signIns.get(one.personId) ?? []),
            },
            now,
          ),
        ),
      })
    },
  }
}

function personOf<View>(persons: Map<PersonId, View>, id: PersonId): View {
  const person = persons.get(id)
  if (!person) throw new Error(`attempt of unknown person ${id}`)
  return person
}

/**
 * Since when the candidate is signed in on another computer than the one that holds the lease, if that came later than
 * the lease: a computer that was replaced stays signed in too. Null: on no other.
 */
function otherDeviceSince({ attempt }: LoadedAttempt, signIns: readonly SignIn[]): Instant | null {
  const { leaseDeviceId, leasedAt, handedInAt } = attempt.facts
  if (leaseDeviceId === null || leasedAt === null || handedInAt !== null) return null
  const later = signIns.filter((one) => one.deviceId !== leaseDeviceId && one.signedInAt > leasedAt)
  return later.length === 0 ? null : Math.min(...later.map((one) => one.signedInAt))
}

/** How much of the answering time lies in these stretches. */
function answeringTimeIn(attempt: Attempt, stretches: readonly Gap[]): number {
  const fromAt = startsAtOf(attempt)
  if (fromAt === null) return 0
  return lengthIn(stretches, { fromAt, toAt: overFromOf(attempt) ?? Infinity })
}
