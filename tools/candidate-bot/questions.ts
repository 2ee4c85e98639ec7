// Owns: how a bot gets its questions: told by the socket, else by asking with jitter, and opened with the key.
// As the candidate's page does (web/src/candidate/attempt/questions.ts, web/src/client/socket.ts). Never asks before T0.
import { createDecipheriv } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseSocket, socketMessage, topicOfAttempt, type PackKeyView, type PackView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import type { Caller } from './caller.ts'

const JITTER_MS = 700
const TOLD_WITHIN_MS = 1000
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 8000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 2000
/** Whoever has no questions by then never gets them. */
const PATIENCE_MS = 30_000

export type Questions = ReturnType<typeof awaitQuestions>

/** @param planted stands in the questions of the sitting: without it the wrong pack was opened */
export function awaitQuestions(options: {
  caller: Caller
  attemptId: AttemptId
  pack: PackView
  /** T0, by this machine's clock, which is the server's too */
  startsAt: number
  hasSocket: boolean
  planted: string
}) {
  const { caller, attemptId, pack, startsAt } = options
  let socket: WebSocket | undefined
  let sequence: number | null = null
  let isHearing = false
  let breaks = 0
  let isByPush = false
  let hasLeft = false
  let isOpen = false
  let opened: (afterMs: number) => void = () => {}
  const whenOpened = new Promise<number>((resolve) => (opened = resolve))
  if (options.hasSocket) listen()

  /** The questions count when they can be read: decrypted, with the planted text in them. */
  function open({ packId, key }: PackKeyView): void {
    if (isOpen || pack.packId !== packId) return
    const ciphertext = Buffer.from(pack.ciphertext, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64'), Buffer.from(pack.nonce, 'base64'))
    decipher.setAuthTag(ciphertext.subarray(-16))
    const text = Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]).toString('utf8')
    if (!text.includes(options.planted))
      throw new Error('the pack opened, but its questions are not those of the sitting')
    isOpen = true
    opened(Date.now() - startsAt)
  }

  function listen(): void {
    if (hasLeft) return
    // Node's own WebSocket takes headers, which the DOM's types do not know: a browser sends its cookie by itself
    const withCookie = { headers: { cookie: caller.cookie() } } as unknown as string[]
    const line = new WebSocket(`${caller.url.replace(/^http/, 'ws')}/api/socket`, withCookie)
    socket = line
    line.addEventListener('open', () =>
      line.send(JSON.stringify({ kind: 'subscribe', topic: topicOfAttempt(attemptId), after: sequence })),
    )
    line.addEventListener('message', ({ data }) => {
      const said = parseSocket(socketMessage, String(data))
      if (said?.kind === 'subscribed') {
        isHearing = true
        breaks = 0
        sequence = said.sequence
      } else if (said?.kind === 'message') sequence = said.sequence
      else if (said?.kind === 'packKey' && !isOpen) {
        isByPush = true
        open(said)
      }
    })
    line.addEventListener('close', () => {
      isHearing = false
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** breaks++)
      if (!hasLeft) setTimeout(listen, (pauseMs / 2) * (1 + Math.random()))
    })
  }

  async function poll(): Promise<void> {
    const { signal } = caller
    const askAt = startsAt + Math.random() * JITTER_MS
    await sleep(askAt - Date.now(), null, { signal })
    if (isHearing) await sleep(TOLD_WITHIN_MS, null, { signal })
    for (let tries = 0; !isOpen && !hasLeft; tries += 1) {
      const key = await caller.ask<PackKeyView>(`/api/attempts/${attemptId}/pack-key`).catch(() => null)
      if (key) return open(key)
      await sleep(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries) * (1 + Math.random() / 4), null, { signal })
    }
  }

  return {
    /** How long after T0 they could be read; null: they never came. */
    async opened(): Promise<number | null> {
      const patience = new AbortController()
      const signal = AbortSignal.any([patience.signal, caller.signal])
      const patienceMs = Math.max(startsAt, Date.now()) + PATIENCE_MS - Date.now()
      const never = sleep(patienceMs, null, { signal }).catch(() => null)
      const polled = poll().then(() => whenOpened)
      const afterMs = await Promise.race([whenOpened, polled, never])
      patience.abort()
      return afterMs
    },
    isByPush: () => isByPush,
    leave(): void {
      hasLeft = true
      socket?.close()
    },
  }
}
