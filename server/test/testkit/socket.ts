// Owns: a socket as a page holds one, for tests: everything that was heard, in order, and waiting for what should come.
// Never subscribes by itself.
import { WebSocket } from 'ws'
import { socketMessage, type SocketAsk, type SocketMessage } from '@zhishi/core/contract'
import { onTestFinished } from 'vitest'
import type { Visitor } from './app.ts'

export type Heard<Kind extends SocketMessage['kind']> = Extract<SocketMessage, { kind: Kind }>
export type Line = {
  heard: SocketMessage[]
  /** the code the socket was closed with; null: it is open */
  closedWith: () => number | null
  ask(it: SocketAsk): void
  /** a text as it stands, also one that is not of the contract */
  send(text: string): void
  /** the first of that kind that fits, already heard or still to come */
  next<Kind extends SocketMessage['kind']>(kind: Kind, fits?: (it: Heard<Kind>) => boolean): Promise<Heard<Kind>>
  closed(): Promise<number>
  /** as a line that breaks: no goodbye */
  cut(): void
}

/** Opens a socket with the cookies of a visitor. @throws Error with the HTTP answer when it is refused */
export async function openSocket(
  url: string,
  visitor: Pick<Visitor, 'cookie'>,
  it: { side?: 'staff'; headers?: Record<string, string> } = {},
): Promise<Line> {
  const address = `${url.replace(/^http/, 'ws')}/api/socket${it.side === 'staff' ? '?side=staff' : ''}`
  const socket = new WebSocket(address, { headers: { cookie: visitor.cookie(), ...it.headers } })
  onTestFinished(() => socket.terminate())
  const heard: SocketMessage[] = []
  const waiting = new Set<() => void>()
  let code: number | null = null
  socket.on('message', (data) => {
    // strict on this side too: what is not of the contract fails the test
    heard.push(socketMessage.parse(JSON.parse((data as Buffer).toString('utf8'))))
    for (const look of waiting) look()
  })
  socket.on('close', (closedWith) => {
    code = closedWith
    for (const look of waiting) look()
  })
  socket.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('unexpected-response', (_request, response) => reject(new Error(`answered ${response.statusCode}`)))
    socket.once('error', reject)
  })

  function until<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = find()
        if (found === undefined) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  }

  return {
    heard,
    closedWith: () => code,
    ask: (asked) => socket.send(JSON.stringify(asked)),
    send: (text) => socket.send(text),
    next: (kind, fits = () => true) =>
      until(() => heard.find((one): one is Heard<typeof kind> => one.kind === kind && fits(one as never))),
    closed: () => until(() => code ?? undefined),
    cut: () => socket.terminate(),
  }
}
