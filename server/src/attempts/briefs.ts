// Owns: what other features show of attempts in a line: who, which sitting, how far.
// Never decides who may see it, and never changes an attempt.
import type { Bilingual } from '@zhishi/core/interview'
import type { AttemptId, DeviceId, InterviewId, PersonId, SittingId } from '@zhishi/core/ids'
import { isFinal, phaseAt, startsAtOf, type AttemptEvent, type Phase } from '@zhishi/core/process'
import type { Instant, ZoneOffset } from '@zhishi/core/time'
import type { CandidatesService } from '../candidates/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import * as repo from './repo.ts'
import { zoneOf } from '../platform/zone.ts'

export type AttemptBrief = {
  attemptId: AttemptId
  interviewId: InterviewId
  personId: PersonId
  maskedName: string
  maskedNumber: string
  interviewName: Bilingual
  timeZone: string
  zoneOffsets: ZoneOffset[]
  sittingId: SittingId
  sittingName: Bilingual
  isMock: boolean
  phase: Phase
  /** T0; null: not known yet */
  startsAt: Instant | null
  leaseDeviceId: DeviceId | null
}

/** The newest report of the preparation checks. */
export type Preparation = { reportedAt: Instant; checks: Extract<AttemptEvent, { kind: 'prepared' }>['checks'] }

export function createBriefs(ports: { db: Database; clock: Clock; candidates: CandidatesService }) {
  const { db, clock, candidates } = ports

  async function brief(ids: readonly AttemptId[]): Promise<Map<AttemptId, AttemptBrief>> {
    const now = clock.now()
    const loaded = await repo.loadAttempts(db, ids)
    const persons = await candidates.view([...new Set(loaded.map((one) => one.personId))])
    return new Map(
      loaded.flatMap(({ id, personId, sittingId, attempt, sitting, interview }) => {
        const person = persons.get(personId)
        if (!person) return []
        const line: AttemptBrief = {
          attemptId: id,
          interviewId: attempt.interviewId,
          personId,
          sittingId,
          ...person,
          interviewName: interview.name,
          ...zoneOf(interview.timeZone, now),
          sittingName: sitting.name,
          isMock: sitting.isMock,
          phase: phaseAt(attempt, now),
          startsAt: startsAtOf(attempt),
          leaseDeviceId: attempt.facts.leaseDeviceId,
        }
        return [[id, line] as const]
      }),
    )
  }

  return {
    brief,

    /** Whether people have ended this attempt. One that was missed may still be let in by an allowance. */
    async isClosed(id: AttemptId): Promise<boolean> {
      const known = (await brief([id])).get(id)
      return known === undefined || (isFinal(known.phase) && known.phase !== 'missed')
    },

    /** All attempts of these people. */
    ofPeople: (personIds: readonly PersonId[]): Promise<AttemptId[]> => repo.loadIdsOfPeople(db, personIds),

    /** Attempts whose devices never reported are not in the map. */
    preparations: (ids: readonly AttemptId[]): Promise<Map<AttemptId, Preparation>> => repo.loadPreparations(db, ids),
  }
}
