// Owns: how many connections there may be: in all, of strangers from one address, and requests at a time over one.
// Never counts those of a proxy that the operator named: behind it everybody is one address, and it has limits of its own.
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Four for each of 4,000 candidates, and a quarter of the open files that deploy/zhishi.service allows. */
const CONNECTIONS_MAX = 16_384
/**
 * Those over which nobody has proven yet who they are: four each of a thousand people behind one router, who all come back in the second
 * in which their line does. What so many hold that say nothing is some 60 MB.
 */
const STRANGERS_MAX = 4096
/** Browsers send one request after the other over a connection of HTTP/1.1. */
const AT_ONCE_MAX = 8

export type Connections = {
  /** over this connection somebody is known: it counts no more */
  known(request: FastifyRequest): void
}

export function limitConnections(
  app: FastifyInstance,
  options: { isProxy: (address: string) => boolean; strangersMax?: number },
): Connections {
  const { isProxy, strangersMax = STRANGERS_MAX } = options
  const server = app.server as Server
  /** of each address */
  const strangers = new Map<string, number>()
  /** how a stranger's connection stops counting, by its two ends: what TLS makes of a socket is another object */
  const release = new Map<string, () => void>()
  const under = new WeakMap<Socket, number>()
  server.maxConnections = CONNECTIONS_MAX

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress
    if (address === undefined || isProxy(address)) return
    const count = strangers.get(address) ?? 0
    if (count >= strangersMax) return socket.destroy()
    strangers.set(address, count + 1)
    const ends = endsOf(socket)
    const once = (): void => {
      if (!release.delete(ends)) return
      const left = (strangers.get(address) ?? 1) - 1
      if (left > 0) strangers.set(address, left)
      else strangers.delete(address)
    }
    release.set(ends, once)
    socket.once('close', once)
  })

  // many requests in one packet would all be begun before the first was counted
  app.addHook('onRequest', async (request, reply) => {
    const { socket } = request.raw
    const count = (under.get(socket) ?? 0) + 1
    under.set(socket, count)
    reply.raw.once('close', () => under.set(socket, (under.get(socket) ?? 1) - 1))
    if (count <= AT_ONCE_MAX) return
    socket.destroy()
    reply.hijack()
  })

  return { known: ({ raw }) => release.get(endsOf(raw.socket))?.() }
}

const endsOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`
