// Owns: the one socket of a page: what it listens to, how far it has heard, and opening it again when the line breaks.
// Never the only way to know something: a page that hears nothing asks, as it does without a socket. Never shows anything.
import {
  endpoints,
  parseSocket,
  SOCKET_ALIVE_EVERY_MS,
  SOCKET_SIGN_IN_ENDED,
  socketMessage,
  type PackKeyView,
  type PushMessage,
  type SocketMessage,
  type Topic,
} from '@zhishi/core/contract'

export type SocketListener = {
  /** something changed; null: something may have been missed, ask for everything */
  onMessage: (message: PushMessage | null) => void
  onKey?: (key: PackKeyView) => void
  /** the sign-in by which the page listened has ended: it asks who is signed in now */
  onSignInEnded?: () => void
}

export type PageSocket = {
  /** Listens until the returned function is called. */
  listen(topic: Topic, listener: SocketListener): () => void
  /** whether what is told to the topic arrives here at this moment */
  isHearing(topic: Topic): boolean
}

/**
 * First pause before opening again; doubles up to the longest. Half of each is chance, so that pages do not return at once.
 * A server that is started again serves after two or three seconds, which may be just before T0: so never long, until half
 * a minute of trying says that something else is the matter.
 */
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 2000
const QUICK_TRIES = 20
const SLOW_PAUSE_MS = 15_000
/** The server says `alive` this often; a line that is silent for twice as long is dead, whatever the browser thinks. */
const SILENCE_MS = 2 * SOCKET_ALIVE_EVERY_MS

type Listening = {
  listeners: Set<SocketListener>
  /** the last number heard; null: none yet */
  sequence: number | null
  /** the server said yes on the socket that is open now */
  isHeard: boolean
}

/** @param address of this page's socket; asked at every opening */
export function createPageSocket(options: { address: () => string; random: () => number }): PageSocket {
  const topics = new Map<Topic, Listening>()
  let socket: WebSocket | null = null
  let breaks = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let silence: ReturnType<typeof setTimeout> | undefined

  function open(): void {
    clearTimeout(timer)
    if (socket || topics.size === 0) return
    const opened = new WebSocket(options.address())
    socket = opened
    expectLife(opened)
    opened.onopen = () => {
      for (const [topic, { sequence }] of topics) subscribe(topic, sequence)
    }
    opened.onmessage = ({ data }) => {
      if (socket !== opened) return
      expectLife(opened)
      const said = typeof data === 'string' ? parseSocket(socketMessage, data) : null
      if (said) hear(said)
    }
    opened.onclose = ({ code }) => {
      if (socket !== opened) return
      lose()
      if (code !== SOCKET_SIGN_IN_ENDED) return
      for (const { listeners } of topics.values()) for (const { onSignInEnded } of listeners) onSignInEnded?.()
    }
  }

  /** Closing may take as long as a dead line takes: the page goes on without it at once. */
  function drop(): void {
    const dropped = socket
    lose()
    dropped?.close()
  }

  function lose(): void {
    clearTimeout(silence)
    clearTimeout(timer)
    socket = null
    for (const one of topics.values()) one.isHeard = false
    if (topics.size === 0) return
    const quickMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** breaks)
    const pauseMs = breaks < QUICK_TRIES ? quickMs : SLOW_PAUSE_MS
    breaks += 1
    timer = setTimeout(open, (pauseMs / 2) * (1 + options.random()))
  }

  function expectLife(opened: WebSocket): void {
    clearTimeout(silence)
    silence = setTimeout(() => {
      if (socket === opened) drop()
    }, SILENCE_MS)
  }

  function subscribe(topic: Topic, after: number | null): void {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ kind: 'subscribe', topic, after }))
  }

  function hear(said: SocketMessage): void {
    switch (said.kind) {
      case 'subscribed': {
        breaks = 0
        const one = topics.get(said.topic)
        if (!one) return
        const isNew = one.sequence === null
        Object.assign(one, { sequence: said.sequence, isHeard: true })
        // what was asked for before the first subscription may be older than it
        if (isNew || !said.isResumed) for (const { onMessage } of one.listeners) onMessage(null)
        return
      }
      case 'message': {
        const one = topics.get(said.topic)
        if (!one || said.sequence <= (one.sequence ?? 0)) return
        one.sequence = said.sequence
        for (const { onMessage } of one.listeners) onMessage(said.message)
        return
      }
      case 'packKey': {
        const { packId, key, attemptId } = said
        for (const { onKey } of topics.get(`attempt/${attemptId}`)?.listeners ?? []) onKey?.({ packId, key })
        return
      }
      // not ours (signed out, somebody else signed in), or one topic too many: the page asks, as without a socket
      case 'refused':
      case 'alive':
        return
    }
  }

  globalThis.addEventListener?.('online', () => {
    breaks = 0
    open()
  })

  return {
    listen(topic, listener) {
      const known = topics.get(topic)
      const one = known ?? { listeners: new Set<SocketListener>(), sequence: null, isHeard: false }
      topics.set(topic, one)
      one.listeners.add(listener)
      if (socket && !known) subscribe(topic, null)
      else open()
      return () => {
        one.listeners.delete(listener)
        if (one.listeners.size > 0 || topics.get(topic) !== one) return
        topics.delete(topic)
        if (topics.size === 0) drop()
        else if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ kind: 'unsubscribe', topic }))
      }
    },
    isHearing: (topic) => topics.get(topic)?.isHeard ?? false,
  }
}

/** Where a page finds its socket. @param side staff pages say so, because a socket carries no header */
export function socketAddress(side: 'candidate' | 'staff'): string {
  const address = new URL(endpoints.openSocket.path, location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  if (side === 'staff') address.search = 'side=staff'
  return address.href
}
