// Owns: how a bot, or who looks after bots, speaks HTTP: cookie, commands, and refusals as errors that carry their code.
// Never decides what to ask.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AttemptView } from '@zhishi/core/contract'
import type { AttemptId, DeviceId } from '@zhishi/core/ids'
import type { Command } from '@zhishi/core/process'
import type { RefusalCode } from '@zhishi/core/refusal'

/** An answer that is no success; `code` as the server named it. */
export class RefusedError extends Error {
  readonly status: number
  readonly code: RefusalCode | undefined

  constructor(path: string, status: number, answer: { code?: RefusalCode }) {
    super(`${path} answered ${status} ${JSON.stringify(answer)}`)
    this.status = status
    this.code = answer.code
  }
}

export type Caller = ReturnType<typeof createCaller>

/** A server that is being restarted is back within seconds; a bot asks so often before it gives up. */
const TRIES = 20
const PAUSE_MS = 1000

/** One computer of one person. */
export function createCaller(options: {
  url: string
  side: 'candidate' | 'staff'
  deviceId: DeviceId
  signal: AbortSignal
}) {
  const { url, side, deviceId, signal } = options
  const cookies = new Map<string, string>()
  const cookie = (): string => [...cookies].map((one) => one.join('=')).join('; ')

  /** GET, or POST with a body. @throws RefusedError, and whatever fetch throws where there is no answer */
  async function ask<T>(path: string, body?: unknown): Promise<T> {
    const response = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        cookie: cookie(),
        'zhishi-side': side,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    })
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=')
      cookies.set(name, value)
    }
    if (!/json/.test(response.headers.get('content-type') ?? '')) {
      await response.arrayBuffer()
      if (response.ok) return undefined as T
      throw new RefusedError(path, response.status, {})
    }
    const answer = (await response.json()) as T & { code?: RefusalCode }
    if (!response.ok) throw new RefusedError(path, response.status, answer)
    return answer
  }

  /** The same, again and again while nobody answers. */
  async function askUntilHeard<T>(path: string, body?: unknown): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask<T>(path, body)
      } catch (error) {
        if (signal.aborted || tries >= TRIES || !isForLater(error)) throw error
        await sleep(PAUSE_MS, null, { signal })
      }
    }
  }

  return {
    url,
    deviceId,
    signal,
    cookie,
    ask,
    askUntilHeard,
    /** One command, repeated with its id while nobody answers. */
    command: (id: AttemptId, command: Command): Promise<AttemptView> =>
      askUntilHeard(`/api/attempts/${id}/commands`, { commandId: randomUUID(), deviceId, command }),
  }
}

/** No answer, or one that says: not now. */
export function isForLater(error: unknown): boolean {
  return error instanceof RefusedError ? error.status === 503 || error.status === 429 : error instanceof TypeError
}
