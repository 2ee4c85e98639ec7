// Owns: the cells of the attempts table that say more than one word.
// Never computes a phase or a need: it is told.
import { useQuery } from '@tanstack/react-query'
import type { Action } from '@zhishi/core/access'
import type { AttemptRow } from '@zhishi/core/contract'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import type { Phase } from '@zhishi/core/process'
import type { Line } from '@zhishi/core/recording'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../../../ui/icon.tsx'
import { formatBytes, formatLeft, formatMoment, formatLength } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { Age, wholeSeconds } from '../age.tsx'
import { PageLink } from '../page-link.tsx'
import { sittingsQuery } from '../queries.ts'
import { useZone } from '../zone.ts'
import { lineStateOf, type LineState } from './line-state.ts'
import { BEAT_IS_FRESH_MS, isMild, type Need, type Wait, type WaitKind } from './need.ts'
import { useNeedText } from './need-text.ts'

/** One line of need with its age. */
export function NeedCell({ need }: { need: Need | null }) {
  const say = useNeedText()
  if (need === null) return null
  const mild = isMild(need)
  const isAlarm = need.kind === 'notRecording'
  return (
    <span className={`need ${mild ? 'need-mild' : ''} ${isAlarm ? 'need-bad' : ''}`}>
      <Icon name={mild ? 'info' : 'attention'} size={16} />
      <span>
        {say(need)}
        {need.sinceAt !== null && (
          <span className="age">
            <Age at={need.sinceAt} />
          </span>
        )}
      </span>
    </span>
  )
}

/** Answering time that nobody witnessed: a notice beside whatever is needed, since nobody can do anything about it. */
export function UnwitnessedMark({ row }: { row: AttemptRow }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  if (row.unwitnessedMs === 0) return null
  const length = formatLength(row.unwitnessedMs, ui.t)
  return (
    <span className="need need-mild" title={t('records.inTableTitle', { length })}>
      <Icon name="info" size={16} />
      <span>{t('records.inTable', { length })}</span>
    </span>
  )
}

/** Handed in with gaps: by what is known now, else as it was known at the hand-in. A fact to look at, not a task. */
export function GapsMark({ row }: { row: AttemptRow }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const known = row.missing.map(({ feed, missingMs }) => ({ line: feed, lengthMs: missingMs }))
  const gaps: readonly { line: Line; lengthMs: number }[] = known.length > 0 ? known : row.handedInGaps
  if (gaps.length === 0) return null
  const list = gaps
    .map(({ line, lengthMs }) => t('gaps.line', { line: t(`lines.${line}`), length: formatLength(lengthMs, ui.t) }))
    .join(t('gaps.join'))
  return (
    <span className="need need-mild" title={t('gaps.title')}>
      <Icon name="info" size={16} />
      <span>{t(row.phase === 'handedIn' ? 'gaps.handedIn' : 'gaps.over', { list })}</span>
    </span>
  )
}

const WAIT_ICONS: Record<WaitKind, IconName> = {
  identity: 'person',
  help: 'help',
  handOver: 'screen',
  identityCheck: 'person',
}

const WAIT_ACTIONS: Record<WaitKind, Action> = {
  identity: 'compareIdentity',
  help: 'help',
  handOver: 'handOver',
  identityCheck: 'settleIdentity',
}

type WaitsCellProps = { sittingId: SittingId; attemptId: AttemptId; waits: readonly Wait[] }

/** What the candidate waits for, and since when; for who may end the waiting each is the door to it. */
export function WaitsCell({ sittingId, attemptId, waits }: WaitsCellProps) {
  const { t } = useTranslation('staff')
  const abilities = useQuery(sittingsQuery).data?.find((one) => one.sittingId === sittingId)?.abilities ?? []
  return (
    <span className="waits">
      {waits.map(({ kind, sinceAt }) => {
        const words = (
          <>
            <Icon name={WAIT_ICONS[kind]} size={15} />
            <span>
              {t(`waits.${kind}`)}{' '}
              <span className="age-inline">
                <Age at={sinceAt} />
              </span>
            </span>
          </>
        )
        if (!abilities.includes(WAIT_ACTIONS[kind]))
          return (
            <span key={kind} className="asks">
              {words}
            </span>
          )
        if (kind === 'handOver' || kind === 'identityCheck') {
          return (
            <PageLink key={kind} page="attempt" sittingId={sittingId} attemptId={attemptId} className="asks">
              {words}
            </PageLink>
          )
        }
        return (
          <PageLink key={kind} page={kind} chosen={attemptId} className="asks">
            {words}
          </PageLink>
        )
      })}
    </span>
  )
}

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
