// Owns: doing one thing at a time for each key, in this process.
// Never replaces the conditions of the SQL: other processes do not know of it.

export type KeyedLock = {
  /** Work under the same key runs in order of asking, also after work that failed. */
  run<T>(key: string, work: () => Promise<T>): Promise<T>
  /** Resolves when nothing runs or waits any more. */
  idle(): Promise<void>
}

export function createKeyedLock(): KeyedLock {
  const last = new Map<string, Promise<unknown>>()
  return {
    async run(key, work) {
      const mine = (last.get(key) ?? Promise.resolve()).then(work)
      const settled = mine.then(ignore, ignore)
      last.set(key, settled)
      try {
        return await mine
      } finally {
        if (last.get(key) === settled) last.delete(key)
      }
    },
    async idle() {
      while (last.size > 0) await Promise.all(last.values())
    },
  }
}

function ignore(): void {}
