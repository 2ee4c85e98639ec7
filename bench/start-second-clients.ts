// Owns: the candidates of `bench/start-second.ts`, in a process of their own: each speaks the real protocol from sign-in to
// the opened questions, without a browser around it. Told what to do in one message; reports progress and times.
import { createDecipheriv, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseSocket, socketSays, topicOfAttempt, type PackKeyView, type PackView } from '@zhishi/core/contract'
import { attemptId } from '@zhishi/core/ids'

export type Task = {
  url: string
  numbers: string[]
  personalCode: string
  /** how many of them have no socket and ask for the key */
  polling: number
  /** T0, by this machine's clock, which is the server's too */
  startsAt: number
  /** stands in the questions */
  planted: string
}
export type Report =
  | { kind: 'progress'; says: string }
  | { kind: 'entered' }
  /** for each candidate the time from T0 to the opened questions; null: they never came */
  | { kind: 'done'; afterMs: Array<number | null>; byPush: number }

/** Candidates that check in beside each other: as many as keep a server of two cores busy. */
const AT_ONCE = 24
/** As the candidate's page does (web/src/candidate/attempt/questions.ts, web/src/client/socket.ts). */
const JITTER_MS = 700
const TOLD_WITHIN_MS = 1000
const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 8000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 2000
/** Whoever has no questions by then never gets them. */
const PATIENCE_MS = 30_000

const report = (it: Report): void => void process.send?.(it)

process.once('message', (task) => {
  void run(task as Task).then(
    () => process.disconnect(),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})

async function run(task: Task): Promise<void> {
  const candidates = task.numbers.map((number, at) => createCandidate(task, number, at >= task.polling))
  let done = 0
  const waiting = [...candidates]
  const checkIn = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      await next.checkIn()
      done += 1
      if (done % 100 === 0) report({ kind: 'progress', says: `${done} of ${candidates.length} have entered` })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, checkIn))
  report({ kind: 'entered' })
  const afterMs = await Promise.all(candidates.map((one) => one.questions()))
  for (const one of candidates) one.leave()
  report({ kind: 'done', afterMs, byPush: candidates.filter((one) => one.isByPush()).length })
}

function createCandidate(task: Task, number: string, hasSocket: boolean) {
  const deviceId = randomUUID()
  let cookie = ''
  let id = attemptId.parse(randomUUID())
  let pack: PackView | undefined
  let socket: WebSocket | undefined
  let sequence: number | null = null
  let isHearing = false
  let breaks = 0
  let isByPush = false
  let hasLeft = false
  let opened: (afterMs: number) => void = () => {}
  const whenOpened = new Promise<number>((resolve) => (opened = resolve))
  let isOpen = false

  async function ask<T>(path: string, body?: unknown): Promise<T> {
    const response = await fetch(task.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const [set] = response.headers.getSetCookie()
    if (set) cookie = set.split(';')[0] ?? ''
    const answer = (await response.json()) as T
    if (!response.ok) throw new Error(`${path} answered ${response.status} ${JSON.stringify(answer)}`)
    return answer
  }

  const command = (it: object): Promise<unknown> =>
    ask(`/api/attempts/${id}/commands`, { commandId: randomUUID(), deviceId, command: it })

  /** The questions count when they can be read: decrypted, with the planted text in them. */
  function open({ packId, key }: PackKeyView): void {
    if (isOpen || pack?.packId !== packId) return
    const ciphertext = Buffer.from(pack.ciphertext, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key, 'base64'), Buffer.from(pack.nonce, 'base64'))
    decipher.setAuthTag(ciphertext.subarray(-16))
    const text = Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]).toString('utf8')
    if (!text.includes(task.planted)) throw new Error('the pack opened, but its questions are not those of the sitting')
    isOpen = true
    opened(Date.now() - task.startsAt)
  }

  function listen(): void {
    if (hasLeft) return
    // Node's own WebSocket takes headers, which the DOM's types do not know: a browser sends its cookie by itself
    const withCookie = { headers: { cookie } } as unknown as string[]
    const line = new WebSocket(`${task.url.replace(/^http/, 'ws')}/api/socket`, withCookie)
    socket = line
    line.onopen = () => line.send(JSON.stringify({ kind: 'subscribe', topic: topicOfAttempt(id), after: sequence }))
    line.onmessage = ({ data }) => {
      const said = parseSocket(socketSays, String(data))
      if (said?.kind === 'subscribed') {
        isHearing = true
        breaks = 0
        sequence = said.sequence
      } else if (said?.kind === 'message') sequence = said.sequence
      else if (said?.kind === 'packKey' && !isOpen) {
        isByPush = true
        open(said)
      }
    }
    line.onerror = () => {}
    line.onclose = () => {
      isHearing = false
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** breaks++)
      if (!hasLeft) setTimeout(listen, (pauseMs / 2) * (1 + Math.random()))
    }
  }

  async function poll(): Promise<void> {
    const askAt = task.startsAt + Math.random() * JITTER_MS
    await sleep(askAt - Date.now())
    if (isHearing) await sleep(TOLD_WITHIN_MS)
    for (let tries = 0; !isOpen && !hasLeft; tries += 1) {
      const key = await ask<PackKeyView>(`/api/attempts/${id}/pack-key`).catch(() => null)
      if (key) return open(key)
      await sleep(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries) * (1 + Math.random() / 4))
    }
  }

  return {
    async checkIn(): Promise<void> {
      const { personalCode } = task
      const me = await ask<{ attemptIds: string[] }>('/api/sign-in', { number, personalCode, deviceId })
      id = attemptId.parse(me.attemptIds[0])
      await command({ kind: 'signIn', deviceId })
      pack = await ask<PackView>(`/api/attempts/${id}/pack`)
      await command({ kind: 'enter', displays: 1, displaySurface: 'monitor' })
      if (hasSocket) listen()
    },
    async questions(): Promise<number | null> {
      void poll()
      const patience = new AbortController()
      const never = sleep(task.startsAt + PATIENCE_MS - Date.now(), null, { signal: patience.signal }).catch(() => null)
      const afterMs = await Promise.race([whenOpened, never])
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
