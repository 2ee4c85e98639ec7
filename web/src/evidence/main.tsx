// Owns: the start of the phone's page: the first page at once, the program behind it. A phone that was bound, or that was
// given a code, does not wait for the first page: its program is asked for before anything is drawn.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { openDeviceStore } from '../client/device-store.ts'
import { startLanguage } from '../ui/i18n.ts'
import { isShutOut } from '../ui/in-app-browser.tsx'
import { App } from './app.tsx'
import { takeCode } from './binding-code.ts'
import { createFirstPage } from './first-page.ts'
import { missingHere } from './recorder/support.ts'
import { FirstPageProvider } from './recorder/use-phone.ts'
import { evidenceTexts } from './texts/index.ts'
import './evidence.css'

const place = document.getElementById('page')
if (!place) throw new Error('the page has no place to be drawn in')

if (!(await isShutOut(place))) await begin(place)

async function begin(page: HTMLElement): Promise<void> {
  // what an earlier page life was bound to decides which page is first
  await openDeviceStore()
  const firstPage = createFirstPage({
    code: takeCode(),
    missing: missingHere(),
    loadProgram: () => import('./program.tsx'),
  })
  if (!firstPage.read().isNew) void firstPage.load()
  // another code opened in the same tab changes only the fragment
  addEventListener('hashchange', () => {
    const code = takeCode()
    if (code !== null) firstPage.offer(code)
  })
  await startLanguage({ evidence: evidenceTexts })

  createRoot(page).render(
    <StrictMode>
      <FirstPageProvider value={firstPage}>
        <App />
      </FirstPageProvider>
    </StrictMode>,
  )
}
