// Owns: what of interviews leaves the server for whoever sets them up.
// Never anything of a person.
import type { InterviewView } from '@zhishi/core/contract'
import { windowForAll } from '@zhishi/core/edits'
import type { InterviewId, SittingId } from '@zhishi/core/ids'
import { STEPS, type SittingTimes } from '@zhishi/core/process'
import type { InterviewRow, SittingRow } from './repo.ts'
import { zoneOf } from '../platform/zone.ts'
import type { Instant } from '@zhishi/core/time'

export function presentInterviews(
  interviews: readonly { interview: InterviewRow; abilities: InterviewView['abilities'] }[],
  sittings: readonly { sitting: SittingRow; times: SittingTimes; attempts: number }[],
  now: Instant,
): InterviewView[] {
  return interviews.map(({ interview, abilities }) => ({
    abilities,
    interviewId: interview.id as InterviewId,
    key: interview.key,
    name: interview.name,
    organiser: interview.organiser,
    ...zoneOf(interview.timeZone, now),
    sittings: sittings
      .filter(({ sitting }) => sitting.interviewId === interview.id)
      .map(({ sitting, times, attempts }) => {
        const { startsAt } = times
        return {
          sittingId: sitting.id as SittingId,
          key: sitting.key,
          name: sitting.name,
          startsAt,
          endsAt: startsAt === null ? null : startsAt + interview.settings.answering.duration,
          attempts,
          windows: STEPS.flatMap((step) => {
            const window = windowForAll(step, interview.settings, times)
            return window === null ? [] : [{ step, ...window }]
          }),
        }
      }),
  }))
}
