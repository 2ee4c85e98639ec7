// Owns: the start of the download page, which anybody may open.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { keepServerClock } from '../client/clock.ts'
import { startLanguage } from '../ui/i18n.ts'
import { DownloadPage } from './download.tsx'
import { downloadTexts } from './texts/index.ts'
import './download.css'

const place = document.getElementById('page')
if (!place) throw new Error('the page has no place to be drawn in')

keepServerClock()
await startLanguage({ download: downloadTexts })

createRoot(place).render(
  <StrictMode>
    <DownloadPage />
  </StrictMode>,
)
