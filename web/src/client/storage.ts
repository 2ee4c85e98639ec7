// Owns: small values this browser keeps between page lives, under one prefix.
// Never a secret before its time: a question's key is stored only once it was given out at T0.

const PREFIX = 'zhishi.'

/** A stored value, or undefined when there is none, it is not JSON, or site data is blocked. */
export function recall(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + key) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

/** Keeps a value. @returns false when this browser does not let us (full or blocked) */
export function keep(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

/** Forgets a value. */
export function forget(key: string): void {
  try {
    localStorage.removeItem(PREFIX + key)
  } catch {
    // blocked site data holds nothing to forget
  }
}
