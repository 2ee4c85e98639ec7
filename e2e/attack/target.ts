// Owns: what an attack has in its hands: addresses of its own on loopback, requests that count their answers, and people with valid
// sign-ins and grants who mean it. Never sends anything but to 127.0.0.1, and never more at once than it says.
import { randomUUID } from 'node:crypto'
import { Agent, request, type IncomingHttpHeaders } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Me } from '@zhishi/core/contract'
import { deviceId } from '@zhishi/core/ids'
import { PERSONAL_CODE } from '../../bench/cheap-code.ts'
import { arrive, type Seat } from '../../bench/ingest/arrive.ts'
import { createCaller, type Caller } from '../../tools/candidate-bot/caller.ts'
import type { Product } from '../harness/product.ts'

export type Asked = { method?: string; path: string; headers?: Record<string, string>; body?: string | Buffer }
export type Answered = { status: number; headers: IncomingHttpHeaders; body: string }

/** One client: a sender on an address of its own, with so many connections. */
export type Client = { send(it: Asked): Promise<Answered | null> }

export type Target = {
  product: Product
  signal: AbortSignal
  /** a client on an address nobody else has */
  client(connections: number): Client
  /** a bare connection, ended with the attack */
  socket(from?: string): Socket
  /** one that nobody else has */
  address(): string
  /** a candidate with a valid sign-in, who has entered, with two grants */
  candidate(): Promise<{ caller: Caller; seat: Seat; number: string; headers: Record<string, string> }>
  /** a member of staff with a valid sign-in */
  staff(role: 'proctor' | 'organiser'): Promise<{ caller: Caller; headers: Record<string, string> }>
  sittingId(): Promise<string>
  /** a number of the roster that nobody uses */
  number(): string
  /** what came back, by status or by what happened */
  counts: Map<string, number>
}

/** Loopback of Linux has 127.0.0.0/8; the load comes from 127.0.0.1. */
let address = 0
const nextAddress = (): string => `127.0.7.${(address++ % 250) + 1}`
/** Who hears nothing for so long asks again. */
const SILENCE_MS = 10_000

export function createTarget(product: Product, numbers: string[]): Target & { end(): Promise<void> } {
  const { port } = product
  const ending = new AbortController()
  const counts = new Map<string, number>()
  const agents: Agent[] = []
  const sockets: Socket[] = []
  const noted = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1)

  function client(connections: number): Client {
    const localAddress = nextAddress()
    const agent = new Agent({ keepAlive: true, maxSockets: connections, localAddress })
    agents.push(agent)
    return {
      send: ({ method = 'GET', path, headers = {}, body }) =>
        new Promise((resolve) => {
          const asked = request(
            { host: '127.0.0.1', port, method, path, headers, agent, localAddress, timeout: SILENCE_MS },
            (response) => {
              const pieces: Buffer[] = []
              response.on('data', (piece: Buffer) => pieces.push(piece))
              response.on('error', () => resolve(null))
              response.on('end', () => {
                noted(String(response.statusCode))
                resolve({
                  status: response.statusCode ?? 0,
                  headers: response.headers,
                  body: Buffer.concat(pieces).toString(),
                })
              })
            },
          )
          asked.on('timeout', () => asked.destroy())
          asked.on('error', () => {
            noted('cut')
            resolve(null)
          })
          asked.end(body)
        }),
    }
  }

  return {
    product,
    signal: ending.signal,
    counts,
    client,
    address: nextAddress,
    socket(from = nextAddress()) {
      const socket = connect({ host: '127.0.0.1', port, localAddress: from })
      socket.on('error', () => {})
      socket.on('close', () => {
        if (!ending.signal.aborted) noted('cut')
      })
      sockets.push(socket)
      return socket
    },
    async candidate() {
      const number = numbers.pop()
      if (number === undefined) throw new Error('the roster has nobody left')
      const seat = await arrive(product.url, { number, personalCode: PERSONAL_CODE })
      const caller = createCaller({
        url: product.url,
        side: 'candidate',
        deviceId: deviceId.parse(randomUUID()),
        signal: ending.signal,
      })
      const own = { number, personalCode: PERSONAL_CODE, deviceId: caller.deviceId }
      await caller.askUntilHeard<Me>('/api/sign-in', own)
      return { caller, seat, number, headers: headersOf(caller, 'candidate') }
    },
    async staff(role) {
      const caller = createCaller({
        url: product.url,
        side: 'staff',
        deviceId: deviceId.parse(randomUUID()),
        signal: ending.signal,
      })
      const secret = product.links[role].split('#signIn=')[1]
      await caller.askUntilHeard('/api/sign-in/link', { secret, deviceId: caller.deviceId })
      return { caller, headers: headersOf(caller, 'staff') }
    },
    async sittingId() {
      const { caller } = await this.staff('proctor')
      const [first] = await caller.askUntilHeard<Array<{ sittingId: string }>>('/api/sittings')
      return first?.sittingId ?? ''
    },
    number: () => numbers.at(-1) ?? '',
    async end() {
      ending.abort()
      for (const socket of sockets) socket.destroy()
      for (const agent of agents) agent.destroy()
    },
  }
}

const headersOf = (caller: Caller, side: string): Record<string, string> => ({
  cookie: caller.cookie(),
  'zhishi-side': side,
  'content-type': 'application/json',
})

/** The same again and again, so many at a time, until the attack is over. */
export async function loop(
  signal: AbortSignal,
  atOnce: number,
  work: (turn: number) => Promise<unknown>,
): Promise<void> {
  let turn = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (!signal.aborted) {
        const before = performance.now()
        await work(turn++)
        // what is refused before it is sent must not become a loop without a wait of this very process
        if (performance.now() - before < 1) await new Promise((resolve) => setImmediate(resolve))
      }
    }),
  )
}
