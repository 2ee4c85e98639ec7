// Owns: under which name this phone keeps what it is bound to, and whether it keeps anything.
// Never reads what is in it (binding.ts), so that the first page needs no schemas.
import { recall } from '../client/device-store.ts'

export const STORE_NAME = 'evidence'

/** This phone was bound in an earlier page life. */
export function isAnythingKept(): boolean {
  return recall(STORE_NAME) !== undefined
}
