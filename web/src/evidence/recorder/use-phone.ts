// Owns: how React reads the phone. The phone itself lives outside React.
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Binding } from '../binding.ts'
import type { FirstPage, FirstPageState } from '../first-page.ts'
import type { Phone, PhoneState } from './phone.ts'

const Context = createContext<FirstPage | null>(null)
export const FirstPageProvider = Context.Provider

/** For what is shown before the program is there. */
export function useFirstPage(): { firstPage: FirstPage; state: FirstPageState } {
  const firstPage = useContext(Context)
  if (!firstPage) throw new Error('no firstPage is provided')
  return { firstPage, state: useSyncExternalStore(firstPage.subscribe, firstPage.read) }
}

/** For pages that come with the program. */
export function usePhone(): { phone: Phone; state: PhoneState } {
  const { state } = useFirstPage()
  if (!state.loaded) throw new Error('this page is shown with the program only')
  return { phone: state.loaded.phone, state: state.phone }
}

/** For pages that are shown only once the phone is bound. */
export function useBinding(): Binding {
  const { state } = usePhone()
  if (!state.binding) throw new Error('this page is shown with a binding only')
  return state.binding
}
