// Owns: the socket itself: who may open one, how much may be said over it, and when it is closed.
// Never decides who may hear what: it asks; never waits for a slow line: it is cut, and resumes where it was.
import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import {
  endpoints,
  parseSocket,
  SOCKET_ALIVE_EVERY_MS,
  SOCKET_ASK_MAX_BYTES,
  SOCKET_SIGN_IN_ENDED,
  socketAsk,
  type SocketAsk,
  type Topic,
} from '@zhishi/core/contract'
import { refuse } from '@zhishi/core/refusal'
import { MINUTE_MS } from '@zhishi/core/time'
import type { Clock } from '../clock.ts'
import { every } from '../every.ts'
import type { Enter } from '../http/admission.ts'
import { idOf, type SignedInCaller } from '../http/caller.ts'
import { sendRefusal } from '../http/reply.ts'
import type { Hub, Peer } from './hub.ts'

/** A proctor's page listens to its sittings and the attempts it shows; a candidate's to one attempt. */
const TOPICS_A_SOCKET = 32
/** Pages of one person that are open at once; above that something opens sockets without closing them. */
const SOCKETS_A_CALLER = 16
/** Between two rounds of `alive`: a page subscribes a few times when it opens and hardly ever after. */
const ASKS_A_ROUND = 100
/** About 300 messages that did not leave: the line is slower than what it is told, or dead. */
const UNSENT_MAX_BYTES = 64 * 1024
/** How soon a sign-in that ended in another process, or expired, ends its sockets here: one question for all of them. */
const SIGN_INS_EVERY_MS = 5000
/** After this a page opens a new one: what a proxy on the way has made of a connection of hours is not relied on. */
const SOCKET_LIVES_MS = 15 * MINUTE_MS

/** Changes of one moment are one look. */
const GATHERED_MS = 250

/** Close codes of RFC 6455 §7.4.1 and the IANA registry. */
const CLOSE = { policy: 1008, again: 1012, signInEnded: SOCKET_SIGN_IN_ENDED } as const

type Opened = {
  socket: WebSocket
  /** the sign-in by which it was opened */
  signIn: string
  peer: Peer
  topics: Set<Topic>
  openedAtMs: number
  /** since the last round of `alive` */
  isAnswering: boolean
  asks: number
}
type Upgrading = { socket: Socket; head: Buffer; response: ServerResponse }

