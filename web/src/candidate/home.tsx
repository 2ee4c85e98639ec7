// Owns: the candidate's home: which interview, the next step now, the day's times, who I am.
// Never opens a step itself: the button leads to the step's page, which asks the server.
import type { AttemptView } from '@zhishi/core/contract'
import { isFinal, STEPS, type FinalPhase } from '@zhishi/core/process'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Icon, type IconName } from '../ui/icon.tsx'
import { formatDayTime, formatMoment } from '../ui/time.ts'
import { unbroken } from '../ui/phone.ts'
import { useServerNow } from '../ui/use-clock.ts'
import { useAttempting } from './attempt/context.ts'
import { gateOf, nextStep, PAGES, type PagedStep } from './attempt/position.ts'
import { DayTimeline } from './day-timeline.tsx'
import { Shell, usePageTitle } from './shell.tsx'
import { ChooseLink } from './choose-link.tsx'
import { SignOutButton } from './sign-out-button.tsx'
import { useTexts } from './texts/index.ts'

export function HomePage() {
  const { t } = useTexts()
  const { view } = useAttempting()
  usePageTitle(t('home.title'))
  const done = view.gates.filter((gate) => gate.state === 'done').length
  const name = view.candidate.maskedName
  const isBehind = view.phase === 'handedIn' || isFinal(view.phase)
  return (
    <Shell current={isBehind ? null : (nextStep(view)?.step ?? null)}>
      <div className="eyebrow">
        <span>
          {isBehind ? t('home.hello', { name }) : t('home.greeting', { name, count: done, total: STEPS.length })}
        </span>
        <span className="ml-auto flex items-center gap-4">
          <ChooseLink />
          <Link to="/recordings" className="btn btn-quiet btn-small">
            {t('recordings.title')}
          </Link>
          <SignOutButton />
        </span>
      </div>
      <NowCard view={view} />
      <DayTimeline view={view} />
      <Notes view={view} isBehind={isBehind} />
    </Shell>
  )
}

function NowCard({ view }: { view: AttemptView }) {
  const next = nextStep(view)
  if (isFinal(view.phase)) return <Closed view={view} phase={view.phase} />
  if (view.phase === 'handedIn' || !next) return <Complete view={view} />
  return <DoNow view={view} step={next.step} />
}

function DoNow({ view, step }: { view: AttemptView; step: PagedStep }) {
  const { t, ui, language } = useTexts()
  const now = useServerNow()
  const gate = gateOf(view, step)
  const number = STEPS.indexOf(step) + 1
  const isOpen = gate?.state === 'open'
  const opensAt = gate?.state === 'notYet' ? gate.opensAt : null
  const { timeZone } = view.interview
  return (
    <section className="card mt-3 grid flex-1 overflow-hidden border-t-[5px] border-t-dai-600 wide:grid-cols-[1fr_348px]">
      <div className="self-center px-9 py-6">
        <span className="tag tag-now">{t(isOpen ? 'home.nowStep' : 'home.nextStep', { number })}</span>
        <h1 className="title mb-1 mt-3 text-44">{ui(`steps.${step}`)}</h1>
        <p className="text-ink-2">
          {opensAt === null
            ? t(`home.lead.${step}`)
            : t('home.opens', { time: formatDayTime(opensAt, now, timeZone, language) })}
        </p>
        <Link
          to={`/$attemptId/${PAGES[step]}`}
          params={{ attemptId: view.attemptId }}
          className="btn btn-primary btn-big mt-6"
        >
          {t(`home.go.${step}`)}
          <Icon name="forward" size={22} />
        </Link>
      </div>
      <Afterwards view={view} after={step} />
    </section>
  )
}

/** The steps that follow, with when they open. */
function Afterwards({ view, after }: { view: AttemptView; after: PagedStep }) {
  const { t, ui, language } = useTexts()
  const now = useServerNow()
  const rest = view.gates.filter(
    (gate) => STEPS.indexOf(gate.step) > STEPS.indexOf(after) && gate.state !== 'done' && gate.state !== 'excused',
  )
  return (
    <div className="grid content-center border-t border-line bg-dai-50 px-7 py-5 wide:border-l wide:border-t-0">
      <h2 className="text-16 text-ink-2">{t('home.afterwards')}</h2>
      <ul>
        {rest.map((gate) => (
          <li key={gate.step} className="flex justify-between gap-4 border-b border-dai-200 py-[7px] text-16">
            <span>{ui(`steps.${gate.step}`)}</span>
            <span className="text-ink-2">
              {gate.opensAt === null || gate.opensAt <= now
                ? ui('rail.inOrder')
                : formatDayTime(gate.opensAt, now, view.interview.timeZone, language)}
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function Complete({ view }: { view: AttemptView }) {
  const { t } = useTexts()
  return (
    <section className="card mt-3 grid flex-1 content-center border-t-[5px] border-t-ok px-9 py-6">
      <Icon name="good" size={48} className="text-ok" />
      <h1 className="title mb-1 mt-3 text-44">{t('home.done')}</h1>
      <p className="max-w-[640px] text-ink-2">{t('home.doneLead')}</p>
      <div className="mt-6">
        <Link to="/$attemptId/hand-in" params={{ attemptId: view.attemptId }} className="btn">
          {t('home.showReceipts')}
        </Link>
      </div>
    </section>
  )
}

function Closed({ view, phase }: { view: AttemptView; phase: FinalPhase }) {
  const { t } = useTexts()
  const now = useServerNow()
  const phone = unbroken(view.interview.supportPhone)
  const closesAt = gateOf(view, 'entry')?.closesAt ?? null
  const time = closesAt === null ? '' : formatMoment(closesAt, now, view.interview.timeZone)
  return (
    <section className="card mt-3 grid flex-1 content-center border-t-[5px] border-t-bad px-9 py-6">
      <Icon name={phase === 'missed' ? 'clock' : 'info'} size={48} className="text-bad" />
      <h1 className="title mb-1 mt-3 text-44">{t(`home.${phase}`)}</h1>
      <p className="max-w-[640px] text-ink-2">
        {phase === 'missed' ? t('home.missedBody', { time, phone }) : t('home.closedBody', { phone })}
      </p>
    </section>
  )
}

function Notes({ view, isBehind }: { view: AttemptView; isBehind: boolean }) {
  const { t } = useTexts()
  const { maskedName, post } = view.candidate
  return (
    <section className={`mt-4 grid gap-4 ${isBehind ? 'wide:grid-cols-2' : 'wide:grid-cols-3'}`}>
      <Note icon="person" title={maskedName}>
        {post !== null && <p>{t('home.post', { post })}</p>}
        <p>{view.lot === null ? t('home.noLot') : t('home.lot', { lot: view.lot })}</p>
      </Note>
      {isBehind ? (
        <Note icon="info" title={t('handIn.keepTitle')}>
          <p>{t('handIn.keepBody')}</p>
        </Note>
      ) : (
        <>
          <Note icon="info" title={t('home.ready')}>
            <p>{t('home.readyBody')}</p>
          </Note>
          <Note icon="wifi" title={t('home.offline')}>
            <p>{t('home.offlineBody')}</p>
          </Note>
        </>
      )}
    </section>
  )
}

function Note({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <div className="card px-5 py-4 text-15 leading-normal text-ink-2">
      <h2 className="mb-1 flex items-center gap-2 text-16 font-bold text-ink">
        <Icon name={icon} />
        {title}
      </h2>
      {children}
    </div>
  )
}
