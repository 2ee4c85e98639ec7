// Owns: the timeline of an attempt: one lane per line, parts as bars on the server's clock, gaps hatched and labelled.
// Never computes a gap: the server names them.
import type { PartView, RecordingView } from '@zhishi/core/contract'
import type { Instant } from '@zhishi/core/time'
import type { CSSProperties, MouseEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../../../ui/i18n.ts'
import { formatTime, zoneName } from '../../../ui/time.ts'
import { sayExactLength } from '../moment.ts'
import { useZone } from '../zone.ts'
import { domainOf, labelledGaps, shareOf, stretchOf, ticksOf, type Stretch } from './timeline-scale.ts'

type TimelineProps = {
  recordings: readonly RecordingView[]
  schedule: { startsAt: Instant | null; endsAt: Instant | null }
  now: Instant
  /** server time of the picture in the player */
  moment: Instant | null
  chosen: PartView | null
  /** a part that has a picture was pressed, at this distance from its start */
  onLook: (part: PartView, fromMs: number) => void
}

export function Timeline({ recordings, schedule, now, moment, chosen, onLook }: TimelineProps) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const zone = useZone()
  const domain = domainOf(recordings, schedule, now)
  if (domain === null) return null
  const { ticks, stepMs } = ticksOf(domain)
  const marks = [
    { label: t('attempt.start'), at: schedule.startsAt },
    { label: t('attempt.end'), at: schedule.endsAt },
  ].filter((mark): mark is { label: string; at: Instant } => isInside(mark.at, domain))
  return (
    <section className="card timeline" aria-label={t('attempt.timeline')}>
      <h2>
        {t('attempt.timeline')}{' '}
        <span className="faint">
          {t('attempt.zoneNote', { zone: zoneName(zone, now, currentLanguage(), ui.t('top.beijing')) })}
        </span>
      </h2>
      <div className="lanes">
        <Row label="">
          {marks.map(({ label, at }) => (
            <span
              key={label}
              className={`mark ${shareOf(at, domain) > 0.9 ? 'mark-left' : ''}`}
              style={leftOf(at, domain)}
            >
              {label} {formatTime(at, zone, true)}
            </span>
          ))}
        </Row>
        {recordings.map((recording) => (
          <Lane key={recording.line} {...{ recording, domain, now, chosen, onLook }} />
        ))}
        <Row label="" isAxis>
          {ticks.map((at) => (
            <span key={at} className="tick" style={leftOf(at, domain)}>
              {formatTime(at, zone, stepMs < 60_000)}
            </span>
          ))}
        </Row>
        <div className="lines" aria-hidden="true">
          {marks.map(({ label, at }) => (
            <i key={label} className="line-mark" style={leftOf(at, domain)} />
          ))}
          {isInside(moment, domain) && <i className="line-moment" style={leftOf(moment, domain)} />}
        </div>
      </div>
      <Gaps recordings={recordings} />
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

type LaneProps = { recording: RecordingView; domain: Stretch } & Pick<TimelineProps, 'now' | 'chosen' | 'onLook'>

function Lane({ recording, domain, now, chosen, onLook }: LaneProps) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const labelled = labelledGaps(recording.gaps, domain)
  return (
    <Row label={t(`lines.${recording.line}`)}>
      {recording.parts.map((part) => (
        <PartBar
          key={part.partId}
          part={part}
          stretch={stretchOf(part, recording, now)}
          style={placeOf(stretchOf(part, recording, now), domain)}
          isChosen={part.partId === chosen?.partId}
          onLook={onLook}
        />
      ))}
      {recording.gaps.map((gap) => (
        <span key={gap.fromAt} className="gap" style={placeOf(gap, domain)}>
          {labelled.has(gap) && <em>{t('attempt.gap', { length: sayExactLength(gap.toAt - gap.fromAt, t, ui.t) })}</em>}
        </span>
      ))}
    </Row>
  )
}

type PartBarProps = {
  part: PartView
  stretch: Stretch
  style: CSSProperties
  isChosen: boolean
  onLook: TimelineProps['onLook']
}

function PartBar({ part, stretch, style, isChosen, onLook }: PartBarProps) {
  const { t } = useTranslation('staff')
  const zone = useZone()
  const label = t('attempt.partLabel', {
    line: t(`lines.${part.line}`),
    number: part.number,
    from: formatTime(stretch.fromAt, zone, true),
    to: part.endedAt === null ? t('attempt.open') : formatTime(stretch.toAt, zone, true),
    state: t(part.sealedAt === null ? 'lineStates.arriving' : 'lineStates.safe'),
  })
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
    onLook(part, Math.max(0, share) * (stretch.toAt - stretch.fromAt))
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

/** The gaps in words: for those who hear the page, and for lengths too short to be drawn. */
function Gaps({ recordings }: { recordings: readonly RecordingView[] }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const zone = useZone()
  const gaps = recordings.flatMap(({ line, gaps: ofLine }) => ofLine.map((gap) => ({ line, ...gap })))
  if (gaps.length === 0) return <p className="faint">{t('attempt.noGaps')}</p>
  return (
    <ul className="gap-list" aria-label={t('attempt.gaps')}>
      {gaps.map(({ line, fromAt, toAt }) => (
        <li key={`${line}${fromAt}`}>
          {t('attempt.gapFull', {
            line: t(`lines.${line}`),
            from: formatTime(fromAt, zone, true),
            to: formatTime(toAt, zone, true),
            length: sayExactLength(toAt - fromAt, t, ui.t),
          })}
        </li>
      ))}
    </ul>
  )
}
