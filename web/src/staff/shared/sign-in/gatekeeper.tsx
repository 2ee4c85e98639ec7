// Owns: what stands before the staff pages: signing in by link, and every way in which that does not work.
// Never shows a page to nobody.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Brand } from '../frame/brand.tsx'
import { Failed, Loading, Notice, type NoticeProps } from '../frame/states.tsx'
import { LanguageSwitch } from '../../../ui/language-switch.tsx'
import { MeContext } from '../me.ts'
import { becomeMe, failureOf, meQuery, type StaffMe } from '../queries.ts'
import { useRolesText } from '../roles-text.ts'
import { linkState } from './link.ts'

/** The pages below, for somebody who is signed in; else how to sign in. */
export function Gatekeeper({ children }: { children: ReactNode }) {
  const { t } = useTranslation('staff')
  const queries = useQueryClient()
  const link = useSyncExternalStore(linkState.subscribe, linkState.read)
  const { data: me, error, refetch } = useQuery(meQuery)

  useEffect(() => {
    if (link.kind !== 'opened') return
    void becomeMe(queries, link.me).then(linkState.leave)
  }, [link, queries])

  switch (link.kind) {
    case 'opening':
    case 'opened':
      return (
        <Porch>
          <Loading label={t('signIn.opening')} />
        </Porch>
      )
    case 'out':
      return <Refusal tone="note" what={t('signIn.out')} why={t('signIn.outWhy')} todo={t('signIn.neededTodo')} />
    case 'insecure':
      return <Refusal what={t('signIn.insecure')} why={t('signIn.insecureWhy')} todo={t('signIn.insecureTodo')} />
    case 'failed':
      return <LinkFailed link={link} me={me ?? null} />
    case 'none':
      if (me) return <MeContext value={me}>{children}</MeContext>
      if (me === null) {
        return (
          <Refusal tone="note" what={t('signIn.needed')} why={t('signIn.neededWhy')} todo={t('signIn.neededTodo')} />
        )
      }
      return (
        <Porch>
          {error ? (
            <Failed failure={failureOf(error)!} onRetry={() => void refetch()} />
          ) : (
            <Loading label={t('loading')} />
          )}
        </Porch>
      )
  }
}

type LinkFailedProps = { link: Extract<ReturnType<typeof linkState.read>, { kind: 'failed' }>; me: StaffMe | null }

function LinkFailed({ link, me }: LinkFailedProps) {
  const { t } = useTranslation('staff')
  const rolesText = useRolesText()
  const { failure, again } = link
  if (failure.refusal?.code !== 'signInRefused') {
    return (
      <Porch>
        {failure.refusal ? (
          <Failed failure={failure} onRetry={again} />
        ) : (
          <Notice tone="warn" icon="wifiOff" isTitle what={t('signIn.unreached')} todo={t('signIn.unreachedTodo')}>
            <Button type="primary" onClick={again}>
              {t('retry')}
            </Button>
          </Notice>
        )}
      </Porch>
    )
  }
  return (
    <Refusal what={t('signIn.refused')} why={t('signIn.refusedWhy')} todo={t('signIn.refusedTodo')}>
      {me && (
        <div className="row">
          <span>{t('signIn.stillIn', { role: rolesText(me), name: me.name })}</span>
          <Button onClick={linkState.leave}>{t('signIn.goOn')}</Button>
        </div>
      )}
    </Refusal>
  )
}

function Refusal({
  why,
  todo,
  ...notice
}: Omit<NoticeProps, 'tone'> & { tone?: NoticeProps['tone']; why: string; todo: string }) {
  return (
    <Porch>
      <Notice tone="warn" {...notice} why={why} todo={todo} isTitle />
    </Porch>
  )
}

/** The page before there is a page: the brand, the language, one thing to read. */
function Porch({ children }: { children: ReactNode }) {
  return (
    <div className="porch">
      <header>
        <Brand />
        <LanguageSwitch />
      </header>
      <main>{children}</main>
    </div>
  )
}
