// Owns: the conversation with the proctors as this page knows it: what was said, what is not sent yet, what is unread.
// Never sends a message twice (its id is made once), never out of order, never drops one: without network it waits.
import type { HelpMessage } from '@zhishi/core/contract'
import type { AttemptId, CommandId } from '@zhishi/core/ids'
import { REFUSALS, type Refusal } from '@zhishi/core/refusal'
import { call } from '../../client/call.ts'
import { newCommandId } from '../../client/device.ts'
import { keep, recall } from '../../client/storage.ts'

/** Somebody reads along: an answer should appear while they look. */
const ASK_OPEN_MS = 2000
/** As often as the attempt itself is asked for. */
const ASK_CLOSED_MS = 5000
/** The socket says when there is something; asking as well finds out that it does not. */
const ASK_TOLD_MS = 15_000

/** Why what is written waits; null: it is on its way. */
export type Obstacle = 'network' | 'server' | 'tooFast' | 'signIn' | null
/** `refusal`: the server will not take it; else it is sent as soon as nothing is in the way. */
export type Outgoing = { messageId: CommandId; text: string; refusal: Refusal | null }

export type ConversationState = {
  /** in order of their numbers */
  messages: readonly HelpMessage[]
  outgoing: readonly Outgoing[]
  obstacle: Obstacle
  /** answers that came while nobody was looking */
  unread: number
  isOpen: boolean
  /** what is being written; kept here, because the page around it changes at T0 */
  draft: string
}

export type Conversation = ReturnType<typeof createConversation>

/** @param isPushed whether the server says on this page when somebody wrote */
export function createConversation(attemptId: AttemptId, isPushed: () => boolean) {
  const place = `help.${attemptId}`
  const listeners = new Set<() => void>()
  let state: ConversationState = {
    messages: [],
    outgoing: [],
    obstacle: null,
    unread: 0,
    isOpen: false,
    draft: '',
  }
  let readUpTo = Number(recall(place) ?? 0)
  let pausedUntilMs = 0
  let isRunning = false
  let isTurning = false
  let isTurnWanted = false
  let timer: ReturnType<typeof setTimeout> | undefined

  function set(change: Partial<ConversationState>): void {
    state = { ...state, ...change }
    if (state.isOpen && document.visibilityState === 'visible') noteRead()
    const unread = state.messages.filter((one) => one.from === 'proctor' && one.number > readUpTo).length
    if (unread !== state.unread) state = { ...state, unread }
    for (const listener of listeners) listener()
  }

  function noteRead(): void {
    const last = state.messages.at(-1)?.number ?? 0
    if (last <= readUpTo) return
    readUpTo = last
    keep(place, readUpTo)
  }

  /** Adds what the server holds: an answer that comes late never takes back a newer one. */
  function learn(messages: readonly HelpMessage[]): void {
    const known = new Map(state.messages.map((one) => [one.number, one]))
    for (const one of messages) known.set(one.number, one)
    if (known.size === state.messages.length && messages.every(({ messageId }) => !isOutgoing(messageId))) return
    const held = new Set(messages.map((one) => one.messageId))
    set({
      messages: [...known.values()].sort((a, b) => a.number - b.number),
      outgoing: state.outgoing.filter((one) => !held.has(one.messageId)),
    })
  }

  const isOutgoing = (messageId: string): boolean => state.outgoing.some((one) => one.messageId === messageId)

  /** Sends what waits, one after the other, until one cannot be sent. */
  async function deliver(): Promise<void> {
    for (;;) {
      const next = state.outgoing.find((one) => one.refusal === null)
      if (!next || performance.now() < pausedUntilMs) return
      const { messageId, text } = next
      const answer = await call('sendHelp', { params: { attemptId }, body: { messageId, text } })
      if (answer.ok) {
        set({ obstacle: null })
        learn([answer.value])
      } else if (!answer.refusal) return set({ obstacle: 'network' })
      else if (answer.refusal.code === 'signInNeeded') return set({ obstacle: 'signIn' })
      else if (answer.refusal.code === 'tooManyTries') {
        pausedUntilMs = performance.now() + (answer.refusal.retryAfterS ?? 1) * 1000
        return set({ obstacle: 'tooFast' })
      } else if (REFUSALS[answer.refusal.code].isRetryable) return set({ obstacle: 'server' })
      else {
        const { refusal } = answer
        set({ outgoing: state.outgoing.map((one) => (one === next ? { ...one, refusal } : one)) })
      }
    }
  }

  async function ask(): Promise<void> {
    const answer = await call('listHelp', { params: { attemptId } })
    if (answer.ok) learn(answer.value)
  }

  /** One turn at a time: what is wanted meanwhile makes another. */
  async function turn(): Promise<void> {
    isTurnWanted = true
    if (isTurning) return
    isTurning = true
    clearTimeout(timer)
    while (isRunning && isTurnWanted) {
      isTurnWanted = false
      await deliver()
      await ask()
    }
    isTurning = false
    const pauseMs = isPushed() && state.outgoing.length === 0 ? ASK_TOLD_MS : state.isOpen ? ASK_OPEN_MS : ASK_CLOSED_MS
    if (isRunning) timer = setTimeout(() => void turn(), pauseMs)
  }

  const again = (): void => void turn()
  const look = (): void => {
    if (document.visibilityState !== 'visible') return
    set({})
    void turn()
  }

  return {
    /** For `useSyncExternalStore`. */
    read: (): ConversationState => state,
    subscribe(listener: () => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    /** Asks and sends until the returned function is called; what waits then is kept and goes on at the next start. */
    start(): () => void {
      isRunning = true
      addEventListener('online', again)
      document.addEventListener('visibilitychange', look)
      void turn()
      return () => {
        isRunning = false
        clearTimeout(timer)
        removeEventListener('online', again)
        document.removeEventListener('visibilitychange', look)
      }
    },

    /** Asks now: the server says that something was written. */
    refresh: again,

    setOpen(isOpen: boolean): void {
      if (isOpen === state.isOpen) return
      set({ isOpen })
      void turn()
    },

    write(draft: string): void {
      set({ draft })
    },

    /** Takes what is written; empty: nothing. */
    send(): void {
      const text = state.draft.trim()
      if (text === '') return
      set({ draft: '', outgoing: [...state.outgoing, { messageId: newCommandId(), text, refusal: null }] })
      void turn()
    },

    /** Takes a refused message away. */
    drop(messageId: CommandId): void {
      set({ outgoing: state.outgoing.filter((one) => one.messageId !== messageId || one.refusal === null) })
    },
  }
}
