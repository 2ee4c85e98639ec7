// Owns: small conveniences this browser keeps between page lives, under one prefix: losing one costs nobody anything.
// Never what an interview needs after a crash (device-store.ts), and never a secret.

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
