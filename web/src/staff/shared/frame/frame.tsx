// Owns: the frame of every staff page: top bar with brand, role, place, server clock, language, sign-out.
// Never page content.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../../client/call.ts'
import { TimeOfDay } from '../../../ui/clock.tsx'
import { currentLanguage } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icon.tsx'
import { LanguageSwitch } from '../../../ui/language-switch.tsx'
import { zoneName } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { useMay, useMe } from '../me.ts'
import { becomeMe, sittingsQuery } from '../queries.ts'
import { useRolesText } from '../roles-text.ts'
import { useNav } from './nav.ts'
import { linkState } from '../sign-in/link.ts'
import { NO_ZONE, ZoneContext } from '../zone.ts'
import { Brand } from './brand.tsx'
import { Notice } from './states.tsx'

type FrameProps = {
  /** the way here, the page itself last */
  crumbs: ReactNode
  /** of the tab */
  title: string
  /** what the page is about; the focus goes there when it changes */
  about: string
  /** null: this page is about no single interview */
  timeZone: string | null
  children: ReactNode
}

export function Frame({ crumbs, title, about, timeZone, children }: FrameProps) {
  const { t } = useTranslation('staff')
  const main = useRef<HTMLElement>(null)
  const nav = useNav()
  const signOut = useSignOut()
  const commonZone = useCommonZone()
  const zone = timeZone ?? commonZone
  useEffect(() => {
    document.title = `${title} · ${t('brand')}`
  }, [title, t])
  useEffect(() => main.current?.focus({ preventScroll: true }), [about])
  return (
    <ZoneContext value={zone ?? NO_ZONE}>
      <a className="skip" href="#main">
        {t('skip')}
      </a>
      <header className="top">
        <Brand />
        <Role />
        {nav}
        <nav aria-label={t('frame.where')} className="crumbs">
          {crumbs}
        </nav>
        <span className="top-facts">
          {zone !== null && <ServerTime timeZone={zone} />}
          <LanguageSwitch />
          <Button size="small" onClick={signOut.start} loading={signOut.isBusy}>
            {t('frame.signOut')}
          </Button>
        </span>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {signOut.hasFailed && (
          <Notice tone="warn" icon="wifiOff" what={t('frame.signOutFailed')} todo={t('frame.signOutFailedTodo')} />
        )}
        {children}
      </main>
    </ZoneContext>
  )
}

function Role() {
  const me = useMe()
  const role = useRolesText()(me)
  return (
    <span className="role">
      <b>{role}</b>
      {me.name !== role && <span>{me.name}</span>}
    </span>
  )
}

function ServerTime({ timeZone }: { timeZone: string }) {
  const ui = useTranslation('ui')
  const now = useServerNow()
  return (
    <span className="server-time">
      <Icon name="clock" size={16} />
      {zoneName(timeZone, now, currentLanguage(), ui.t('top.beijing'))}
      <TimeOfDay timeZone={timeZone} />
    </span>
  )
}

/** The zone of all sittings, if it is one; null: not known yet, or several. */
function useCommonZone(): string | null {
  // who may see no sitting sees no moment either
  const { data } = useQuery({ ...sittingsQuery, enabled: useMay('seeSitting') })
  const zones = new Set(data?.map((sitting) => sitting.timeZone))
  const [only] = zones
  return only !== undefined && zones.size === 1 ? only : null
}

function useSignOut() {
  const queries = useQueryClient()
  const [isBusy, setBusy] = useState(false)
  const [hasFailed, setFailed] = useState(false)
  const start = async (): Promise<void> => {
    setBusy(true)
    const answer = await call('signOut', { body: {} })
    setBusy(false)
    setFailed(!answer.ok)
    if (!answer.ok) return
    linkState.noteSignedOut()
    await becomeMe(queries, null)
  }
  return { isBusy, hasFailed, start: () => void start() }
}
