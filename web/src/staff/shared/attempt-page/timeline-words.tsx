// Owns: the timeline in words: the legend of its patterns, and every stretch that was not live.
// Never leaves a stretch to the eye alone: some are too short to be drawn, and some readers hear the page.
import type { PresenceView, RecordingView } from '@zhishi/core/contract'
import { MINUTE_MS } from '@zhishi/core/time'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import { formatTime } from '../../../ui/time.ts'
import { formatExactLength } from '../moment.ts'
import { useZone } from '../zone.ts'
import { everySpan, type Span } from './timeline-spans.ts'

const LEGEND = ['live', 'witnessed', 'unwitnessed', 'missing'] as const

export function Legend() {
  const { t } = useTranslation('staff')
  return (
    <ul className="legend" aria-label={t('records.legend')}>
      {LEGEND.map((state) => (
        <li key={state}>
          <i className={`swatch span-${state}`} aria-hidden="true" />
          {t(`records.states.${state}`)}
        </li>
      ))}
      <li>
        <i className="swatch span-gap" aria-hidden="true" />
        {t('records.gap')}
      </li>
      <li>
        <i className="swatch span-away" aria-hidden="true" />
        {t('records.away')}
      </li>
    </ul>
  )
}

/** Below this a tenth of a second is worth reading, as everywhere on these pages. */
const EXACT_MS = 10_000

/** What is written under a stretch where there is room. */
export function useShortSpan(): (span: Span) => string {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  return ({ kind, fromAt, toAt, lateByMs }) => {
    const lengthMs = kind === 'witnessed' ? (lateByMs ?? 0) : toAt - fromAt
    const seconds = t('seconds', { value: Math.ceil(lengthMs / 1000) })
    const length = lengthMs < EXACT_MS || lengthMs >= MINUTE_MS ? formatExactLength(lengthMs, t, ui.t) : seconds
    return t(`records.short.${kind}`, { length })
  }
}

/** A stretch as a sentence. @param line the lane's name; empty for an absence */
export function useFullSpan(): (span: Span, line: string) => string {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const zone = useZone()
  const say = (lengthMs: number): string => formatExactLength(lengthMs, t, ui.t)
  return ({ kind, fromAt, toAt, lateByMs }, line) => {
    const late = lateByMs === null ? t('records.neverCame') : say(lateByMs)
    return t(`records.full.${kind}`, {
      line,
      from: formatTime(fromAt, zone, true),
      to: formatTime(toAt, zone, true),
      length: say(toAt - fromAt),
      late: kind === 'unwitnessed' && lateByMs !== null ? t('records.lateBy', { length: late }) : late,
    })
  }
}

type WordsProps = { recordings: readonly RecordingView[]; presence: PresenceView | null }

export function Words({ recordings, presence }: WordsProps) {
  const { t } = useTranslation('staff')
  const sayFull = useFullSpan()
  const spans = everySpan(recordings, presence)
  const isWhole = spans.every(({ kind }) => kind !== 'gap')
  const isDoubtful = spans.some(({ kind }) => kind === 'unwitnessed' || kind === 'away')
  return (
    <>
      <p className="faint span-says">
        {isWhole && <span>{t('records.noGaps')}</span>}
        {spans.length === 0 && presence !== null && <span>{t('records.allLive')}</span>}
      </p>
      {spans.length > 0 && (
        <ul className="span-list" aria-label={t('records.words')}>
          {spans.map((span) => (
            <li key={`${span.line}${span.kind}${span.fromAt}`} className={`says-${span.kind}`}>
              <i className={`swatch span-${span.kind}`} aria-hidden="true" />
              {sayFull(span, span.line === null ? '' : t(`lines.${span.line}`))}
            </li>
          ))}
        </ul>
      )}
      {isDoubtful && (
        <p className="not-a-verdict">
          <Icon name="info" size={14} />
          {t('records.notAVerdict')}
        </p>
      )}
    </>
  )
}
