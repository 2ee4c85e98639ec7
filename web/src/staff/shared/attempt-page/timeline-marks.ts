// Owns: the instants that the timeline marks: phases of the attempt, and notices of its devices once they were read. Pure.
// Never a mark without its time: what has not happened is not there.
import type { AttemptView, JournalLine } from '@zhishi/core/contract'
import type { JournalBody } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import { shareOf, type Stretch } from './timeline-scale.ts'

export type NoticeBody = Extract<JournalBody, { kind: 'notice' }>

/** The first ones are labelled first where there is no room for all. */
const KINDS = ['start', 'end', 'finished', 'entered', 'handedIn'] as const
export type PhaseMark = { kind: (typeof KINDS)[number]; at: Instant }

type Times = Pick<AttemptView, 'schedule' | 'enteredAt' | 'finishedAt' | 'handedInAt'>

export function phaseMarks({ schedule, enteredAt, finishedAt, handedInAt }: Times): PhaseMark[] {
  const times: Record<PhaseMark['kind'], Instant | null> = {
    start: schedule.startsAt,
    end: schedule.endsAt,
    finished: finishedAt,
    entered: enteredAt,
    handedIn: handedInAt,
  }
  return KINDS.flatMap((kind) => (times[kind] === null ? [] : [{ kind, at: times[kind] }]))
}

/** A label with its time needs this share of the narrowest lane (about 130 px). */
const LABEL_NEEDS = 0.17

/** Near the end of the lane a label stands before its mark: behind it there is no room. */
const LEANS_FROM = 0.9
export const leansBack = ({ at }: PhaseMark, domain: Stretch): boolean => shareOf(at, domain) > LEANS_FROM

/** Where the label of a mark begins. */
const labelFrom = (mark: PhaseMark, domain: Stretch): number =>
  shareOf(mark.at, domain) - (leansBack(mark, domain) ? LABEL_NEEDS : 0)

/** The marks that have room for their label; the others have a line, and their words for those who hear the page. */
export function labelledMarks(marks: readonly PhaseMark[], domain: Stretch): ReadonlySet<PhaseMark> {
  const labelled: PhaseMark[] = []
  for (const mark of marks) {
    const from = labelFrom(mark, domain)
    const isFree = labelled.every((one) => Math.abs(labelFrom(one, domain) - from) >= LABEL_NEEDS)
    if (isFree) labelled.push(mark)
  }
  return new Set(labelled)
}

type NoticeAt = { at: Instant; body: NoticeBody }

/** Notices at the time that their device claims, which is what the pictures are at too. */
export function noticesOf(entries: readonly JournalLine[]): NoticeAt[] {
  return entries.flatMap(({ claimedAt, body }) =>
    claimedAt !== null && body?.kind === 'notice' ? [{ at: claimedAt, body }] : [],
  )
}

/** A press needs 24 px (WCAG 2.5.8), in the narrowest lane of 760. */
const PRESS_NEEDS = 0.032

/** In order of time; those that lie too near for a press of their own are one mark, at the first of them. */
export function noticeMarks(notices: readonly NoticeAt[], domain: Stretch): { at: Instant; notices: NoticeAt[] }[] {
  const marks: { at: Instant; notices: NoticeAt[] }[] = []
  for (const notice of notices.toSorted((a, b) => a.at - b.at)) {
    const last = marks.at(-1)
    if (last && shareOf(notice.at, domain) - shareOf(last.at, domain) < PRESS_NEEDS) last.notices.push(notice)
    else marks.push({ at: notice.at, notices: [notice] })
  }
  return marks
}
