// Owns: who is signed in, for the pages below the sign-in.
import { createContext, use } from 'react'
import type { StaffMe } from './queries.ts'

export const MeContext = createContext<StaffMe | null>(null)

/** The member of staff at this page. @throws Error outside the sign-in */
export function useMe(): StaffMe {
  const me = use(MeContext)
  if (me === null) throw new Error('useMe is for pages below the sign-in')
  return me
}
