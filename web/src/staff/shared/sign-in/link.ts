// Owns: opening the page's sign-in link: the secret leaves the address at once and is sent once.
// Never stores the secret, never puts it in a log or an error.
import { call } from '../../../client/call.ts'
import { thisDevice } from '../../../client/device.ts'
import type { Failure, StaffMe } from '../queries.ts'

/** `none`: the page was opened without a link; `out`: the reader signed out here. */
export type LinkState =
  | { kind: 'none' }
  | { kind: 'out' }
  | { kind: 'opening' }
  | { kind: 'opened'; me: StaffMe }
  | { kind: 'insecure' }
  | { kind: 'failed'; failure: Failure; again: () => void }

let state: LinkState = { kind: 'none' }
const listeners = new Set<() => void>()

function become(next: LinkState): void {
  state = next
  for (const listener of listeners) listener()
}

/** For `useSyncExternalStore`. */
export const linkState = {
  read: (): LinkState => state,
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
  /** The reader goes on without the link. */
  leave: (): void => become({ kind: 'none' }),
  /** The reader signed out. */
  noteSignedOut: (): void => become({ kind: 'out' }),
}

/** Opens the link in the address, now and whenever one is put into it while the page is open. */
export function observeSignInLink(): void {
  takeLink()
  addEventListener('hashchange', takeLink)
}

function takeLink(): void {
  const secret = new URLSearchParams(location.hash.slice(1)).get('signIn')
  if (secret === null) return
  history.replaceState(history.state, '', location.pathname + location.search)
  void open(secret)
}

async function open(secret: string): Promise<void> {
  // without a secure context the browser makes no device id
  if (!isSecureContext) return become({ kind: 'insecure' })
  become({ kind: 'opening' })
  const answer = await call('openSignInLink', { body: { secret, deviceId: thisDevice() } })
  if (!answer.ok)
    return become({ kind: 'failed', failure: { refusal: answer.refusal }, again: () => void open(secret) })
  // a link never signs a candidate in
  if (answer.value.role === 'candidate') return become({ kind: 'none' })
  become({ kind: 'opened', me: answer.value })
}
