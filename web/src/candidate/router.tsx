// Owns: the addresses of the candidate's pages: one route per step, named as the step.
import { createRootRoute, createRoute, createRouter, Outlet } from '@tanstack/react-router'
import { AttemptLayout } from './attempt/attempt-layout.tsx'
import { NotOpened } from './blocked.tsx'
import { Broken } from './broken.tsx'
import { AnsweringPage } from './steps/answering.tsx'
import { DevicesPage } from './steps/devices.tsx'
import { EntryPage } from './steps/entry.tsx'
import { HandInPage } from './steps/hand-in.tsx'
import { GuidePage } from './steps/hand-in-guide.tsx'
import { HomePage } from './home.tsx'
import { SignInPage } from './steps/sign-in.tsx'
import { StartPage } from './start.tsx'

const root = createRootRoute({ component: Outlet, notFoundComponent: () => <NotOpened failure={null} /> })
const start = createRoute({ getParentRoute: () => root, path: '/', component: StartPage })
const signIn = createRoute({ getParentRoute: () => root, path: 'sign-in', component: SignInPage })
const attempt = createRoute({ getParentRoute: () => root, path: '$attemptId', component: AttemptLayout })
const home = createRoute({ getParentRoute: () => attempt, path: '/', component: HomePage })
const entry = createRoute({ getParentRoute: () => attempt, path: 'entry', component: EntryPage })
const devices = createRoute({ getParentRoute: () => attempt, path: 'devices', component: DevicesPage })
const answering = createRoute({ getParentRoute: () => attempt, path: 'answering', component: AnsweringPage })
const handIn = createRoute({ getParentRoute: () => attempt, path: 'hand-in', component: HandInPage })
const guide = createRoute({ getParentRoute: () => attempt, path: 'hand-in/guide', component: GuidePage })

export const router = createRouter({
  routeTree: root.addChildren([start, signIn, attempt.addChildren([home, entry, devices, answering, handIn, guide])]),
  basepath: '/candidate',
  defaultErrorComponent: Broken,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
