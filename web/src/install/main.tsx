// Owns: the start of the install page, which also devices open that do not trust this server yet: it calls no endpoint.
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { startLanguage } from '../ui/i18n.ts'
import { isShutOut } from '../ui/in-app-browser.tsx'
import { factsIn } from './facts.ts'
import { InstallPage } from './install.tsx'
import { installTexts } from './texts/index.ts'
import './install.css'

const place = document.getElementById('page')
if (!place) throw new Error('the page has no place to be drawn in')

if (!(await isShutOut(place))) {
  await startLanguage({ install: installTexts })
  createRoot(place).render(
    <StrictMode>
      <InstallPage facts={factsIn(document)} />
    </StrictMode>,
  )
}
