// Owns: the start of the phone's page. Uploads of earlier page lives go on before anything is drawn or asked.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepServerClock } from '../client/clock.ts'
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
const phone = createPhone(takeCode())
if (missing.length === 0) {
  keepServerClock()
  void phone.begin()
}
// another code opened in the same tab changes only the fragment
addEventListener('hashchange', () => {
  const code = takeCode()
  if (code !== null) phone.offer(code)
})
await startLanguage({ evidence: evidenceTexts })

createRoot(place).render(
  <StrictMode>
    <PhoneProvider value={phone}>
      <App missing={missing} />
    </PhoneProvider>
  </StrictMode>,
)
