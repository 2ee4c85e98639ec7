// Owns: the timeline of an attempt: one lane per line, parts as bars on the server's clock, with what was not live over
// them, gaps between them, and when the computer was not heard of. Never computes a stretch: the server names them.
import type { AttemptView, JournalLine, PartView, PresenceView, RecordingView } from '@zhishi/core/contract'
import type { Instant } from '@zhishi/core/time'
import type { CSSProperties, MouseEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../../../ui/i18n.ts'
import { formatTime, zoneName } from '../../../ui/time.ts'
import { positionAt } from '../player/positions.ts'
import { useZone } from '../zone.ts'
import { labelledMarks, leansBack, noticeMarks, noticesOf, phaseMarks } from './timeline-marks.ts'
import { domainOf, labelledGaps, shareOf, stretchOf, ticksOf, type Stretch } from './timeline-scale.ts'
import { absencesOf, spansOf, type Span } from './timeline-spans.ts'
import { Legend, useFullSpan, useShortSpan, Words } from './timeline-words.tsx'

type TimelineProps = {
  recordings: readonly RecordingView[]
  /** null: not known yet */
  presence: PresenceView | null
  view: Pick<AttemptView, 'schedule' | 'enteredAt' | 'finishedAt' | 'handedInAt' | 'serverNow'>
  /** what was read of the journal: only once somebody has opened it, because that look is audited */
  written: readonly JournalLine[]
  /** server time of the pictures in the player; null: nobody has opened it */
  moment: Instant | null
  /** a place of a part that has a picture was pressed */
  onSeek: (at: Instant) => void
}

export function Timeline({ recordings, presence, view, written, moment, onSeek }: TimelineProps) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const zone = useZone()
  const now = view.serverNow
  const domain = domainOf(recordings, view.schedule, now, presence?.within ?? null)
  if (domain === null) return null
  const { ticks, stepMs } = ticksOf(domain)
  const marks = phaseMarks(view).filter(({ at }) => isInside(at, domain))
  const labelled = labelledMarks(marks, domain)
  const notices = noticesOf(written).filter(({ at }) => isInside(at, domain))
  return (
    <section className="card timeline" aria-label={t('attempt.timeline')}>
      <h2>
        {t('attempt.timeline')}{' '}
        <span className="faint">
          {t('attempt.zoneNote', { zone: zoneName(zone, now, currentLanguage(), ui.t('top.beijing')) })}
        </span>
      </h2>
      <Legend />
      <div className="lanes">
        <Row label="">
          {marks.map((mark) => (
            <span
              key={mark.kind}
              className={`mark ${leansBack(mark, domain) ? 'mark-left' : ''}`}
              style={leftOf(mark.at, domain)}
            >
              <span className={labelled.has(mark) ? '' : 'sr-only'}>
                {t(`attempt.marks.${mark.kind}`)} {formatTime(mark.at, zone, true)}
              </span>
            </span>
          ))}
        </Row>
        {recordings.map((recording) => (
          <Lane key={recording.line} {...{ recording, domain, now, moment, onSeek }} />
        ))}
        {presence?.within && <PresenceLane presence={presence} within={presence.within} domain={domain} />}
        {notices.length > 0 && (
          <Row label={t('records.notices')}>
            {noticeMarks(notices, domain).map((mark) => (
              <NoticeMark key={mark.at} mark={mark} domain={domain} onSeek={onSeek} />
            ))}
          </Row>
        )}
        <Row label="" isAxis>
          {ticks.map((at) => (
            <span key={at} className="tick" style={leftOf(at, domain)}>
              {formatTime(at, zone, stepMs < 60_000)}
            </span>
          ))}
        </Row>
        <div className="lines" aria-hidden="true">
          {marks.map(({ kind, at }) => (
            <i key={kind} className={`line-mark line-${kind}`} style={leftOf(at, domain)} />
          ))}
          {isInside(moment, domain) && <i className="line-moment" style={leftOf(moment, domain)} />}
        </div>
      </div>
      <Words recordings={recordings} presence={presence} />
    </section>
  )
}

