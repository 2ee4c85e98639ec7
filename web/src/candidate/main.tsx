// Owns: the start of the candidate's page. Uploads of earlier page lives go on before anything is drawn or asked.
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { keepServerClock, restoreServerClock } from '../client/clock.ts'
import { settleDevice } from '../client/device.ts'
import { openDeviceStore } from '../client/device-store.ts'
import { keepOfflineShell } from '../client/offline-shell.ts'
import { isHandheld } from '../client/system.ts'
import { startLanguage } from '../ui/i18n.ts'
import { isShutOut } from '../ui/in-app-browser.tsx'
import { createQueryClient } from './attempt/queries.ts'
import { takeInvitation } from './invitation.ts'
import { createRecorder } from './recorder/recorder.ts'
import { missingHere } from './recorder/support.ts'
import { RecorderProvider } from './recorder/use-recorder.ts'
import { router } from './router.tsx'
import { candidateTexts } from './texts/index.ts'
import { UnsupportedPage } from './unsupported.tsx'
import './candidate.css'

const place = document.getElementById('page')
if (!place) throw new Error('the page has no place to be drawn in')
const missing = missingHere()
const isHeld = isHandheld(navigator.userAgent, navigator.maxTouchPoints)
// a phone is told to use a computer, whatever it was opened in
if ((isHeld && missing.length > 0) || !(await isShutOut(place))) await begin(createRoot(place))

async function begin(page: Root): Promise<void> {
  takeInvitation()
  const recorder = createRecorder()
  if (missing.length === 0) {
    keepOfflineShell('candidate')
    // uploads need nothing but their own log and grant
    void recorder.resume()
    await openDeviceStore()
    await settleDevice()
    restoreServerClock()
    keepServerClock()
  }
  // a second invitation opened in the same tab changes only the fragment
  addEventListener('hashchange', () => takeInvitation() && void router.navigate({ to: '/sign-in' }))
  await startLanguage({ candidate: candidateTexts })

  page.render(
    <StrictMode>
      {missing.length > 0 ? (
        <UnsupportedPage missing={missing} isHeld={isHeld} />
      ) : (
        <QueryClientProvider client={createQueryClient()}>
          <RecorderProvider value={recorder}>
            <RouterProvider router={router} />
          </RecorderProvider>
        </QueryClientProvider>
      )}
    </StrictMode>,
  )
}
