// Owns: the questions: fetches the encrypted pack early, the key from T0 on, opens them and never lets them go again.
// Never keeps the key, or anything it opens, before the server gave it out at T0; never blanks what is shown.
import { packContent, packView, type PackContent, type PackView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { call, type Answer } from '../../client/call.ts'
import { serverClock } from '../../client/clock.ts'
import { forget, keep, recall } from '../../client/device-store.ts'
import { setAlarm } from '../recorder/alarm.ts'

export type QuestionsState = {
  questions: PackContent['questions'] | null
  /** the last try did not bring them; it is tried again by itself */
  isLate: boolean
  isAsking: boolean
  /** how the last press of 【刷新题目】 went; null: not pressed */
  refreshed: { at: number; isReached: boolean } | null
}

export type Questions = ReturnType<typeof createQuestions>

/** DESIGN §7: the key is asked for with jitter, so that T0 does not stampede; a second is read as "the same minute". */
const JITTER_MS = 1000
const FIRST_RETRY_MS = 1000
/** Longest pause between tries: a candidate waits without questions, so never long. */
const LONGEST_RETRY_MS = 8000

export function createQuestions(attemptId: AttemptId) {
  const place = `questions.${attemptId}`
  const listeners = new Set<() => void>()
  let state: QuestionsState = { questions: null, isLate: false, isAsking: false, refreshed: null }
  let pack: PackView | null = null
  let key: { packId: string; key: string } | null = null
  let tries = 0
  let isStopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let cancelAlarm: (() => void) | undefined

  function set(change: Partial<QuestionsState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  async function fetchPack(): Promise<boolean> {
    const answer = await call('readPack', { params: { attemptId } })
    if (answer.ok) pack = answer.value
    return answer.ok
  }

  /** Once through everything that is missing; afterwards either the questions are there or the next try is set. */
  async function pursue(): Promise<boolean> {
    if (isStopped || state.isAsking) return false
    set({ isAsking: true })
    if (!pack) await fetchPack()
    const answer = await call('readPackKey', { params: { attemptId } })
    if (answer.ok) key = answer.value
    if (key && pack?.packId !== key.packId) await fetchPack()
    await open()
    set({ isAsking: false, isLate: state.questions === null })
    if (state.questions === null) tryLater(answer)
    return answer.ok
  }

  async function open(): Promise<void> {
    if (!pack || !key || pack.packId !== key.packId) return
    const content = await decrypt(pack, key.key)
    if (!content) return
    void keep(place, { pack, key })
    set({ questions: content.questions })
  }

  function tryLater(answer: Answer<unknown>): void {
    if (isStopped) return
    const at = answer.ok ? undefined : answer.refusal?.at
    const pauseMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries++)
    const untilOpenMs =
      answer.ok || answer.refusal?.code !== 'notYetOpen' || at === undefined ? 0 : at - serverClock.now()
    timer = setTimeout(() => void pursue(), Math.max(untilOpenMs, pauseMs) + Math.random() * (pauseMs / 4))
  }

  return {
    /** For `useSyncExternalStore`. */
    read: (): QuestionsState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    /** What an earlier page life was given at T0 is opened at once, without the network. */
    async recall(): Promise<void> {
      const stored = recall(place) as { pack?: unknown; key?: typeof key } | undefined
      const storedPack = packView.safeParse(stored?.pack)
      if (!storedPack.success || !stored?.key) return
      pack = storedPack.data
      key = stored.key
      await open()
    },

    /** Fetches the pack, still shut. */
    async prepare(): Promise<void> {
      if (!pack) await fetchPack()
    },

    /** Asks for the key once T0 has passed on the server. */
    openAt(startsAt: number): void {
      cancelAlarm?.()
      if (state.questions !== null) return
      const isPast = serverClock.now() >= startsAt
      cancelAlarm = setAlarm(startsAt + (isPast ? 0 : Math.random() * JITTER_MS), () => void pursue())
    },

    /** 【刷新题目】: asks for everything again; what is shown stays until something newer is open. */
    async refresh(): Promise<void> {
      clearTimeout(timer)
      tries = 0
      if (state.isAsking) return
      set({ isAsking: true })
      await fetchPack()
      set({ isAsking: false })
      const isReached = await pursue()
      set({ refreshed: { at: serverClock.now(), isReached } })
    },

    stop(): void {
      isStopped = true
      clearTimeout(timer)
      cancelAlarm?.()
    },
  }
}

/** Removes the questions from this computer, once the attempt is handed in. */
export function forgetQuestions(attemptId: AttemptId): void {
  void forget(`questions.${attemptId}`)
}

/** @returns null when key and pack do not belong together */
async function decrypt(pack: PackView, key: string): Promise<PackContent | null> {
  try {
    const imported = await crypto.subtle.importKey('raw', fromBase64(key), 'AES-GCM', false, ['decrypt'])
    const algorithm = { name: 'AES-GCM', iv: fromBase64(pack.nonce) }
    const plain = await crypto.subtle.decrypt(algorithm, imported, fromBase64(pack.ciphertext))
    return packContent.parse(JSON.parse(new TextDecoder().decode(plain)))
  } catch {
    return null
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
