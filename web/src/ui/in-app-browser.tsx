// Owns: the guard at every entry: a page that was opened inside a chat program is not begun there, and the way out is shown.
// Never takes a secret out of the address: the program's menu hands the whole of it to the browser.
import { createRoot } from 'react-dom/client'
import { inAppOf } from '../client/in-app.ts'
import { startLanguage } from './i18n.ts'

/** @returns whether the page's own program must not begin */
export async function isShutOut(place: HTMLElement): Promise<boolean> {
  const app = inAppOf(navigator.userAgent)
  if (app === null) return false
  await startLanguage({})
  // an ordinary browser never loads it
  const { InAppPage } = await import('./in-app-page.tsx')
  createRoot(place).render(<InAppPage app={app} />)
  return true
}
