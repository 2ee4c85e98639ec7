// Owns: that work is bounded before it is done: who asks a lot waits for a turn, and who asks far too much is told so, before a
// body is read or the database is asked. Strangers are counted by address; whoever is signed in or holds a grant by themselves, because a
// school or a carrier is one address.
// Never decides who may: callers and actions do (caller.ts). Never for the tries of a secret: those are counted in the database (tries.ts).
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import PQueue from 'p-queue'
import { kindOf, type CostClass, type Endpoint } from '@zhishi/core/contract'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { SECOND_MS } from '@zhishi/core/time'
import type { Lateness } from '../lateness.ts'
import { createBuckets, type Rate } from './buckets.ts'
import { admit, idOf, type Caller, type Identify, type IdentifyMachine } from './caller.ts'
import type { Connections } from './connections.ts'
import { RULES } from './kinds.ts'
import { sendRefusal } from './reply.ts'

export type Rates = {
  /** one who is signed in, or holds a grant */
  person: Readonly<Record<CostClass, Rate>>
  /** one address of which nothing is known */
  stranger: Readonly<Record<CostClass, Rate>>
  /** all strangers together */
  strangers: Readonly<Record<CostClass, Rate>>
  /** an address that says who it is, until that is looked up: given back where it was true */
  unknown: Rate
  unknowns: Rate
}

/**
 * A device that makes up for an outage sends some ten requests of evidence a second, a page that opens ten at once and then one or two; 200
 * people behind one router open 20 files each within ten seconds, and a thousand of them come back in the second after a restart. What all strangers together may ask is a third of one core, whatever
 * they send (docs/security.md#admission).
 */
export const RATES: Rates = {
  person: {
    evidence: { burst: 600, perS: 60 },
    light: { burst: 200, perS: 20 },
    heavy: { burst: 60, perS: 5 },
    media: { burst: 300, perS: 30 },
    public: { burst: 600, perS: 30 },
  },
  stranger: {
    evidence: { burst: 200, perS: 20 },
    light: { burst: 300, perS: 50 },
    heavy: { burst: 50, perS: 5 },
    media: { burst: 50, perS: 5 },
    public: { burst: 3000, perS: 100 },
  },
  strangers: {
    evidence: { burst: 500, perS: 100 },
    light: { burst: 500, perS: 200 },
    heavy: { burst: 100, perS: 20 },
    media: { burst: 100, perS: 20 },
    public: { burst: 1000, perS: 600 },
  },
  unknown: { burst: 2000, perS: 100 },
  unknowns: { burst: 6000, perS: 400 },
}

/** A turn that comes within this is waited for: our pages wait ten seconds for an answer, devices fifteen; browsers wait for files. */
const WAIT_MOST_MS = 3000
const PAGE_WAIT_MOST_MS = 10_000
/** A refusal is held so long, so that a client in a loop asks once a second; of so many at once, the others go at once. */
const HELD_MS = 1000
const HELD_MOST = 1000
/** So far behind a process lets in a quarter of what strangers and heavy requests may ask: as stills are (live/service.ts). */
const LATE_MS = 100
const LATE_COST = 4
/** Of the 17 connections to the database (database.ts): a key, a command or a beat finds one, whatever lists are asked for. */
const HEAVY_AT_ONCE = 6
/** What they work off in the ten seconds that a page waits. */
const HEAVY_WAITING_MAX = 200
/** The largest beat of our own devices has some 10 kB, the largest hand-in 160. */
const BYTES_A_TOKEN = 64 * 1024
/** What the largest JSON body counts (server.ts); documents are larger, rare, and checked in a process of their own. */
const TOKENS_MORE_MAX = 8
/** People whose sign-in is known without a look. A look costs a statement, so nothing is lost with those who are forgotten. */
const KNOWN_MAX = 20_000
const PRUNE_EVERY_MS = 60_000

/** Lets a request in: counted once, by somebody who is identified (`request.caller`) and of the endpoint's callers. */
export type Enter = (request: FastifyRequest, endpoint: Endpoint) => Promise<Result<Caller>>

