// Owns: the cells of the attempts table that say more than one word.
// Never computes a phase or a need: it is told.
import type { AttemptRow } from '@zhishi/core/contract'
import type { Phase } from '@zhishi/core/process'
import type { Line } from '@zhishi/core/recording'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../../../ui/icon.tsx'
import { formatBytes, formatLeft, formatMoment, formatTime } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { useZone } from '../zone.ts'
import { lineStateOf, type LineState } from './line-state.ts'
import { BEAT_IS_FRESH_MS, isMild, type Need } from './need.ts'

/** One line of need with its age. */
export function NeedCell({ need }: { need: Need | null }) {
  const { t } = useTranslation('staff')
  if (need === null) return null
  const mild = isMild(need)
  return (
    <span className={`need ${mild ? 'need-mild' : ''}`}>
      <Icon name={mild ? 'info' : 'attention'} size={16} />
      <span>
        {t(`needs.${need.kind}`)}
        {need.sinceAt !== null && <Age at={need.sinceAt} />}
      </span>
    </span>
  )
}

/** How long ago by the server clock, `00:42`, redrawn each second between two answers of the server. */
function Age({ at }: { at: number }) {
  const { t } = useTranslation('ui')
  const now = useServerNow()
  return <span className="age">{formatLeft(wholeSeconds(now - at), t)}</span>
}

/** Rounded down: two seconds ago begins after two whole seconds. */
const wholeSeconds = (lengthMs: number): number => Math.max(0, Math.floor(lengthMs / 1000) * 1000)

/** In these a device should be beating; before and after, only the moment of the last beat is of interest. */
const PRESENT: readonly Phase[] = ['checkIn', 'waiting', 'answering', 'handingIn']

export function BeatCell({ row }: { row: AttemptRow }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const now = useServerNow()
  const zone = useZone()
  const { lastBeatAt, phase } = row
  if (lastBeatAt === null) return <span className="faint">{t('sitting.noBeat')}</span>
  if (!PRESENT.includes(phase)) return <span className="faint">{formatMoment(lastBeatAt, now, zone)}</span>
  const age = now - lastBeatAt
  const isFresh = age <= BEAT_IS_FRESH_MS
  return (
    <span className={isFresh ? 'nowrap' : 'need nowrap'}>
      {!isFresh && <Icon name="attention" size={16} />}
      <span>{t('sitting.beatAgo', { length: formatLeft(wholeSeconds(age), ui.t) })}</span>
    </span>
  )
}

/** T0 and end in the interview's zone. */
export function TimeCell({ row }: { row: AttemptRow }) {
  const { t } = useTranslation('staff')
  const zone = useZone()
  if (row.startsAt === null) return <span className="faint">{t('notYet')}</span>
  return (
    <span className="nowrap">
      {formatTime(row.startsAt, zone)}–{row.endsAt === null ? t('notYet') : formatTime(row.endsAt, zone)}
    </span>
  )
}

const LOOKS: Record<LineState, { icon: IconName; tone: string }> = {
  none: { icon: 'dash', tone: 'faint' },
  arriving: { icon: 'forward', tone: 'arriving' },
  safe: { icon: 'good', tone: 'safe' },
}

export function LineStateMark({ state }: { state: LineState }) {
  const { t } = useTranslation('staff')
  return (
    <span className={`line-state ${LOOKS[state].tone}`}>
      <Icon name={LOOKS[state].icon} size={14} />
      {t(`lineStates.${state}`)}
    </span>
  )
}

/** What the server holds of one line: the word, then parts and bytes. */
export function LineCell({ row, line }: { row: AttemptRow; line: Line }) {
  const { t } = useTranslation('staff')
  const known = row.recordings.find((recording) => recording.line === line)
  const state = known ? lineStateOf(known, row.phase) : 'none'
  if (!known || state === 'none') return <LineStateMark state="none" />
  const { parts, sealedParts, bytes } = known
  return (
    <span className="line-cell">
      <LineStateMark state={state} />
      <span className="faint">
        {sealedParts === parts
          ? t('sitting.parts', { count: parts })
          : t('sitting.partsOf', { sealed: sealedParts, count: parts })}{' '}
        · {formatBytes(bytes)}
      </span>
    </span>
  )
}
