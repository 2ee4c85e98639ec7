// Owns: who in this process listens to which topic, and how far each has been told: every message once and in order.
// Never the only place of anything: what is told is read from the database, which every other process reads as well.
import { attemptOfTopic, type PushMessage, type SocketMessage, type Topic } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import type { SignedInCaller } from '../http/caller.ts'
import type { Outbox, OutboxRow } from './outbox.ts'

/** One socket, as far as it can be told something. */
export type Peer = { caller: SignedInCaller; say(it: SocketMessage): void }

/** What a feature may want to know of the sockets of this process. */
export type Watcher = {
  /** a peer listens to an attempt from now on */
  joined(peer: Peer, attemptId: AttemptId): void
  left(peer: Peer, attemptId: AttemptId): void
  /** a message about an attempt to which somebody here listens */
  told(attemptId: AttemptId, message: PushMessage): void
}

type Subscription = { peer: Peer; sequence: number }

/** Pause before reading again when the database could not be asked. */
const READ_AGAIN_MS = 250

export type Hub = ReturnType<typeof createHub>

export function createHub(options: { outbox: Outbox; watcher: Watcher; onError: (error: unknown) => void }) {
  const { outbox, watcher } = options
  const subscriptions = new Map<Topic, Map<Peer, Subscription>>()
  const woken = new Set<Topic>()
  let reading: Promise<void> | null = null
  let isClosed = false
  let timer: NodeJS.Timeout | undefined

  /** Reads what is new of the woken topics, as often as there are some; one read at a time. */
  function read(): void {
    if (reading || isClosed || woken.size === 0) return
    reading = readAll()
      .catch((error: unknown) => {
        options.onError(error)
        timer = setTimeout(read, READ_AGAIN_MS)
      })
      .finally(() => {
        reading = null
        if (timer === undefined) read()
      })
  }

  async function readAll(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const after = new Map<Topic, number>()
    for (const topic of woken) {
      const known = [...(subscriptions.get(topic)?.values() ?? [])].map((one) => one.sequence)
      if (known.length > 0) after.set(topic, Math.min(...known))
    }
    // what is told while this is read wakes its topic again
    const asked = [...woken]
    woken.clear()
    if (after.size === 0) return
    try {
      const { rows, isAll } = await outbox.since(after)
      for (const row of rows) tell(row, after.get(row.topic) ?? 0)
      if (!isAll) for (const topic of after.keys()) woken.add(topic)
    } catch (error) {
      for (const topic of asked) woken.add(topic)
      throw error
    }
  }

  /** @param from what was read begins after this: who joined meanwhile from further back is told by the next read */
  function tell({ topic, sequence, message }: OutboxRow, from: number): void {
    for (const subscription of subscriptions.get(topic)?.values() ?? []) {
      if (sequence <= subscription.sequence || subscription.sequence < from) continue
      subscription.sequence = sequence
      subscription.peer.say({ kind: 'message', topic, sequence, message })
    }
    const attemptId = attemptOfTopic(topic)
    if (attemptId !== null) watcher.told(attemptId, message)
  }

  function wake(topic: Topic): void {
    if (!subscriptions.has(topic)) return
    woken.add(topic)
    read()
  }

  function leave(peer: Peer, topic: Topic): void {
    const listening = subscriptions.get(topic)
    if (!listening?.delete(peer)) return
    if (listening.size === 0) subscriptions.delete(topic)
    const attemptId = attemptOfTopic(topic)
    if (attemptId !== null) watcher.left(peer, attemptId)
  }

  return {
    /** Listens from where the peer was; a peer that was away too long is told so and starts from now. */
    async subscribe(peer: Peer, topic: Topic, after: number | null): Promise<void> {
      const { last, oldest } = await outbox.reach(topic)
      // numbers above ours are of a database that was restored from before them
      const isResumed = after !== null && after <= last && (after === last || (oldest !== null && oldest <= after + 1))
      const sequence = isResumed ? after : last
      leave(peer, topic)
      peer.say({ kind: 'subscribed', topic, sequence, isResumed })
      const listening = subscriptions.get(topic) ?? new Map<Peer, Subscription>()
      subscriptions.set(topic, listening.set(peer, { peer, sequence }))
      const attemptId = attemptOfTopic(topic)
      if (attemptId !== null) watcher.joined(peer, attemptId)
      // what was told between the look above and now
      wake(topic)
    },

    leave,
    wake,

    /** Notifications may have been missed: everything is read again. */
    wakeAll(): void {
      for (const topic of subscriptions.keys()) woken.add(topic)
      read()
    },

    /** How far the topics have been told that somebody here listens to. */
    sentUpTo: (): Map<Topic, number> =>
      new Map(
        [...subscriptions].map(([topic, listening]) => [
          topic,
          [...listening.values()].reduce((least, { sequence }) => Math.min(least, sequence), Infinity),
        ]),
      ),

    async close(): Promise<void> {
      isClosed = true
      clearTimeout(timer)
      await reading
    },
  }
}