export type Admission = {
  enter: Enter
  /** Requests of class `heavy`: a few at a time. */
  inTurn<T>(work: () => Promise<Result<T>>): Promise<Result<T>>
  /** Counts what is no endpoint: pages and their files. */
  guardPages(app: FastifyInstance): void
  close(): void
}

const BEARER = /^Bearer (\S+)$/

export function createAdmission(ports: {
  identify: Identify
  /** whose a bearer key is; without it there are none */
  identifyMachine?: IdentifyMachine
  lateness: Lateness
  /** real time, other than the clock by which windows open */
  monotonicMs: () => number
  rates?: Rates
  /** known once the app is built, to which it belongs */
  connections?: () => Connections | undefined
}): Admission {
  const { identify, identifyMachine = async () => null, lateness, rates = RATES } = ports
  const buckets = createBuckets(ports.monotonicMs)
  const heavy = new PQueue({ concurrency: HEAVY_AT_ONCE })
  /** whose credentials these were when they were looked up last: only for counting, never for rights */
  const known = new Map<string, string>()
  let held = 0
  const timer = setInterval(() => buckets.prune(), PRUNE_EVERY_MS).unref()

  const isLate = (): boolean => lateness.nowMs() > LATE_MS

  /** A turn of each of these keys, or none of any. */
  async function takeTurn(
    keys: readonly (readonly [key: string, rate: Rate])[],
    tokens: number,
    mostMs = WAIT_MOST_MS,
  ): Promise<Result<void>> {
    let waitMs = 0
    const taken: (readonly [string, Rate])[] = []
    for (const [key, rate] of keys) {
      const turn = buckets.take(key, rate, tokens, mostMs)
      waitMs = Math.max(waitMs, turn.waitMs)
      if (turn.isMine) {
        taken.push([key, rate])
        continue
      }
      for (const [mine, at] of taken) buckets.giveBack(mine, at, tokens)
      return refuseHeld(waitMs - mostMs)
    }
    if (waitMs > 0) await sleep(waitMs)
    return accept(undefined)
  }

  async function refuseHeld(tooLongByMs: number): Promise<Result<void>> {
    if (held < HELD_MOST) {
      held += 1
      await sleep(HELD_MS)
      held -= 1
    }
    return refuse('tooManyRequests', { retryAfterS: Math.max(1, Math.ceil(tooLongByMs / SECOND_MS)) })
  }

  /** @returns what to count by; a proxy that nobody named may stand for everybody: what it claims is counted as well */
  function addressOf(request: FastifyRequest): string {
    const { address, claimed } = request.server.proxies.senderOf(request)
    return claimed === null ? address : `${address} for ${claimed}`
  }

  const strangerKeys = (address: string, cost: CostClass) =>
    [
      [`${cost} of ${address}`, rates.stranger[cost]],
      [`${cost} of strangers`, rates.strangers[cost]],
    ] as const

  const unknownKeys = (address: string) =>
    [
      [`unknown of ${address}`, rates.unknown],
      ['unknown of all', rates.unknowns],
    ] as const

  const personKeys = (who: string, cost: CostClass) => [[`${cost} of ${who}`, rates.person[cost]]] as const

  function remember(credential: string, who: string): void {
    known.delete(credential)
    known.set(credential, who)
    const oldest = known.keys().next()
    if (known.size > KNOWN_MAX && !oldest.done) known.delete(oldest.value)
  }

  const costIn = (cost: CostClass, tokens: number): number => (isLate() && cost === 'heavy' ? LATE_COST : 1) * tokens
  const costOfStranger = (tokens = 1): number => (isLate() ? LATE_COST : 1) * tokens

  /** What says who asks; undefined: nothing, or nothing that counts for this kind of endpoint. */
  function credentialOf(request: FastifyRequest, endpoint: Endpoint): string | undefined {
    const { authorization, cookie } = request.headers
    switch (RULES[kindOf(endpoint)].caller) {
      case 'signedIn':
        return authorization ?? cookie
      case 'nobody':
        return undefined
      case 'key':
        return authorization
    }
  }

  async function callerOf(request: FastifyRequest, endpoint: Endpoint): Promise<Caller> {
    switch (RULES[kindOf(endpoint)].caller) {
      case 'signedIn':
        return identify(request, endpoint)
      case 'nobody':
        return { kind: 'anyone' }
      case 'key': {
        const key = BEARER.exec(request.headers.authorization ?? '')?.[1]
        return (key === undefined ? null : await identifyMachine(key)) ?? { kind: 'anyone' }
      }
    }
  }

  async function count(request: FastifyRequest, endpoint: Endpoint): Promise<Result<Caller>> {
    const { cost } = endpoint
    const credential = credentialOf(request, endpoint)
    const tokens = tokensOf(request)
    const address = addressOf(request)
    const before = credential === undefined ? undefined : known.get(credential)
    const unknown = unknownKeys(address)
    const turn = await (credential === undefined
      ? takeTurn(strangerKeys(address, cost), costOfStranger(tokens))
      : before === undefined
        ? takeTurn(unknown, 1)
        : takeTurn(personKeys(before, cost), costIn(cost, tokens)))
    if (!turn.ok) return turn
    const caller = await callerOf(request, endpoint)
    if (credential === undefined) return accept(caller)
    const who = whoIs(caller)
    if (before !== undefined) {
      // it has ended: from now on it counts as a stranger's
      if (who === null) known.delete(credential)
      else ports.connections?.()?.known(request)
      return accept(caller)
    }
    if (who === null) {
      // a credential of nobody: a stranger, who has asked for a look besides
      const own = await takeTurn(strangerKeys(address, cost), costOfStranger(tokens))
      return own.ok ? accept(caller) : own
    }
    for (const [key, rate] of unknown) buckets.giveBack(key, rate, 1)
    remember(credential, who)
    ports.connections?.()?.known(request)
    const own = await takeTurn(personKeys(who, cost), costIn(cost, tokens))
    return own.ok ? accept(caller) : own
  }

  return {
    async enter(request, endpoint) {
      // a POST that stands for another method comes by here twice
      const counted = request.caller ? accept(request.caller) : await count(request, endpoint)
      const entered = counted.ok ? admit(endpoint, counted.value) : counted
      if (entered.ok) request.caller = entered.value
      return entered
    },
    async inTurn(work) {
      if (heavy.size >= HEAVY_WAITING_MAX) return refuse('unavailable', { retryAfterS: 2 })
      return heavy.add(work)
    },
    guardPages(app) {
      app.addHook('onRequest', async (request, reply) => {
        if (request.routeOptions.config.isEndpoint) return
        const credential = request.headers.cookie
        const who = credential === undefined ? undefined : known.get(credential)
        const turn = await (who === undefined
          ? takeTurn(strangerKeys(addressOf(request), 'public'), costOfStranger(), PAGE_WAIT_MOST_MS)
          : takeTurn(personKeys(who, 'public'), 1, PAGE_WAIT_MOST_MS))
        if (!turn.ok) return sendRefusal(reply, turn.refusal)
      })
    },
    close: () => clearInterval(timer),
  }
}

/** A body that is parsed counts by its length as well: hundreds of large ones a second would be all that a process does. */
function tokensOf({ raw, routeOptions }: FastifyRequest): number {
  if (routeOptions.config.readsBodyItself) return 1
  const isUnsaid = raw.headers['transfer-encoding'] !== undefined
  const more = isUnsaid ? TOKENS_MORE_MAX : Math.floor(Number(raw.headers['content-length'] ?? 0) / BYTES_A_TOKEN)
  return 1 + Math.min(more, TOKENS_MORE_MAX)
}

/** What a caller is counted by; null: a stranger. */
function whoIs(caller: Caller): string | null {
  switch (caller.kind) {
    case 'anyone':
      return null
    case 'grant':
      return `grant ${caller.claims.attemptId} ${caller.claims.deviceId}`
    case 'machine':
      return `machine ${caller.name}`
    case 'candidate':
    case 'staff':
      return `${caller.kind} ${idOf(caller)}`
  }
}
