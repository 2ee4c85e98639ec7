// Owns: whether the server was reached by the last request of this page. A fact about the line, not about anybody.
// Never asks by itself: `call` reports what it met.

type Listener = () => void

export type Reachability = 'reached' | 'offline' | 'serverAway'

let now: Reachability = 'reached'
const listeners = new Set<Listener>()

/** The browser knows when there is no network at all; otherwise it is the server that does not answer. */
export function noteReached(isReached: boolean): void {
  const next: Reachability = isReached ? 'reached' : navigator.onLine ? 'serverAway' : 'offline'
  if (next === now) return
  now = next
  for (const listener of listeners) listener()
}

/** For `useSyncExternalStore`. */
export const reachability = {
  read: (): Reachability => now,
  subscribe(listener: Listener): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

addEventListener('offline', () => noteReached(false))
