// Owns: the table of 上传成功: of each feed how long was due, is recorded, is missing and where, and what the server has of it.
// Never calls recorded what was not read from a sealed file.
import type { FeedCoverageView } from '@zhishi/core/contract'
import type { ReactNode } from 'react'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { formatTime } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { useTexts } from '../texts/index.ts'
import { answeringTimeOf, lengthIn, rowOf, type CoverageRow, type Gap, type Within } from './coverage.ts'
import { LINE_ICONS } from './line-icons.ts'
import { useGapText, usePreciseLength } from './coverage-text.ts'

type CoverageTableProps = { feeds: readonly FeedCoverageView[]; children: ReactNode }

/** @param children under the table, in its card */
export function CoverageTable({ feeds, children }: CoverageTableProps) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const within = answeringTimeOf(view)
  const at = (instant: number) => formatTime(instant, view.interview.timeZone, true)
  return (
    <div className="card coverage">
      <table>
        <thead>
          <tr>
            <th scope="col">
              {within
                ? t('coverage.columns.feed', { from: at(within.fromAt), to: at(within.toAt) })
                : t('handIn.columns.line')}
            </th>
            <th scope="col" className="coverage-length">
              {t('coverage.columns.due')}
            </th>
            <th scope="col" className="coverage-length">
              {t('coverage.columns.recorded')}
            </th>
            <th scope="col" className="coverage-length">
              {t('coverage.columns.missing')}
            </th>
            <th scope="col">{t('coverage.columns.where')}</th>
            <th scope="col">{t('coverage.columns.server')}</th>
          </tr>
        </thead>
        <tbody>
          {feeds.map((feed) => (
            <Row key={feed.feed} row={rowOf(feed, within)} within={within} />
          ))}
        </tbody>
      </table>
      {children}
    </div>
  )
}

function Row({ row, within }: { row: CoverageRow; within: Within | null }) {
  const { t } = useTexts()
  const say = usePreciseLength()
  const { feed, dueMs, recordedMs, checkingMs, missingMs, missingBeforeMs } = row
  return (
    <tr>
      <th scope="row">
        <span className="flex items-center gap-[10px]">
          <Icon name={LINE_ICONS[feed]} size={20} />
          {t(`handIn.lines.${feed}`)}
        </span>
      </th>
      <td className="coverage-length" data-label={t('coverage.columns.due')}>
        {say(dueMs)}
      </td>
      <td className="coverage-length" data-label={t('coverage.columns.recorded')}>
        {say(recordedMs)}
        {checkingMs > 0 && <small>{t('coverage.checking', { length: say(checkingMs) })}</small>}
      </td>
      <td className="coverage-length" data-label={t('coverage.columns.missing')}>
        {missingMs > 0 ? <b className="text-bad">{say(missingMs)}</b> : <span className="text-ink-2">{say(0)}</span>}
      </td>
      <td className="coverage-where">
        <Where row={row} within={within} />
        {missingBeforeMs > 0 && <small>{t('coverage.before', { length: say(missingBeforeMs) })}</small>}
      </td>
      <td>
        <Server state={row.state} />
      </td>
    </tr>
  )
}

/** So many gaps are named; what is left is counted. */
const NAMED_GAPS = 3

function Where({ row: { gaps, checkingMs, missingMs, state }, within }: { row: CoverageRow; within: Within | null }) {
  const { t } = useTexts()
  const sayGap = useGapText()
  const named = gaps.slice(0, NAMED_GAPS).map((gap) => sayGap(gap, within))
  if (state === 'absent') return <small>{t('coverage.nothing')}</small>
  return (
    <>
      {within && <Bar gaps={gaps} within={within} isOpen={checkingMs > 0} />}
      {named.map((words) => (
        <small key={words}>{words}</small>
      ))}
      {gaps.length > NAMED_GAPS && <small>{t('coverage.more', { count: gaps.length - NAMED_GAPS })}</small>}
      {gaps.length === 0 && (
        <small>{t(missingMs > 0 ? 'coverage.moments' : checkingMs > 0 ? 'coverage.notYet' : 'coverage.whole')}</small>
      )}
    </>
  )
}

/** A gap of a second in an hour is still to be seen. */
const LEAST_WIDTH = 0.012

/** The same once more for the eye; the words under it say it. */
function Bar({ gaps, within, isOpen }: { gaps: readonly Gap[]; within: Within; isOpen: boolean }) {
  const whole = within.toAt - within.fromAt
  const share = (ms: number): string => `${(Math.min(1, Math.max(0, ms / whole)) * 100).toFixed(2)}%`
  return (
    <svg className={`coverage-bar ${isOpen ? 'coverage-open' : ''}`} aria-hidden="true">
      <defs>
        <pattern id="missing" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" fill="#fff" />
          <rect width="3" height="6" fill="var(--zhu-600)" />
        </pattern>
      </defs>
      {gaps.map((gap) => (
        <rect
          key={gap.fromAt}
          x={share(gap.fromAt - within.fromAt)}
          width={share(Math.max(lengthIn(gap, within), whole * LEAST_WIDTH))}
          height="100%"
          fill="url(#missing)"
        />
      ))}
    </svg>
  )
}

const STATES: Record<CoverageRow['state'], [icon: IconName, className: string]> = {
  absent: ['bad', 'text-bad'],
  arriving: ['upload', 'text-dai-600'],
  checking: ['spinner', 'text-dai-600'],
  safe: ['good', 'text-ok'],
}

function Server({ state }: { state: CoverageRow['state'] }) {
  const { t } = useTexts()
  const [icon, className] = STATES[state]
  return (
    <b className={`flex items-center gap-[6px] ${className}`}>
      <Icon name={icon} size={19} />
      {t(`coverage.states.${state}`)}
    </b>
  )
}
