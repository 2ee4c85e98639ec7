// Owns: the questions: fetches the encrypted pack early, gets the key from T0 on (told by the socket, else asked for, else
// by the unlock code), opens them and never lets them go again.
// Never keeps the key, or anything it opens, before the server gave it out at T0; never blanks what is shown.
import { parseCode, UNLOCK_CODE_LENGTH } from '@zhishi/core/codes'
import { packView, type PackContent, type PackKeyView, type PackView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { call, type Answer } from '../../client/call.ts'
import { serverClock } from '../../client/clock.ts'
import { forget, keep, recall } from '../../client/device-store.ts'
import { setAlarm } from '../recorder/alarm.ts'
import { openPack, unlockKey } from './pack.ts'
import { isHearing, onPackKey } from './push.ts'

export type QuestionsState = {
  questions: PackContent['questions'] | null
  /** the last try did not bring them; it is tried again by itself */
  isLate: boolean
  /** key and pack do not fit, so a bit of the pack was changed: it is fetched anew */
  isDamaged: boolean
  isAsking: boolean
  /** this computer holds what the unlock code opens */
  canUnlock: boolean
  /** how the last press of 【刷新题目】 went; null: not pressed */
  refreshed: { at: number; isReached: boolean } | null
}

export type Questions = ReturnType<typeof createQuestions>

/** What became of a typed unlock code. `notACode`: something that no code looks like, not tried. */
export type Unlocked = 'opened' | 'notACode' | 'wrongCode' | 'packDamaged'

/**
 * docs/fairness.md#questions: who is not told the key asks for it with jitter, so that T0 does not stampede. Everybody
 * should read within a second (bench/start-second.ts), and the answer takes its time too.
 */
const JITTER_MS = 700
/** Who is being told asks as well when nothing came within this. */
const TOLD_WITHIN_MS = 1000
/** From then on the page offers the unlock code, whether or not a try is under way. */
const LATE_AFTER_MS = 3000
const FIRST_RETRY_MS = 500
/** Longest pause between tries: a candidate waits without questions, so never long. */
const LONGEST_RETRY_MS = 8000
/** Until the wrapping for the unlock code is there; the server makes them in the background. */
const UNLOCK_AGAIN_MS = 15_000

export function createQuestions(attemptId: AttemptId) {
  const place = `questions.${attemptId}`
  const listeners = new Set<() => void>()
  let state: QuestionsState = {
    questions: null,
    isLate: false,
    isDamaged: false,
    isAsking: false,
    canUnlock: false,
    refreshed: null,
  }
  let pack: PackView | null = null
  let key: PackKeyView | null = null
  let tries = 0
  let isStopped = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let unlockTimer: ReturnType<typeof setTimeout> | undefined
  let cancelAlarms: Array<() => void> = []
  let stopHearing: (() => void) | undefined

  function set(change: Partial<QuestionsState>): void {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  async function fetchPack(): Promise<boolean> {
    const answer = await call('readPack', { params: { attemptId } })
    if (!answer.ok) return false
    hold(answer.value)
    if (!key) void keep(place, { pack })
    return true
  }

  function hold(it: PackView | null): void {
    pack = it
    set({ canUnlock: it?.unlock != null })
  }

  /** Once through everything that is missing; afterwards either the questions are there or the next try is set. */
  async function pursue(): Promise<boolean> {
    if (isStopped || state.isAsking) return false
    set({ isAsking: true })
    if (!pack) await fetchPack()
    const answer = await call('readPackKey', { params: { attemptId } })
    if (answer.ok) key = answer.value
    await settle()
    set({ isAsking: false, isLate: state.questions === null })
    if (state.questions === null) tryLater(answer)
    return answer.ok
  }

  /** Opens what is here; a pack that does not fit the key, or is damaged, is fetched anew once. */
  async function settle(): Promise<void> {
    await open()
    if (state.questions !== null || !key || pack?.packId === key.packId) return
    if (await fetchPack()) await open()
  }

  async function open(): Promise<void> {
    if (!pack || !key || pack.packId !== key.packId) return
    const content = await openPack(pack, key.key)
    if (content) {
      void keep(place, { pack, key })
      clearTimeout(timer)
      set({ questions: content.questions, isLate: false, isDamaged: false })
    } else if (state.questions === null) {
      hold(null)
      set({ isDamaged: true })
    }
  }

  /** The server gave the key out: nothing has to be asked for. */
  async function take(given: PackKeyView): Promise<void> {
    if (isStopped || state.questions !== null) return
    key = given
    // who is asking already opens it with what comes back
    if (state.isAsking) return open()
    set({ isAsking: true })
    await settle()
    set({ isAsking: false })
    if (state.questions === null) await pursue()
  }

  /** The wrapping that the unlock code opens must be here before the network is gone. */
  async function prepareUnlock(): Promise<void> {
    clearTimeout(unlockTimer)
    if (isStopped || key || pack?.unlock) return
    await fetchPack()
    if (!pack?.unlock) unlockTimer = setTimeout(() => void prepareUnlock(), UNLOCK_AGAIN_MS * (1 + Math.random()))
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
      if (!storedPack.success || pack) return
      hold(storedPack.data)
      if (!stored?.key) return
      key = stored.key
      await open()
    },

    /** Fetches the pack, still shut. */
    prepare: prepareUnlock,

    /** Takes the key when the server gives it out, and asks for it once T0 has passed there. */
    openAt(startsAt: number): void {
      for (const cancel of cancelAlarms) cancel()
      cancelAlarms = []
      if (state.questions !== null) return
      stopHearing ??= onPackKey(attemptId, (given) => void take(given))
      const isPast = serverClock.now() >= startsAt
      const askAt = startsAt + (isPast ? 0 : Math.random() * JITTER_MS)
      const ask = (): void => {
        if (state.questions === null) void pursue()
      }
      cancelAlarms.push(
        setAlarm(askAt, () => {
          if (isHearing(attemptId)) cancelAlarms.push(setAlarm(askAt + TOLD_WITHIN_MS, ask))
          else ask()
        }),
        setAlarm(startsAt + LATE_AFTER_MS, () => set({ isLate: state.questions === null })),
      )
    },

    /** Opens the questions by the code that support reads out; needs no network. A wrong one changes nothing. */
    async unlock(typed: string): Promise<Unlocked> {
      const code = parseCode(typed, UNLOCK_CODE_LENGTH)
      if (code === null || !pack) return 'notACode'
      const { packId } = pack
      const unlocked = await unlockKey(pack, attemptId, code)
      if (unlocked === null) return 'wrongCode'
      key = { packId, key: unlocked }
      await settle()
      return state.questions === null ? 'packDamaged' : 'opened'
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

    /** @returns stops it; it may be started again, as React does when it mounts a page twice in development */
    start(): () => void {
      isStopped = false
      return () => {
        isStopped = true
        clearTimeout(timer)
        clearTimeout(unlockTimer)
        for (const cancel of cancelAlarms) cancel()
        stopHearing?.()
        stopHearing = undefined
      }
    },
  }
}

/** Removes the questions from this computer, once the attempt is handed in. */
export function forgetQuestions(attemptId: AttemptId): void {
  void forget(`questions.${attemptId}`)
}