function isInside(at: Instant | null, { fromAt, toAt }: Stretch): at is Instant {
  return at !== null && at >= fromAt && at <= toAt
}

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`
const leftOf = (at: Instant, domain: Stretch): CSSProperties => ({ left: percent(shareOf(at, domain)) })
const placeOf = ({ fromAt, toAt }: Stretch, domain: Stretch): CSSProperties => ({
  left: percent(shareOf(fromAt, domain)),
  width: percent(shareOf(toAt, domain) - shareOf(fromAt, domain)),
})

function Row({ label, isAxis = false, children }: { label: string; isAxis?: boolean; children: ReactNode }) {
  return (
    <div className={`lane ${isAxis ? 'lane-axis' : ''}`}>
      <span className="lane-label">{label}</span>
      <div className="lane-field">{children}</div>
    </div>
  )
}

type LaneProps = { recording: RecordingView; domain: Stretch; now: Instant } & Pick<TimelineProps, 'moment' | 'onSeek'>

function Lane({ recording, domain, now, moment, onSeek }: LaneProps) {
  const { t } = useTranslation('staff')
  const spans = spansOf(recording)
  const labelled = labelledGaps(spans, domain)
  const line = t(`lines.${recording.line}`)
  const place = moment === null ? null : positionAt(recording, moment, now)
  const shown = place?.kind === 'picture' || place?.kind === 'notSealed' ? place.part : null
  return (
    <Row label={line}>
      {recording.parts.map((part) => (
        <PartBar
          key={part.partId}
          part={part}
          stretch={stretchOf(part, recording, now)}
          style={placeOf(stretchOf(part, recording, now), domain)}
          spans={spans.filter(({ partId }) => partId === part.partId)}
          isChosen={part === shown}
          onSeek={onSeek}
        />
      ))}
      {spans.map((span) => (
        <Mark
          key={`${span.kind}${span.fromAt}`}
          span={span}
          line={line}
          style={placeOf(span, domain)}
          isLabelled={labelled.has(span)}
        />
      ))}
    </Row>
  )
}

type NoticeMarkProps = { mark: ReturnType<typeof noticeMarks>[number]; domain: Stretch } & Pick<TimelineProps, 'onSeek'>

function NoticeMark({ mark, domain, onSeek }: NoticeMarkProps) {
  const { t } = useTranslation('staff')
  const zone = useZone()
  const label = mark.notices
    .map(({ at, body }) => {
      const feed = body.feed === undefined ? '' : ` · ${t(`lines.${body.feed}`)}`
      return `${formatTime(at, zone, true)} ${t(`records.journal.noticeKinds.${body.notice}`)}${feed}`
    })
    .join('\n')
  return (
    <button
      type="button"
      className="notice-mark"
      style={leftOf(mark.at, domain)}
      aria-label={label}
      title={label}
      onClick={() => onSeek(mark.at)}
    />
  )
}

type MarkProps = { span: Span; line: string; style: CSSProperties; isLabelled: boolean }

/** A stretch over a bar, which takes the press and says it, or beside the bars; all are in the list of words. */
function Mark({ span, line, style, isLabelled }: MarkProps) {
  const formatShort = useShortSpan()
  const sayFull = useFullSpan()
  const className = `span span-${span.kind} ${span.partId === null ? '' : 'span-over'}`
  return (
    <span className={className} style={style} title={sayFull(span, line)}>
      {isLabelled && <em aria-hidden="true">{formatShort(span)}</em>}
    </span>
  )
}

type PresenceLaneProps = { presence: PresenceView; within: Stretch; domain: Stretch }

function PresenceLane({ presence, within, domain }: PresenceLaneProps) {
  const { t } = useTranslation('staff')
  const absences = absencesOf(presence)
  const labelled = labelledGaps(absences, domain)
  return (
    <Row label={t('records.presence')}>
      <span className="present" style={placeOf(within, domain)} />
      {absences.map((span) => (
        <Mark key={span.fromAt} span={span} line="" style={placeOf(span, domain)} isLabelled={labelled.has(span)} />
      ))}
    </Row>
  )
}

type PartBarProps = {
  part: PartView
  stretch: Stretch
  style: CSSProperties
  isChosen: boolean
  onSeek: TimelineProps['onSeek']
  /** what was not live in it */
  spans: readonly Span[]
}

function PartBar({ part, stretch, style, isChosen, onSeek, spans }: PartBarProps) {
  const { t } = useTranslation('staff')
  const sayFull = useFullSpan()
  const zone = useZone()
  const line = t(`lines.${part.line}`)
  const partLabel = t('attempt.partLabel', {
    line,
    number: part.number,
    from: formatTime(stretch.fromAt, zone, true),
    to: part.endedAt === null ? t('attempt.open') : formatTime(stretch.toAt, zone, true),
    state: t(part.sealedAt === null ? 'lineStates.arriving' : 'lineStates.safe'),
  })
  const label = [partLabel, ...spans.map((span) => sayFull(span, line))].join('\n')
  const className = `part ${part.sealedAt === null ? 'part-open' : ''}`
  if (part.line === 'journal') {
    return (
      <span className={className} style={style} title={label}>
        <span className="sr-only">{label}</span>
      </span>
    )
  }
  const press = (event: MouseEvent<HTMLButtonElement>): void => {
    const box = event.currentTarget.getBoundingClientRect()
    // a press by key has no place in the bar and begins at its start
    const share = event.detail === 0 ? 0 : (event.clientX - box.left) / box.width
    onSeek(Math.round(stretch.fromAt + Math.max(0, share) * (stretch.toAt - stretch.fromAt)))
  }
  return (
    <button
      type="button"
      className={className}
      style={style}
      aria-label={label}
      title={label}
      aria-pressed={isChosen}
      onClick={press}
    />
  )
}
