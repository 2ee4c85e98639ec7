// Owns: starting the staff pages. The sign-in secret leaves the address before anything else runs.
import { createRoot } from 'react-dom/client'
import { keepServerClock } from '../client/clock.ts'
import { startLanguage } from '../ui/i18n.ts'
import { isShutOut } from '../ui/in-app-browser.tsx'
import '../ui/css/tokens.css'
import './css/base.css'
import './css/frame.css'
import './css/tables.css'
import './css/attempt.css'
import './css/journal.css'
import './css/work.css'
import './css/organiser.css'
import './css/document.css'
import './css/review.css'
import './css/wall.css'
import { App } from './app.tsx'
import { speakAsStaff } from './shared/side.ts'
import { observeSignInLink } from './shared/sign-in/link.ts'
import { staffTexts } from './texts/namespace.ts'

const page = document.getElementById('page')
if (page && !(await isShutOut(page))) {
  speakAsStaff()
  observeSignInLink()
  keepServerClock()
  await startLanguage(staffTexts)
  createRoot(page).render(<App />)
}
