// Owns: number and code that an invitation's link carries in its fragment, which never reaches a server or a log.
// They are taken out of the address at once, so that neither history nor a screenshot keeps them.

export type Invitation = { number: string; code: string }

let held: Invitation | null = null

/** Reads `#number=…&code=…` and removes it from the address. @returns whether the address carried one */
export function takeInvitation(): boolean {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const number = fragment.get('number') ?? ''
  const code = fragment.get('code') ?? ''
  if (number === '' && code === '') return false
  held = { number, code }
  history.replaceState(history.state, '', location.pathname + location.search)
  return true
}

/** The invitation this page was opened with, until it was used. */
export function heldInvitation(): Invitation | null {
  return held
}

/** Somebody has signed in: the invitation has done its work. */
export function dropInvitation(): void {
  held = null
}
