// Owns: doing something again and again in the background, one run at a time, and stopping it cleanly.
// Never used by rules or for anything that must happen at an exact time.
import { setTimeout as sleep } from 'node:timers/promises'

/** Runs `work` every `intervalMs` until the returned function is called, which waits for a run that is under way. */
export function every(
  intervalMs: number,
  work: () => Promise<unknown>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  const stopping = new AbortController()
  const running = (async () => {
    while (!stopping.signal.aborted) {
      await work().catch(onError)
      await sleep(intervalMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()
  return async () => {
    stopping.abort()
    await running
  }
}
