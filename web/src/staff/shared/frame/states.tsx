// Owns: the states every staff page has besides its content: loading, empty, failed, and known from before.
// Never a state without what to do.
import { REFUSALS } from '@zhishi/core/refusal'
import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../../../ui/icon.tsx'
import { formatTime, formatLength } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import type { Failure } from '../queries.ts'
import { useFailureText } from '../failure-text.ts'
import { useZone } from '../zone.ts'

export type NoticeTone = 'note' | 'warn' | 'bad'
const ICONS: Record<NoticeTone, IconName> = { note: 'info', warn: 'attention', bad: 'bad' }

export type NoticeProps = {
  tone: NoticeTone
  what: string
  why?: string
  todo: string
  icon?: IconName
  /** it is all the page has to say */
  isTitle?: boolean
  children?: ReactNode
}

/** What happened, whether anything was lost, what to do. */
export function Notice({ tone, what, why, todo, icon, isTitle = false, children }: NoticeProps) {
  const What = isTitle ? 'h1' : 'b'
  return (
    <div className={`notice notice-${tone}`} aria-live="polite">
      <Icon name={icon ?? ICONS[tone]} size={22} />
      <div>
        <What>{what}</What>
        {why !== undefined && <p>{why}</p>}
        <p>{todo}</p>
        {children}
      </div>
    </div>
  )
}

type FailedProps = { failure: Failure; onRetry: () => void; isTitle?: boolean }

/** Nothing could be shown at all. Asked again only where the same question may get another answer. */
export function Failed({ failure, onRetry, isTitle = true }: FailedProps) {
  const { t } = useTranslation('staff')
  const { refusal } = failure
  const { what, todo } = useFailureText()(failure)
  return (
    <Notice tone="warn" what={what} todo={todo} isTitle={isTitle} icon={refusal ? 'attention' : 'wifiOff'}>
      {(!refusal || REFUSALS[refusal.code].isRetryable) && <Button onClick={onRetry}>{t('retry')}</Button>}
    </Notice>
  )
}

/** What the page shows is from before: since when, and why. @param asOf server time of what is shown */
export function StaleBand({ failure, asOf }: { failure: Failure | null; asOf: number }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const now = useServerNow()
  const zone = useZone()
  const say = useFailureText()
  if (failure === null) return null
  const { what, todo } = say(failure)
  const age = t('ago', { length: formatLength(Math.max(0, now - asOf), ui.t) })
  return (
    <div className="band" aria-live="polite">
      <Icon name={failure.refusal ? 'attention' : 'wifiOff'} size={20} />
      <div>
        <b>{what}</b>
        {/* the age changes each second and is not worth hearing each second */}
        <span aria-live="off">{t('stale', { time: formatTime(asOf, zone, true), age })}</span>
        <span>{todo}</span>
      </div>
    </div>
  )
}

export function Empty({ what, todo, children }: { what: string; todo: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name="journal" size={32} />
      <b>{what}</b>
      <p>{todo}</p>
      {children}
    </div>
  )
}

export function Loading({ label, rows = 4 }: { label: string; rows?: number }) {
  return (
    <div className="loading" aria-busy="true">
      <output className="sr-only">{label}</output>
      <Skeleton active title={false} paragraph={{ rows, width: '100%' }} />
    </div>
  )
}
