// Owns: how React reads the phone. The phone itself lives outside React.
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Binding } from '../binding.ts'
import type { Phone, PhoneState } from './phone.ts'

const Context = createContext<Phone | null>(null)
export const PhoneProvider = Context.Provider

export function usePhone(): { phone: Phone; state: PhoneState } {
  const phone = useContext(Context)
  if (!phone) throw new Error('no phone is provided')
  return { phone, state: useSyncExternalStore(phone.subscribe, phone.read) }
}

/** For pages that are shown only once the phone is bound. */
export function useBinding(): Binding {
  const { state } = usePhone()
  if (!state.binding) throw new Error('this page is shown with a binding only')
  return state.binding
}