/** Serves the sockets of this process. @returns how many there are now, and how to end them */
export function mountSocket(
  app: FastifyInstance,
  ports: {
    hub: Hub
    clock: Clock
    enter: Enter
    /** names the sign-in that a request shows; never its secret */
    signInOf: (request: FastifyRequest) => string
    /** which of these have not ended */
    liveSignIns: (names: readonly string[]) => Promise<Set<string>>
    /** the caller with the memberships that count now */
    renew: (caller: SignedInCaller) => Promise<SignedInCaller>
    /** whether the caller may hear this topic */
    mayListen: (caller: SignedInCaller, topic: Topic) => Promise<boolean>
  },
): { count: () => number; checkSignIns: () => Promise<void> } {
  const { hub, clock, enter } = ports
  const opened = new Set<Opened>()
  const ofCaller = new Map<string, number>()
  const upgrading = new WeakMap<IncomingMessage, Upgrading>()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: SOCKET_ASK_MAX_BYTES, perMessageDeflate: false })

  // an upgrade walks through the same routes as a request: hooks, cookies, trusted proxies, refusals
  app.server.on('upgrade', (request, socket: Socket, head) => {
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket)
    response.on('finish', () => socket.end())
    socket.on('error', () => socket.destroy())
    upgrading.set(request, { socket, head, response })
    app.routing(request, response)
  })

  app.get(endpoints.openSocket.path, { config: { isEndpoint: true } }, async (request, reply) => {
    const admitted = await enter(request, endpoints.openSocket)
    if (!admitted.ok) return sendRefusal(reply, admitted.refusal)
    const caller = admitted.value as SignedInCaller
    if (app.proxies.isForeign(request)) return sendRefusal(reply, { code: 'foreignOrigin' })
    const upgrade = upgrading.get(request.raw)
    if (!upgrade) {
      const problems = [{ path: '/upgrade', message: 'this address speaks WebSocket only' }]
      return sendRefusal(reply, refuse('malformed', { problems }).refusal)
    }
    if ((ofCaller.get(idOf(caller)) ?? 0) >= SOCKETS_A_CALLER)
      return sendRefusal(reply, { code: 'tooManyTries', retryAfterS: 60 })
    reply.hijack()
    upgrade.response.detachSocket(upgrade.socket)
    sockets.handleUpgrade(request.raw, upgrade.socket, upgrade.head, (socket) =>
      serve(socket, caller, ports.signInOf(request)),
    )
    return reply
  })

  function serve(socket: WebSocket, caller: SignedInCaller, signIn: string): void {
    const peer: Peer = {
      caller,
      say(said) {
        if (socket.readyState !== socket.OPEN) return
        if (socket.bufferedAmount > UNSENT_MAX_BYTES) return socket.terminate()
        socket.send(JSON.stringify(said))
        // handed over, gone on elsewhere: the sign-in of this computer may have ended with it, in whichever process that was
        if (peer.caller.kind === 'candidate' && said.kind === 'message') checkSoon()
      },
    }
    const openedAtMs = clock.monotonicMs()
    const one: Opened = { socket, signIn, peer, topics: new Set(), openedAtMs, isAnswering: true, asks: 0 }
    opened.add(one)
    const id = idOf(caller)
    ofCaller.set(id, (ofCaller.get(id) ?? 0) + 1)
    // one after the other, so that a page that changes its mind ends where it wanted
    let turn = Promise.resolve()
    socket.on('message', (data, isBinary) => {
      const ask = isBinary ? null : parseSocket(socketAsk, textOf(data))
      one.asks += 1
      if (ask === null || one.asks > ASKS_A_ROUND) return socket.close(CLOSE.policy)
      turn = turn.then(() => answer(one, ask)).catch(() => socket.close(CLOSE.again))
    })
    socket.on('pong', () => (one.isAnswering = true))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => {
      opened.delete(one)
      const left = (ofCaller.get(id) ?? 1) - 1
      if (left > 0) ofCaller.set(id, left)
      else ofCaller.delete(id)
      for (const topic of one.topics) hub.leave(peer, topic)
      one.topics.clear()
    })
  }

  async function answer(one: Opened, ask: SocketAsk): Promise<void> {
    const { socket, peer, topics } = one
    const { topic } = ask
    if (ask.kind === 'unsubscribe') {
      topics.delete(topic)
      return hub.leave(peer, topic)
    }
    if (topics.size >= TOPICS_A_SOCKET && !topics.has(topic)) {
      return peer.say({ kind: 'refused', topic, code: 'tooManyTries' })
    }
    peer.caller = await ports.renew(peer.caller)
    // what is not theirs does not exist for them
    if (!(await ports.mayListen(peer.caller, topic))) return peer.say({ kind: 'refused', topic, code: 'notFound' })
    await hub.subscribe(peer, topic, ask.after)
    // gone while it was being looked up: nobody would take it off again
    if (socket.readyState === socket.OPEN) topics.add(topic)
    else hub.leave(peer, topic)
  }

  /** Closes every socket whose sign-in has ended, whoever ended it. */
  async function checkSignIns(): Promise<void> {
    const all = [...opened]
    if (all.length === 0) return
    const live = await ports.liveSignIns([...new Set(all.map(({ signIn }) => signIn))])
    for (const { socket, signIn } of all) if (!live.has(signIn)) socket.close(CLOSE.signInEnded)
  }

  let soon: NodeJS.Timeout | undefined
  /** At T0 hundreds of attempts change at once: one question for all. */
  function checkSoon(): void {
    soon ??= setTimeout(() => {
      soon = undefined
      // without the database nothing is told either: the next round looks again
      void checkSignIns().catch(() => {})
    }, GATHERED_MS)
  }

  /** A membership may have ended since: what is not theirs any more is told no longer. */
  async function dropWhatEnded({ socket, peer, topics }: Opened): Promise<void> {
    if (peer.caller.kind !== 'staff') return
    peer.caller = await ports.renew(peer.caller)
    if (peer.caller.kind === 'staff' && peer.caller.memberships.length === 0) return socket.close(CLOSE.signInEnded)
    for (const topic of topics) {
      if (await ports.mayListen(peer.caller, topic)) continue
      topics.delete(topic)
      hub.leave(peer, topic)
      peer.say({ kind: 'refused', topic, code: 'notFound' })
    }
  }

  const stopAlive = every(
    SOCKET_ALIVE_EVERY_MS,
    async () => {
      for (const one of opened) {
        const { socket, peer } = one
        if (!one.isAnswering) socket.terminate()
        else if (clock.monotonicMs() - one.openedAtMs > SOCKET_LIVES_MS) socket.close(CLOSE.again)
        else {
          one.isAnswering = false
          one.asks = 0
          socket.ping()
          peer.say({ kind: 'alive', serverNow: clock.now() })
          // without the database nothing is told either: the next round looks again
          await dropWhatEnded(one).catch(() => {})
        }
      }
    },
    () => {},
  )
  const stopChecking = every(SIGN_INS_EVERY_MS, checkSignIns, () => {})
  app.addHook('preClose', async () => {
    clearTimeout(soon)
    await Promise.all([stopAlive(), stopChecking()])
    for (const { socket } of opened) socket.terminate()
  })
  return { count: () => opened.size, checkSignIns }
}

/** ws hands a message over in one piece as a Buffer, as long as its binaryType stays what it is by default. */
function textOf(data: RawData): string {
  return Buffer.isBuffer(data) ? data.toString('utf8') : ''
}
