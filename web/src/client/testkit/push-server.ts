// Owns: the server's end of a socket for tests: a real WebSocket server on loopback whose topic the test tells.
// Keeps only the rules of the contract that a page relies on: numbers without gaps, and what came since the one named.
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import { socketAsk, type PushMessage, type SocketAsk, type SocketMessage, type Topic } from '@zhishi/core/contract'

export type PushServer = {
  address: string
  /** everything pages asked, in order */
  asked: SocketAsk[]
  opened: () => number
  /** numbers a message and says it to who is subscribed */
  tell(topic: Topic, message: PushMessage): void
  /** says anything to everybody, as it stands */
  say(it: SocketMessage): void
  /** breaks every line without a goodbye */
  cut(): void
  /** forgets what was told: pages that come back cannot resume */
  forget(): void
  close(): Promise<void>
}

export async function startPushServer(): Promise<PushServer> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise<void>((resolve) => server.once('listening', resolve))
  const told = new Map<Topic, PushMessage[]>()
  const forgotten = new Map<Topic, number>()
  const subscribed = new Map<WebSocket, Set<Topic>>()
  const asked: SocketAsk[] = []
  let opened = 0
  const send = (socket: WebSocket, said: SocketMessage): void => socket.send(JSON.stringify(said))

  server.on('connection', (socket) => {
    opened += 1
    subscribed.set(socket, new Set())
    socket.on('close', () => subscribed.delete(socket))
    socket.on('message', (data) => {
      const ask = socketAsk.parse(JSON.parse((data as Buffer).toString('utf8')))
      asked.push(ask)
      const { topic } = ask
      if (ask.kind === 'unsubscribe') return void subscribed.get(socket)?.delete(topic)
      const messages = told.get(topic) ?? []
      const isResumed = ask.after !== null && ask.after >= (forgotten.get(topic) ?? 0)
      const from = isResumed ? ask.after! : messages.length
      send(socket, { kind: 'subscribed', topic, sequence: from, isResumed })
      for (const [at, message] of messages.entries()) {
        if (at >= from) send(socket, { kind: 'message', topic, sequence: at + 1, message })
      }
      subscribed.get(socket)?.add(topic)
    })
  })

  return {
    address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    asked,
    opened: () => opened,
    tell(topic, message) {
      const messages = [...(told.get(topic) ?? []), message]
      told.set(topic, messages)
      for (const [socket, topics] of subscribed) {
        if (topics.has(topic)) send(socket, { kind: 'message', topic, sequence: messages.length, message })
      }
    },
    say(said) {
      for (const socket of subscribed.keys()) send(socket, said)
    },
    cut() {
      for (const socket of server.clients) socket.terminate()
    },
    forget() {
      for (const [topic, messages] of told) forgotten.set(topic, messages.length)
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of server.clients) socket.terminate()
        server.close(() => resolve())
      }),
  }
}
