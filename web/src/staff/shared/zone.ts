// Owns: the time zone a page shows its times in: the interview's, never the device's.
import { createContext, use } from 'react'

/** Shown until an interview is known; instants have no other zone of their own. */
export const NO_ZONE = 'UTC'

export const ZoneContext = createContext<string>(NO_ZONE)

/** The zone of the interview this page is about. */
export function useZone(): string {
  return use(ZoneContext)
}
