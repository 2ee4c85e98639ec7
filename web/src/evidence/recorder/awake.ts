// Owns: keeping the phone's screen on while it records: a phone that locks itself stops its camera.
// Never holds the screen longer than asked, and says when it cannot.

export type Awake = {
  keep(): Promise<void>
  letGo(): void
  /** whether the screen is really being kept on */
  isKept(): boolean
}

/** @param onChange the system took it back, or gave it */
export function createAwake(onChange: () => void): Awake {
  let isWanted = false
  let lock: WakeLockSentinel | null = null

  async function take(): Promise<void> {
    if (!isWanted || lock !== null || document.visibilityState === 'hidden') return
    // absent in browsers that leave it to the system's own setting
    const { wakeLock } = navigator as { wakeLock?: WakeLock }
    try {
      const taken = (await wakeLock?.request('screen')) ?? null
      if (!isWanted) return void taken?.release()
      lock = taken
      taken?.addEventListener('release', () => {
        lock = null
        onChange()
      })
    } catch {
      // battery saving may forbid it; the page then says so
    }
    onChange()
  }
  // the system takes it back whenever the page is hidden
  document.addEventListener('visibilitychange', () => void take())

  return {
    keep() {
      isWanted = true
      return take()
    },
    letGo() {
      isWanted = false
      void lock?.release()
      lock = null
    },
    isKept: () => lock !== null,
  }
}
