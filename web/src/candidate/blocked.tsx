// Owns: the pages shown instead of a step when it cannot be shown here: loading, not found, another tab, another
// computer, no storage. Each says what happened and what to do.
import type { AttemptView } from '@zhishi/core/contract'
import type { Refusal } from '@zhishi/core/refusal'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { thisDevice } from '../client/device.ts'
import { Button } from '../ui/button.tsx'
import { Callout } from '../ui/callout.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { unbroken } from '../ui/phone.ts'
import { useRefusalText } from '../ui/refusal-text.ts'
import { Rich } from '../ui/rich.tsx'
import { useCommand } from './attempt/queries.ts'
import { ChooseLink } from './choose-link.tsx'
import { useRecorder } from './recorder/use-recorder.ts'
import { BareShell, usePageTitle } from './shell.tsx'
import { useTexts } from './texts/index.ts'

export function Opening({ label }: { label: string }) {
  return (
    <BareShell>
      <output className="mt-16 flex items-center gap-3 text-ink-2">
        <Icon name="spinner" />
        {label}
      </output>
    </BareShell>
  )
}

/** @param failure null: the address names no attempt; `refusal` undefined: the server was not reached */
export function NotOpened({ failure, onRetry }: NotOpenedProps) {
  const { t } = useTexts()
  const say = useRefusalText('Asia/Shanghai')
  usePageTitle(t('shell.failed'))
  const said = say(failure ? failure.refusal : { code: 'notFound' })
  return (
    <Centred icon="attention" title={t('shell.failed')}>
      <Callout tone="warn" title={said.what}>
        <p>{said.todo}</p>
      </Callout>
      <div className="mt-6 flex flex-wrap gap-4">
        {onRetry && (
          <Button kind="primary" icon="refresh" onClick={onRetry}>
            {t('shell.retry')}
          </Button>
        )}
        <Link to="/" className="btn">
          {failure?.refusal?.code === 'signInNeeded' ? t('shell.toSignIn') : t('shell.toHome')}
        </Link>
      </div>
    </Centred>
  )
}

type NotOpenedProps = { failure: { refusal: Refusal | undefined } | null; onRetry?: () => void }

/** Another tab of this browser records the same attempt. @param onStay goes on here, whether or not it can be recorded */
export function Elsewhere({ view, onStay }: { view: AttemptView; onStay: () => void }) {
  const { t } = useTexts()
  const { recorder } = useRecorder()
  usePageTitle(t('elsewhere.title'))
  return (
    <Centred icon="screen" title={t('elsewhere.title')} view={view}>
      <p>{t('elsewhere.body')}</p>
      <p className="mt-3 text-ink-2">{t('elsewhere.bodyRetry')}</p>
      <Button
        className="mt-6"
        icon="refresh"
        onClick={() => {
          void recorder.record(view)
          onStay()
        }}
      >
        {t('elsewhere.retry')}
      </Button>
    </Centred>
  )
}

/**
 * Another computer holds the lease; this page goes on by itself once a proctor hands it over. From T0 on it may go on at a press, and
 * never by itself: two computers would take the interview from each other for ever.
 */
export function OnOtherDevice({ view }: { view: AttemptView }) {
  const { t } = useTexts()
  const { send, isBusy, failure } = useCommand(view.attemptId)
  const say = useRefusalText(view.interview.timeZone)
  const said = failure && say(failure.refusal)
  usePageTitle(t('otherDevice.title'))
  if (view.canGoOnHere) {
    return (
      <Centred icon="screen" title={t('otherDevice.title')} view={view}>
        <p>{t('otherDevice.canGoOn')}</p>
        <p className="mt-3 text-ink-2">{t('otherDevice.checked')}</p>
        {said && (
          <Callout tone="warn" title={said.what}>
            <p>{said.todo}</p>
          </Callout>
        )}
        <Button
          className="mt-6"
          kind="primary"
          isBusy={isBusy}
          onClick={() => void send({ kind: 'signIn', deviceId: thisDevice() })}
        >
          {t('otherDevice.goOn')}
        </Button>
      </Centred>
    )
  }
  return (
    <Centred icon="screen" title={t('otherDevice.title')} view={view}>
      <p>{t('otherDevice.body')}</p>
      <p className="mt-3 text-ink-2">
        <Rich text={t('otherDevice.change', { phone: unbroken(view.interview.supportPhone) })} />
      </p>
      <ChooseLink className="btn mt-6" />
    </Centred>
  )
}

/** This browser keeps nothing, so nothing could be recorded safely. */
export function NoStorage({ view }: { view: AttemptView }) {
  const { t } = useTexts()
  const { recorder } = useRecorder()
  usePageTitle(t('room.faults.storage.what'))
  return (
    <Centred icon="attention" title={t('room.faults.storage.what')} view={view}>
      <Callout tone="bad" title={t('blocked.notRecorded')} isUrgent>
        <p>{t('room.faults.storage.todo')}</p>
        <p>
          <b>{view.interview.supportPhone}</b>
        </p>
      </Callout>
      <Button className="mt-6" icon="refresh" onClick={() => void recorder.record(view)}>
        {t('shell.retry')}
      </Button>
    </Centred>
  )
}

function Centred({ icon, title, view, children }: CentredProps) {
  return (
    <BareShell view={view}>
      <section className="card my-auto w-full max-w-[680px] p-8">
        <Icon name={icon} size={40} className="text-dai-600" />
        <h1 className="title">{title}</h1>
        <div className="mt-4">{children}</div>
      </section>
    </BareShell>
  )
}

type CentredProps = { icon: IconName; title: string; view?: AttemptView; children: ReactNode }
