// Owns: the addresses of the candidate's pages: one route per step, named as the step.
import { createRootRoute, createRoute, createRouter, Outlet } from '@tanstack/react-router'
import { AttemptLayout } from './attempt/attempt-layout.tsx'
import { NotOpened } from './blocked.tsx'
import { Broken } from './broken.tsx'
import { AnsweringPage } from './steps/answering.tsx'
import { AttachmentsPage } from './steps/attachments.tsx'
import { BriefingPage } from './steps/briefing.tsx'
import { DevicesPage } from './steps/devices.tsx'
import { DrawPage } from './steps/draw.tsx'
import { EntryPage } from './steps/entry.tsx'
import { EvidencePage } from './steps/evidence.tsx'
import { HandInPage } from './steps/hand-in.tsx'
import { FacePage } from './steps/face.tsx'
import { GuidePage } from './steps/hand-in-guide.tsx'
import { HomePage } from './home.tsx'
import { RecordingsPage } from './recordings/recordings-page.tsx'
import { PreparationPage } from './steps/preparation.tsx'
import { SignInPage } from './steps/sign-in.tsx'
import { StartPage } from './start.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: () => <NotOpened failure={null} /> })
const start = createRoute({ getParentRoute: () => root, path: '/', component: StartPage })
const signIn = createRoute({ getParentRoute: () => root, path: 'sign-in', component: SignInPage })
const recordings = createRoute({ getParentRoute: () => root, path: 'recordings', component: RecordingsPage })
const attempt = createRoute({ getParentRoute: () => root, path: '$attemptId', component: AttemptLayout })
const home = createRoute({ getParentRoute: () => attempt, path: '/', component: HomePage })
const preparation = createRoute({ getParentRoute: () => attempt, path: 'preparation', component: PreparationPage })
const face = createRoute({ getParentRoute: () => attempt, path: 'face', component: FacePage })
const briefing = createRoute({ getParentRoute: () => attempt, path: 'briefing', component: BriefingPage })
const evidence = createRoute({ getParentRoute: () => attempt, path: 'evidence', component: EvidencePage })
const draw = createRoute({ getParentRoute: () => attempt, path: 'draw', component: DrawPage })
const attachments = createRoute({ getParentRoute: () => attempt, path: 'attachments', component: AttachmentsPage })
const entry = createRoute({ getParentRoute: () => attempt, path: 'entry', component: EntryPage })
const devices = createRoute({ getParentRoute: () => attempt, path: 'devices', component: DevicesPage })
const answering = createRoute({ getParentRoute: () => attempt, path: 'answering', component: AnsweringPage })
const handIn = createRoute({ getParentRoute: () => attempt, path: 'hand-in', component: HandInPage })
const guide = createRoute({ getParentRoute: () => attempt, path: 'hand-in/guide', component: GuidePage })

export const router = createRouter({
  routeTree: root.addChildren([
    start,
    signIn,
    recordings,
    attempt.addChildren([
      home,
      preparation,
      face,
      briefing,
      evidence,
      draw,
      attachments,
      entry,
      devices,
      answering,
      handIn,
      guide,
    ]),
  ]),
  basepath: '/candidate',
  defaultErrorComponent: Broken,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
