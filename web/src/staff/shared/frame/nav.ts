// Owns: the doors that a role has on every page, beside the way back.
// Never a role's own page: the router hands in what belongs to whoever is signed in.
import { createContext, use, type ReactNode } from 'react'

export const NavContext = createContext<ReactNode>(null)

/** The doors of whoever is signed in; null: this role has none. */
export function useNav(): ReactNode {
  return use(NavContext)
}
