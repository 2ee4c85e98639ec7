// Owns: the start of the phone's page. Uploads of earlier page lives go on before anything is drawn or asked.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepServerClock, restoreServerClock } from '../client/clock.ts'
import { settleDevice } from '../client/device.ts'
import { openDeviceStore } from '../client/device-store.ts'
import { keepOfflineShell } from '../client/offline-shell.ts'
import { startLanguage } from '../ui/i18n.ts'
import { App } from './app.tsx'
import { takeCode } from './binding-code.ts'
import { createPhone } from './recorder/phone.ts'
import { missingHere } from './recorder/support.ts'
import { PhoneProvider } from './recorder/use-phone.ts'
import { evidenceTexts } from './texts/index.ts'
import './evidence.css'

const place = document.getElementById('page')
if (!place) throw new Error('the page has no place to be drawn in')

const missing = missingHere()
const code = takeCode()
if (missing.length === 0) {
  keepOfflineShell('evidence')
  // binding, grant and clock of an earlier page life, before the phone asks for them
  await openDeviceStore()
  await settleDevice()
  restoreServerClock()
  keepServerClock()
}
const phone = createPhone(code)
if (missing.length === 0) void phone.begin()
// another code opened in the same tab changes only the fragment
addEventListener('hashchange', () => {
  const other = takeCode()
  if (other !== null) phone.offer(other)
})
await startLanguage({ evidence: evidenceTexts })

createRoot(place).render(
  <StrictMode>
    <PhoneProvider value={phone}>
      <App missing={missing} />
    </PhoneProvider>
  </StrictMode>,
)
