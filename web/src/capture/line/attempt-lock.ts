// Owns: that one page of this browser at a time records or uploads an attempt.
// Never says that another page has it because something took long: only when that page answers, or will not go away.
import type { AttemptId } from '@zhishi/core/ids'

/** `elsewhere`: another page of this browser has it · `unavailable`: this browser has no locks · `calledOff`: not wanted any more */
export type LockFailure = 'elsewhere' | 'unavailable' | 'calledOff'

/** Pauses between questions to whoever has it double from here. */
const ASK_FIRST_MS = 250
const ASK_MAX_MS = 4000
/** A page that has been closed lets go within this, on a computer slowed eight times too; a page that hangs does not. */
const DYING_MS = 20_000

/** @returns lets go of it */
export async function lockAttempt(attemptId: AttemptId, calledOff?: AbortSignal): Promise<(() => void) | LockFailure> {
  // absent outside secure contexts, where there is no durable storage either
  if (!navigator.locks) return 'unavailable'
  const name = `zhishi-attempt-${attemptId}`
  const channel = new BroadcastChannel(name)
  const waiting = new AbortController()
  return new Promise((resolve) => {
    let isMine = false
    const giveUp = (failure: LockFailure): void => {
      if (isMine || waiting.signal.aborted) return
      waiting.abort()
      channel.close()
      resolve(failure)
    }
    channel.addEventListener('message', ({ data }) => {
      if (data === 'here') giveUp('elsewhere')
      if (data === 'who' && isMine) channel.postMessage('here')
    })
    calledOff?.addEventListener('abort', () => giveUp('calledOff'))
    navigator.locks
      .request(name, { signal: waiting.signal }, () => {
        if (waiting.signal.aborted) return
        isMine = true
        return new Promise<void>((end) => {
          resolve(() => {
            channel.close()
            end()
          })
        })
      })
      // aborted by `giveUp`; a browser that refuses locks refuses storage too
      .catch(() => giveUp('unavailable'))
    void ask()

    async function ask(): Promise<void> {
      const sinceMs = performance.now()
      for (
        let pauseMs = ASK_FIRST_MS;
        !isMine && !waiting.signal.aborted;
        pauseMs = Math.min(ASK_MAX_MS, pauseMs * 2)
      ) {
        channel.postMessage('who')
        await new Promise((resume) => setTimeout(resume, pauseMs))
        const isLong = performance.now() - sinceMs > DYING_MS
        if (isLong && !isMine && (await isHeld(name))) giveUp('elsewhere')
      }
    }
  })
}

async function isHeld(name: string): Promise<boolean> {
  // not answered while the page is being left
  const { held } = await navigator.locks.query().catch((): LockManagerSnapshot => ({}))
  return held?.some((one) => one.name === name) === true
}
