// Owns: waiting on a page by the ticks of its workers, which come also while the page is hidden.
// Never uses the page's own timers: a hidden page's are slowed down to once a second, later once a minute.

export type Ticks = {
  tick(): void
  /** Resolves at the first tick after this time. */
  after(waitMs: number): Promise<void>
}

/** @param monotonic milliseconds of a clock that never runs backwards */
export function createTicks(monotonic: () => number): Ticks {
  const waiting = new Set<{ untilMs: number; resolve: () => void }>()
  return {
    tick() {
      for (const it of waiting) {
        if (it.untilMs > monotonic()) continue
        waiting.delete(it)
        it.resolve()
      }
    },
    after: (waitMs) => new Promise((resolve) => void waiting.add({ untilMs: monotonic() + waitMs, resolve })),
  }
}
