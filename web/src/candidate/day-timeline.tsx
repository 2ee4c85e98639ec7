// Owns: the line of the day's times on the home page, drawn from the gates and the schedule the server sent.
import type { AttemptView } from '@zhishi/core/contract'
import { formatDay, formatTime, isSameDay } from '../ui/time.ts'
import { useServerNow } from '../ui/use-clock.ts'
import { gateOf } from './attempt/position.ts'
import { positionTimes } from './day-positions.ts'
import { useTexts } from './texts/index.ts'

type DayMark = { at: number; says: string; isKey?: boolean }

/** What a label needs, as a share of the line where it is shortest: “Sign-in opens”, a day with its time, and “Now 09:30”. */
const LABEL = 0.2
const LABEL_WITH_DAY = 0.3
const NOW = 0.11

export function DayTimeline({ view }: { view: AttemptView }) {
  const { t, language } = useTexts()
  const now = useServerNow()
  const { timeZone } = view.interview
  const marks = useMarks(view)
  const first = marks[0]
  const last = marks.at(-1)
  if (!first || !last || first === last) return null
  const isToday = isSameDay(first.at, now, timeZone)
  const title = view.schedule.isSelfPaced
    ? t('home.ownPace')
    : isToday
      ? t('home.today')
      : t('home.thatDay', { day: formatDay(first.at, timeZone, language) })
  const isSpread = isSameDay(first.at, last.at, timeZone)
  const places = positionTimes(
    marks.map((mark) => mark.at),
    isSpread ? LABEL : LABEL_WITH_DAY,
  )
  const nowAt = places.at(now)
  const isNowShown =
    isSpread && now > first.at && now < last.at && places.of.every((place) => Math.abs(place - nowAt) > NOW)
  const say = (at: number) =>
    isSpread ? formatTime(at, timeZone) : `${formatDay(at, timeZone, language)} ${formatTime(at, timeZone)}`
  return (
    <section className="card day-line mt-4">
      <h2 className="song text-18">{title}</h2>
      <ol>
        <li className="day-rule" aria-hidden="true" />
        {now > first.at && <li className="day-past" style={{ width: `${nowAt * 100}%` }} aria-hidden="true" />}
        {isNowShown && (
          <li className="day-now" style={{ left: `${nowAt * 100}%` }}>
            <b>
              {t('home.marks.now')} {formatTime(now, timeZone)}
            </b>
          </li>
        )}
        {marks.map((mark, at) => (
          <li
            key={mark.says}
            className={`day-mark ${mark.isKey ? 'day-key' : ''} ${mark.at <= now ? 'day-gone' : ''} ${
              isSpread ? '' : at === 0 ? 'day-right' : 'day-left'
            }`}
            style={{ left: `${(places.of[at] ?? 0) * 100}%` }}
          >
            <b>{say(mark.at)}</b>
            <i />
            <span>{mark.says}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function useMarks(view: AttemptView): DayMark[] {
  const { t } = useTexts()
  const { startsAt, endsAt, isSelfPaced } = view.schedule
  const signIn = gateOf(view, 'signIn')
  const entry = gateOf(view, 'entry')
  const marks: (Omit<DayMark, 'at'> & { at: number | null | undefined })[] = isSelfPaced
    ? [
        { at: signIn?.opensAt, says: t('home.marks.opens') },
        { at: startsAt, says: t('home.marks.start'), isKey: true },
        { at: endsAt ?? entry?.closesAt, says: endsAt === null ? t('home.marks.shuts') : t('home.marks.end') },
      ]
    : [
        { at: signIn?.opensAt, says: t('home.marks.signIn') },
        // once entered, the gate speaks of returning: what stays of interest is T0
        { at: view.enteredAt === null ? entry?.opensAt : null, says: t('home.marks.entry') },
        { at: startsAt, says: t('home.marks.start'), isKey: true },
        { at: view.enteredAt === null ? entry?.closesAt : null, says: t('home.marks.closes') },
        { at: endsAt, says: t('home.marks.end') },
      ]
  return marks
    .flatMap(({ at, ...rest }) => (typeof at === 'number' ? [{ at, ...rest }] : []))
    .sort((one, other) => one.at - other.at)
}
