// Owns: the frame of every candidate page: top bar, band when the server is away, rail, and where the focus goes.
// Never holds what a page is about.
import type { AttemptView } from '@zhishi/core/contract'
import { isFinal, STEPS, type Gate, type Step } from '@zhishi/core/process'
import { Link } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'
import { Icon } from '../ui/icon.tsx'
import { inLanguage } from '../ui/i18n.ts'
import { Rail } from '../ui/rail.tsx'
import { formatDay, formatTime } from '../ui/time.ts'
import { Brand, TopBar } from '../ui/top-bar.tsx'
import { useAttempting } from './attempt/context.ts'
import { betterPage, hasPage, isOptional, PAGES } from './attempt/position.ts'
import { HelpLauncher } from './help/help-launcher.tsx'
import { useAwayWords, useLapsedWords } from './room/recording-text.ts'
import { useTexts } from './texts/index.ts'

/** Names the page in the window's title. */
export function usePageTitle(page: string): void {
  const { t } = useTexts()
  const title = t('shell.title', { page })
  useEffect(() => {
    document.title = title
  }, [title])
}

type ShellProps = {
  /** the step the page is about */
  current: Step | null
  /** the page itself says that the server is away, and what follows from it */
  isAwayTold?: boolean
  children: ReactNode
}

/** A page with the rail. */
export function Shell({ current, isAwayTold = false, children }: ShellProps) {
  const { view, stage, known } = useAttempting()
  const isLapsed = known.failure?.refusal?.code === 'signInNeeded'
  const { interview, gates, schedule } = view
  return (
    <div className="shell">
      <SkipLink />
      <TopBar
        brand={<HomeLink attemptId={view.attemptId} />}
        what={<WhichInterview view={view} />}
        supportPhone={interview.supportPhone}
        timeZone={interview.timeZone}
      >
        <HelpLauncher view={view} />
      </TopBar>
      <Rail
        gates={gates}
        current={current}
        optional={gates.filter((gate) => isOptional(gate, view)).map((gate) => gate.step)}
        link={(gate, name) => <StepLink gate={gate}>{name}</StepLink>}
        schedule={{ ...schedule, isOver: stage === 'over' || isFinal(view.phase) }}
        hasEntered={view.enteredAt !== null}
        timeZone={interview.timeZone}
      />
      <div className="flex min-w-0 flex-col">
        {!(isAwayTold && !isLapsed) && <AwayBand />}
        <main className="page flex-1" id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  )
}

/** A step's name in the rail; where its page may be opened now, as the way to it. */
function StepLink({ gate, children }: { gate: Gate; children: ReactNode }) {
  const { view, stage } = useAttempting()
  const isOffered = isOptional(gate, view) && view.abilities.includes('openAttachments')
  const isOpen = gate.state === 'open' || gate.state === 'done' || isOffered
  if (!isOpen || !hasPage(gate.step) || betterPage(PAGES[gate.step], view, stage) !== null) return children
  return (
    <Link to={`/$attemptId/${PAGES[gate.step]}`} params={{ attemptId: view.attemptId }} className="rail-link">
      {children}
    </Link>
  )
}

/** A page without an attempt: before sign-in, choosing, or when nothing can be shown. */
export function BareShell({ children, view }: { children: ReactNode; view?: AttemptView | undefined }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <TopBar
        supportPhone={view?.interview.supportPhone ?? null}
        timeZone={view?.interview.timeZone ?? null}
        what={view && <WhichInterview view={view} />}
      >
        {view && <HelpLauncher view={view} />}
      </TopBar>
      <main className="flex flex-1 flex-col items-center px-4 py-6" id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  )
}

function SkipLink() {
  const { t } = useTexts()
  return (
    <a
      href="#main"
      className="btn sr-only focus:not-sr-only focus:fixed focus:left-4 focus:top-4 focus:z-40"
      onClick={(event) => {
        // the router would take the fragment for a place
        event.preventDefault()
        document.getElementById('main')?.focus()
      }}
    >
      {t('shell.skip')}
    </a>
  )
}

function HomeLink({ attemptId }: { attemptId: string }) {
  const { t } = useTexts()
  return (
    <Link to="/$attemptId" params={{ attemptId }} className="no-underline">
      <Brand />
      <span className="sr-only">{t('shell.toHome')}</span>
    </Link>
  )
}

/** The interview, its day and its sitting, on two lines. */
export function WhichInterview({ view }: { view: AttemptView }) {
  const { language } = useTexts()
  const { interview, sitting, schedule } = view
  const day = schedule.startsAt === null ? '' : `${formatDay(schedule.startsAt, interview.timeZone, language)} · `
  return (
    <>
      <span>{inLanguage(interview.name, language)}</span>
      <b>
        {day}
        {inLanguage(sitting.name, language)}
      </b>
    </>
  )
}

/** Says that what is shown is old, since when, and what is recorded meanwhile. */
export function AwayBand() {
  const { view, known, stage } = useAttempting()
  const { t } = useTexts()
  const awayWords = useAwayWords()
  const lapsedWords = useLapsedWords()
  if (!known.failure) return null
  const isRecording = stage === 'waiting' || stage === 'answering'
  const isLapsed = known.failure.refusal?.code === 'signInNeeded'
  const time = formatTime(view.serverNow, view.interview.timeZone, true)
  const away = isRecording ? awayWords : t('shell.away', { time })
  return (
    <output className="band">
      <Icon name={isLapsed ? 'person' : 'wifiOff'} size={20} />
      <span>{isLapsed ? lapsedWords : away}</span>
      {isLapsed && (
        <Link to="/sign-in" className="whitespace-nowrap">
          {t('shell.toSignIn')}
        </Link>
      )}
    </output>
  )
}

/** "Step 8 of 11" above a page's title. */
export function StepEyebrow({ step, children }: { step: Step; children?: ReactNode }) {
  const { t } = useTexts()
  return (
    <div className="eyebrow">
      <span>{t('shell.step', { number: STEPS.indexOf(step) + 1, total: STEPS.length })}</span>
      {children}
    </div>
  )
}
