// Owns: step 8 进入面试: when entry is open, 【进入考试】 with the reasons under it, 【刷新】.
// Never decides whether entry is open: abilities and gates come from the server, only the display is looked at here.
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Countdown } from '../../ui/clock.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { Rich } from '../../ui/rich.tsx'
import { formatMoment, formatTime, isSameDay } from '../../ui/time.ts'
import { useReachability, useServerNow } from '../../ui/use-clock.ts'
import { useAttempting } from '../attempt/context.ts'
import { gateOf } from '../attempt/position.ts'
import { useDisplays } from '../recorder/use-displays.ts'
import type { Displays } from '../recorder/displays.ts'
import { Shell, StepEyebrow, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { DisplaysCard } from './displays-card.tsx'
import { useEnter, type EnterFailure } from './enter.ts'

export function EntryPage() {
  const { t, ui } = useTexts()
  const { view, known } = useAttempting()
  const { displays, readAgain } = useDisplays()
  const { enter, isBusy, failure } = useEnter(view, readAgain)
  const reasons = useReasons(displays)
  const isReady = reasons.length === 0
  const { timeZone, supportPhone } = view.interview
  usePageTitle(ui('steps.entry'))
  const refresh = (): void => {
    void readAgain()
    known.refresh()
  }
  return (
    <Shell current="entry">
      <StepEyebrow step="entry" />
      <h1 className="title">{ui('steps.entry')}</h1>
      <div className="mt-4 grid items-start gap-6 wide:grid-cols-[minmax(0,1fr)_348px]">
        <section className="card px-[30px] pb-3 pt-[22px]">
          <Window />
          <div className="flex flex-wrap items-center gap-4 py-5">
            <Button
              kind="primary"
              size="big"
              icon="forward"
              className="min-w-[228px]"
              isBusy={isBusy}
              blockedBy={isReady ? undefined : 'why-not'}
              onClick={() => void enter()}
            >
              {t('entry.enter')}
            </Button>
            <Button size="big" icon="refresh" onClick={refresh}>
              {t('entry.refresh')}
            </Button>
            <p className="text-15 leading-normal text-ink-3">
              {isBusy ? (
                t('entry.asking')
              ) : (
                <>
                  {t('entry.auto')}
                  <br />
                  {t('entry.last', { time: formatTime(view.serverNow, timeZone, true) })}
                </>
              )}
            </p>
          </div>
          {failure && <NotEntered failure={failure} timeZone={timeZone} />}
          <div id="why-not">
            {!isReady && <h2 className="text-18 font-bold">{t('entry.blocked', { count: reasons.length })}</h2>}
            {isReady && !failure && <Ready />}
            <ul>
              {reasons.map((reason) => (
                <Reason key={reason.what} {...reason} />
              ))}
              <Fulfilled displays={displays} isAll={isReady} />
            </ul>
          </div>
        </section>
        <DisplaysCard displays={displays} phone={supportPhone} />
      </div>
      <div className="foot">
        <p className="next-up">
          <Icon name="info" size={22} />
          <span>
            <Rich text={t('entry.recordNote')} />
          </span>
        </p>
      </div>
    </Shell>
  )
}

function Ready() {
  const { t } = useTexts()
  return (
    <>
      <h2 className="text-18 font-bold">{t('entry.ready')}</h2>
      <p className="mb-2 text-16 text-ink-2">{t('entry.readyBody')}</p>
    </>
  )
}

/** When entry opens and closes. */
function Window() {
  const { t, ui } = useTexts()
  const { view } = useAttempting()
  const now = useServerNow()
  const gate = gateOf(view, 'entry')
  const { timeZone } = view.interview
  const opensAt = gate?.opensAt ?? null
  const closesAt = gate?.closesAt ?? null
  const isOpen = opensAt !== null && now >= opensAt
  const say = (at: number | null) =>
    at === null
      ? t('entry.notKnown')
      : isSameDay(at, now, timeZone)
        ? formatTime(at, timeZone, true)
        : `${formatMoment(at, now, timeZone)} ${formatTime(at, timeZone)}`
  return (
    <div className="flex flex-wrap items-start gap-x-8 gap-y-3 border-b border-line pb-[18px] leading-tight">
      <Edge label={t('entry.opens')} time={say(opensAt)}>
        {opensAt === null ? (
          t('entry.opensUnknown')
        ) : isOpen ? (
          t('entry.openNow')
        ) : (
          <Left text={t('entry.openIn', { left: '|' })} at={opensAt} label={t('entry.opens')} />
        )}
      </Edge>
      <Icon name="forward" size={28} className="mt-8 text-ink-3 max-wide:hidden" />
      <Edge label={t('entry.closes')} time={say(closesAt)}>
        {isOpen && closesAt !== null && now < closesAt ? (
          <Left text={t('entry.closesIn', { left: '|' })} at={closesAt} label={t('entry.closes')} />
        ) : isOpen && closesAt !== null ? (
          ui('rail.isOver')
        ) : (
          t('entry.lateNote')
        )}
      </Edge>
    </div>
  )
}

function Edge({ label, time, children }: { label: string; time: string; children: ReactNode }) {
  return (
    <div>
      <span className="block text-16 text-ink-2">{label}</span>
      <b className="text-36 leading-tight">{time}</b>
      <span className="block text-16 leading-[30px] text-ink-2">{children}</span>
    </div>
  )
}

/** A sentence with a running clock in it, at the place of `|`. */
function Left({ text, at, label }: { text: string; at: number; label: string }) {
  const [before = '', after = ''] = text.replace(/<\/?b>/g, '').split('|')
  return (
    <>
      {before}
      <Countdown at={at} label={label} className="text-22 font-bold text-dai-700" />
      {after}
    </>
  )
}

type ReasonText = { what: string; todo: string; tone: 'warn' | 'bad'; icon: IconName }

/** Why entering is not possible now: what the server said, then what this computer shows. */
function useReasons(displays: Displays | null): ReasonText[] {
  const { t } = useTexts()
  const { view } = useAttempting()
  const say = useRefusalText(view.interview.timeZone)
  const line = useReachability()
  const mayEnter = view.abilities.includes('enter')
  const reasons: ReasonText[] = mayEnter
    ? []
    : (gateOf(view, 'entry')?.reasons ?? []).map((reason) => ({
        ...say(reason),
        tone: reason.code === 'windowClosed' || reason.code === 'attemptOver' ? 'bad' : 'warn',
        icon: reason.code === 'notYetOpen' ? 'clock' : 'attention',
      }))
  if (!mayEnter && reasons.length === 0)
    reasons.push({ ...say({ code: 'notAllowed' }), tone: 'warn', icon: 'attention' })
  if (displays !== null && displays.count !== 1) {
    const what = displays.names.length > 0 ? t('entry.displays', { count: displays.count }) : t('entry.manyDisplays')
    reasons.push({ what, todo: t('entry.displaysBody'), tone: 'bad', icon: 'bad' })
  }
  if (line !== 'reached')
    reasons.push({ what: t('entry.away'), todo: t('entry.awayBody'), tone: 'warn', icon: 'wifiOff' })
  return reasons
}

function Reason({ what, todo, tone, icon }: ReasonText) {
  return (
    <li className="check">
      <Icon name={icon} className={tone === 'bad' ? 'text-bad' : 'text-warn'} />
      <div>
        <b>{what}</b>
        <small>{todo}</small>
      </div>
    </li>
  )
}

/** What is in order already, so that nobody looks for the fault there. */
function Fulfilled({ displays, isAll }: { displays: Displays | null; isAll: boolean }) {
  const { t, ui } = useTexts()
  const { view } = useAttempting()
  const line = useReachability()
  const steps = view.gates.slice(
    0,
    view.gates.findIndex((gate) => gate.step === 'entry'),
  )
  const good = [
    ...steps.filter((gate) => gate.state === 'done').map((gate) => ui(`steps.${gate.step}`)),
    ...(displays?.count === 1 ? [t('entry.oneDisplay')] : []),
    t('entry.browser'),
    ...(line === 'reached' ? [t('entry.reached')] : []),
  ]
  return (
    <li className="check">
      <Icon name="good" className="text-ok" />
      <div>
        {isAll ? t('entry.allConditions', { count: good.length }) : t('entry.conditions', { count: good.length })}
        <small>{good.join(' · ')}</small>
      </div>
    </li>
  )
}

function NotEntered({ failure, timeZone }: { failure: EnterFailure; timeZone: string }) {
  const { t } = useTexts()
  const say = useRefusalText(timeZone)
  const said =
    failure.kind === 'media'
      ? { what: t(`media.${failure.problem}.what`), todo: t(`media.${failure.problem}.todo`) }
      : say(failure.kind === 'displays' ? { code: 'displaysNotOne' } : failure.refusal)
  return (
    <Callout tone="warn" title={t('entry.notEntered', { what: said.what })} className="mb-4">
      <p>{said.todo}</p>
    </Callout>
  )
}
