// Owns: who is signed in, for the pages below the sign-in, and what they may do anywhere.
// Never decides by a role: the server says what may be done.
import type { Action, StaffRole } from '@zhishi/core/access'
import { createContext, use } from 'react'
import type { StaffMe } from './queries.ts'

export const MeContext = createContext<StaffMe | null>(null)

/** The member of staff at this page. @throws Error outside the sign-in */
export function useMe(): StaffMe {
  const me = use(MeContext)
  if (me === null) throw new Error('useMe is for pages below the sign-in')
  return me
}

/** Whether it is worth offering at all: there is something to which they may do this. */
export function useMay(action: Action): boolean {
  return useMe().abilities.includes(action)
}

/** What they are called by: each role once. */
export function rolesOf({ memberships }: StaffMe): StaffRole[] {
  return [...new Set(memberships.map(({ role }) => role))]
}
