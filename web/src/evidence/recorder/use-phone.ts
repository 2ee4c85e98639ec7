// Owns: how React reads the phone. The phone itself lives outside React.
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Binding } from '../binding.ts'
import type { Door, DoorState } from '../door.ts'
import type { Phone, PhoneState } from './phone.ts'

const Context = createContext<Door | null>(null)
export const DoorProvider = Context.Provider

/** For what is shown before the program is there. */
export function useDoor(): { door: Door; state: DoorState } {
  const door = useContext(Context)
  if (!door) throw new Error('no door is provided')
  return { door, state: useSyncExternalStore(door.subscribe, door.read) }
}

/** For pages that come with the program. */
export function usePhone(): { phone: Phone; state: PhoneState } {
  const { state } = useDoor()
  if (!state.loaded) throw new Error('this page is shown with the program only')
  return { phone: state.loaded.phone, state: state.phone }
}

/** For pages that are shown only once the phone is bound. */
export function useBinding(): Binding {
  const { state } = usePhone()
  if (!state.binding) throw new Error('this page is shown with a binding only')
  return state.binding
}
