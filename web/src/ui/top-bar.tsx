// Owns: the three constants of every page: the time of the server, the line to it, a human to call. They never move.
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { TimeOfDay } from './clock.tsx'
import { currentLanguage } from './i18n.ts'
import { Icon, Mark } from './icon.tsx'
import { dialled } from './phone.ts'
import { LanguageSwitch } from './language-switch.tsx'
import { zoneName } from './time.ts'
import { useReachability, useServerNow } from './use-clock.ts'

export type TopBarProps = {
  /** left of the facts: which interview; a link home may be around the brand */
  brand?: ReactNode
  what?: ReactNode
  /** null: not known before sign-in */
  supportPhone: string | null
  /** null: before an interview is known there is no zone to show a time in */
  timeZone: string | null
  /** false where another place of the page says it */
  isLineShown?: boolean
  children?: ReactNode
}

export function TopBar({ brand, what, supportPhone, timeZone, isLineShown = true, children }: TopBarProps) {
  return (
    <header className="top">
      {brand ?? <Brand />}
      {what && <div className="top-what">{what}</div>}
      <div className="top-facts">
        {children}
        {isLineShown && <LineState />}
        {supportPhone !== null && <SupportPhone phone={supportPhone} />}
        {timeZone !== null && <ServerTime timeZone={timeZone} />}
        <LanguageSwitch />
      </div>
    </header>
  )
}

export function Brand() {
  const { t } = useTranslation('ui')
  return (
    <span className="brand">
      <Mark />
      {t('brand')}
    </span>
  )
}

/** Green only while the server answers. */
function LineState() {
  const { t } = useTranslation('ui')
  const line = useReachability()
  const words = { reached: t('top.online'), offline: t('top.offline'), serverAway: t('top.serverAway') }
  return (
    <output className={`top-fact gap-[6px] text-15 ${line === 'reached' ? 'text-ok' : 'text-warn'}`}>
      <Icon name={line === 'reached' ? 'wifi' : 'wifiOff'} size={18} />
      {words[line]}
    </output>
  )
}

function SupportPhone({ phone }: { phone: string }) {
  const { t } = useTranslation('ui')
  return (
    <span className="top-fact">
      <Icon name="phone" size={18} />
      <span className="text-ink-2">{t('top.support')}</span>
      <a href={dialled(phone)}>{phone}</a>
    </span>
  )
}

function ServerTime({ timeZone }: { timeZone: string }) {
  const { t } = useTranslation('ui')
  const now = useServerNow()
  return (
    <span className="top-fact">
      <Icon name="clock" size={18} />
      <span className="text-ink-2">{zoneName(timeZone, now, currentLanguage(), t('top.beijing'))}</span>
      <TimeOfDay timeZone={timeZone} />
    </span>
  )
}
