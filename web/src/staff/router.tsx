// Owns: which address shows which page, and who sees which home.
// Never a rule: the server says what may be done and refuses the rest, and the pages say so.
import { createRootRoute, createRoute, createRouter, Outlet, useNavigate, type AnyRouter } from '@tanstack/react-router'
import type { Action } from '@zhishi/core/access'
import { attemptId, interviewId, sittingId, type AttemptId } from '@zhishi/core/ids'
import { reviewCode } from '@zhishi/core/scoring'
import { useCallback } from 'react'
import { z } from 'zod'
import { ExaminerHome } from './examiner/home.tsx'
import { ReviewPage } from './examiner/review-page.tsx'
import { InterviewPage } from './organiser/document/interview-page.tsx'
import { InterviewsPage } from './organiser/document/interviews-page.tsx'
import { OrganiserHome } from './organiser/home.tsx'
import { OperationPage } from './organiser/operation/operation-page.tsx'
import { OrganiserNav } from './organiser/nav.tsx'
import { RemarksPage } from './organiser/remarks-page.tsx'
import { HelpPage } from './proctor/help.tsx'
import { ProctorHome } from './proctor/home.tsx'
import { IdentityPage } from './proctor/identity.tsx'
import { WallPage } from './proctor/wall/wall-page.tsx'
import { ProctorNav } from './proctor/queues.tsx'
import { AttemptPage } from './shared/attempt-page/attempt-page.tsx'
import { sieve, type Sieve } from './shared/sitting-page/sieve.ts'
import { SittingPage } from './shared/sitting-page/sitting-page.tsx'
import { NavContext } from './shared/frame/nav.ts'
import { NotFoundPage } from './shared/frame/not-found.tsx'
import { NothingToDo } from './shared/frame/nothing-to-do.tsx'
import { LivePage } from './shared/live/live-page.tsx'
import { useMe } from './shared/me.ts'
import { chosenAttempt, PATHS } from './shared/page-link.tsx'
import { SupportHome } from './support/home.tsx'

/** Every entry of web types its own router; what an address holds is parsed here instead. */
const ofSitting = z.object({ sittingId })
const ofInterview = z.object({ interviewId })
const ofReview = z.object({ reviewCode })
const ofAttempt = z.object({ sittingId, attemptId })

const root = createRootRoute({
  component: function Root() {
    const Nav = navOf(useMe().abilities)
    return (
      <NavContext value={Nav && <Nav />}>
        <Outlet />
      </NavContext>
    )
  },
  notFoundComponent: NotFoundPage,
})

type Place = () => React.JSX.Element

/** What somebody does first is decided by what they may do: the first of these that they may. */
const HOMES: readonly [Action, Place][] = [
  ['readInterview', OrganiserHome],
  ['compareIdentity', ProctorHome],
  ['findCandidate', SupportHome],
  ['score', ExaminerHome],
]
const NAVS: readonly [Action, Place][] = [
  ['readInterview', OrganiserNav],
  ['compareIdentity', ProctorNav],
]
const navOf = (abilities: readonly Action[]): Place | undefined =>
  NAVS.find(([action]) => abilities.includes(action))?.[1]

const home = createRoute({
  getParentRoute: () => root,
  path: PATHS.sittings,
  component: function Home() {
    const { abilities } = useMe()
    const [, Page] = HOMES.find(([action]) => abilities.includes(action)) ?? [null, NothingToDo]
    return <Page />
  },
})

const sitting = createRoute({
  getParentRoute: () => root,
  path: PATHS.sitting,
  validateSearch: sieve,
  component: function Sitting() {
    const params = ofSitting.safeParse(sitting.useParams<AnyRouter>())
    const search = sieve.parse(sitting.useSearch<AnyRouter>())
    const navigate = useNavigate<AnyRouter>()
    const onSieve = (next: Sieve): void => void navigate({ to: '.', search: next as object, replace: true })
    if (!params.success) return <NotFoundPage />
    return <SittingPage {...params.data} sieve={search} onSieve={onSieve} />
  },
})

const attempt = createRoute({
  getParentRoute: () => root,
  path: PATHS.attempt,
  component: function Attempt() {
    const params = ofAttempt.safeParse(attempt.useParams<AnyRouter>())
    if (!params.success) return <NotFoundPage />
    return <AttemptPage key={params.data.attemptId} {...params.data} />
  },
})

const attemptLive = createRoute({
  getParentRoute: () => root,
  path: PATHS.attemptLive,
  component: function AttemptLive() {
    const params = ofAttempt.safeParse(attemptLive.useParams<AnyRouter>())
    if (!params.success) return <NotFoundPage />
    return <LivePage key={params.data.attemptId} {...params.data} />
  },
})

/** The proctors': whoever else comes by the address is told by the server. */
const wall = createRoute({
  getParentRoute: () => root,
  path: PATHS.wall,
  component: function Wall() {
    const params = ofSitting.safeParse(wall.useParams<AnyRouter>())
    return params.success ? <WallPage {...params.data} /> : <NotFoundPage />
  },
})

/** The queues are the proctors': whoever else comes by the address is told by the server. */
const identity = createRoute({
  getParentRoute: () => root,
  path: PATHS.identity,
  validateSearch: chosenAttempt,
  component: function Identity() {
    return <IdentityPage {...useChosen(chosenAttempt.parse(identity.useSearch<AnyRouter>()))} />
  },
})

const help = createRoute({
  getParentRoute: () => root,
  path: PATHS.help,
  validateSearch: chosenAttempt,
  component: function Help() {
    return <HelpPage {...useChosen(chosenAttempt.parse(help.useSearch<AnyRouter>()))} />
  },
})

/** The organiser's: whoever else comes by the address is told by the server. */
const live = createRoute({ getParentRoute: () => root, path: PATHS.live, component: OperationPage })
const remarks = createRoute({ getParentRoute: () => root, path: PATHS.remarks, component: RemarksPage })
const interviews = createRoute({ getParentRoute: () => root, path: PATHS.interviews, component: InterviewsPage })
const interview = createRoute({
  getParentRoute: () => root,
  path: PATHS.interview,
  component: function Interview() {
    const params = ofInterview.safeParse(interview.useParams<AnyRouter>())
    return params.success ? <InterviewPage key={params.data.interviewId} {...params.data} /> : <NotFoundPage />
  },
})
const review = createRoute({
  getParentRoute: () => root,
  path: PATHS.review,
  component: function Review() {
    const params = ofReview.safeParse(review.useParams<AnyRouter>())
    const navigate = useNavigate<AnyRouter>()
    if (!params.success) return <NotFoundPage />
    const onGone = (): void => void navigate({ to: PATHS.sittings, replace: true })
    return <ReviewPage key={params.data.reviewCode} {...params.data} onGone={onGone} />
  },
})

/** Who is being looked at stands in the address, so that a link leads to them and a reload comes back. */
function useChosen({ attempt: chosen }: z.infer<typeof chosenAttempt>) {
  const navigate = useNavigate<AnyRouter>()
  const onChoose = useCallback(
    (next: AttemptId | undefined): void =>
      void navigate({ to: '.', search: (next ? { attempt: next } : {}) as object, replace: true }),
    [navigate],
  )
  return { chosen, onChoose }
}

/** Made once for a page. */
export function createStaffRouter() {
  return createRouter({
    routeTree: root.addChildren([
      home,
      sitting,
      attempt,
      attemptLive,
      wall,
      identity,
      help,
      live,
      interviews,
      interview,
      remarks,
      review,
    ]),
    basepath: '/staff',
  })
}
