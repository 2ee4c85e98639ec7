// Owns: what a run of a row gets: the product, a seat for a candidate, the tap's folder, the word of compare.ts; and that
// everything it opened ends with it. Rows that do not disturb each other share one start of the product.
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AttemptView, Me } from '@zhishi/core/contract'
import { attemptId as attemptIdSchema, deviceId as deviceIdSchema, type AttemptId } from '@zhishi/core/ids'
import type { Command } from '@zhishi/core/process'
import type { Line } from '@zhishi/core/recording'
import { createCaller, type Caller } from '../../tools/candidate-bot/caller.ts'
import { openDevice, type Device } from '../../tools/faults/page/device.ts'
import type { Comparison } from '../compare/main.ts'
import type { Claims } from '../harness/claims.ts'
import { layCable, type Cable } from '../harness/cable.ts'
import { layCourier, type Courier } from '../harness/courier.ts'
import { importInterview, interviewText, type Person, type Scale } from '../harness/interview.ts'
import { ROOT, startProduct, type Product } from '../harness/product.ts'
import type { FeedFigures, Said } from '../compare/recorded.ts'

/** So many people come with one import: it takes some seconds, and a whole matrix needs more than once so many. */
const PEOPLE_AT_ONCE = 24
/** Entry is open for the whole of a long run. */
const HOUR_S = 3600
/** From the import to T0: nobody enters before it is over. */
const LEAD_MS = 4000
/** Long enough to see a recorder that does not keep up; the figures of the documentation are of ten minutes. */
const SHORT_ANSWER_MS = 60_000
export const LINES_OF_COMPUTER: readonly Line[] = ['camera', 'screen', 'journal']

export type Kind = 'plain' | 'faulty'
/** One candidate who has signed in. */
export type Arrived = {
  person: Person
  attemptId: AttemptId
  caller: Caller
  command(command: Command): Promise<AttemptView>
}
/** One candidate who has entered, and whose computer may upload. */
export type Seat = Arrived & { grant: string }

/** A candidate who sat in a real browser: whose files are measured, and whose page's words were read. */
export type Attended = {
  attemptId: AttemptId
  /** on entry, or after coming back; null: not entered yet */
  lastPressAt: () => number | null
  claims: Claims
  /** errors, rejections and crashes that no code of its pages heard */
  unheard: () => string[]
  /** what stands on its page now: after the end, on 上传成功 */
  words: () => Promise<string>
}

export type Run = {
  /** of this run alone; goes with it */
  directory: string
  /** where emitted bytes are noted */
  tapped: string
  /** The product that rows share; `faulty`: the development build, which can be told to fail. */
  shared(kind?: Kind): Promise<Product>
  /** A product of this run's own, ended with it. */
  own(home: string, kind?: Kind, more?: { blobs?: string }): Promise<Product>
  people(product: Product, count: number, more?: Partial<Scale>): Promise<Person[]>
  arrive(product: Product, person?: Person): Promise<Arrived>
  seat(product: Product, person?: Person): Promise<Seat>
  /** the seat's computer, without a browser; once more on the same `name`: as after a crash */
  device(seat: { grant: string }, url: () => string, it?: { name?: string; lines?: readonly Line[] }): Promise<Device>
  cable(product: Product): Promise<Cable>
  courier(product: Product): Promise<Courier>
  /** says who sits in the browser of this run */
  attend(it: Attended): void
  attended(): Attended | null
  atEnd(step: () => unknown): void
  signal: AbortSignal
  /** how long a row answers whose length is by choice */
  answerMs: number
}

export type World = { run(directory: string): Run & { end(): Promise<void> }; end(): Promise<void> }

/** @param answerMs see Run */
export function createWorld(home: string, answerMs = SHORT_ANSWER_MS): World {
  const products = new Map<Kind, Promise<Product>>()
  const waiting = new Map<Product, Person[]>()
  let imports = 0

  function shared(kind: Kind = 'plain'): Promise<Product> {
    const known = products.get(kind) ?? startProduct(join(home, kind), { hasFaults: kind === 'faulty', isApart: true })
    products.set(kind, known)
    return known
  }

  async function people(product: Product, count: number, more: Partial<Scale> = {}): Promise<Person[]> {
    imports += 1
    const all = Array.from({ length: count }, (_, at) => ({
      number: `FAULT-${imports}-${String(at + 1).padStart(3, '0')}`,
      name: `考生${imports}之${at + 1}`,
      personalCode: `FA${randomUUID().replaceAll('-', '').slice(0, 8).toUpperCase()}`,
    }))
    const scale = { startsAt: Date.now() + LEAD_MS, entryOpensS: 600, entryClosesS: HOUR_S, durationS: HOUR_S }
    await importInterview(product, interviewText({ key: `faults-${imports}`, ...scale, people: all, ...more }))
    return all
  }

  async function nextPerson(product: Product): Promise<Person> {
    const left = waiting.get(product) ?? []
    if (left.length === 0) left.push(...(await people(product, PEOPLE_AT_ONCE)))
    waiting.set(product, left)
    return left.shift()!
  }

  function run(directory: string): Run & { end(): Promise<void> } {
    const steps: Array<() => unknown> = []
    const ending = new AbortController()
    const tapped = join(directory, 'tapped')
    let attended: Attended | null = null
    mkdirSync(directory, { recursive: true })

    async function arrive(product: Product, given?: Person): Promise<Arrived> {
      const person = given ?? (await nextPerson(product))
      const caller = createCaller({
        url: product.url,
        side: 'candidate',
        deviceId: deviceIdSchema.parse(randomUUID()),
        signal: ending.signal,
      })
      const { number, personalCode } = person
      const asked = { number, personalCode, deviceId: caller.deviceId }
      const me = await caller.ask<Extract<Me, { role: 'candidate' }>>('/api/sign-in', asked)
      const attemptId = attemptIdSchema.parse(me.attemptIds[0])
      const command = (it: Command): Promise<AttemptView> => caller.command(attemptId, it)
      await command({ kind: 'signIn', deviceId: caller.deviceId })
      return { person, attemptId, caller, command }
    }

    async function seat(product: Product, given?: Person): Promise<Seat> {
      const arrived = await arrive(product, given)
      const { caller, command, attemptId } = arrived
      await command({ kind: 'drawLot' })
      await command({ kind: 'enter', displays: 1, displaySurface: 'monitor' })
      const asked = { deviceId: caller.deviceId, kind: 'computer' }
      const { grant } = await caller.ask<{ grant: string }>(`/api/attempts/${attemptId}/grants`, asked)
      return { ...arrived, grant }
    }

    return {
      directory,
      tapped,
      shared,
      async own(productHome, kind = 'plain', more = {}) {
        const product = await startProduct(productHome, { ...more, hasFaults: kind === 'faulty', isApart: true })
        steps.push(() => product.abandon())
        return product
      },
      people,
      arrive,
      seat,
      async device({ grant }, url, { name = 'computer', lines = LINES_OF_COMPUTER } = {}) {
        const device = await openDevice({ directory: join(directory, name), tapped, url, grant, lines })
        steps.push(() => device.close())
        return device
      },
      async cable(product) {
        const cable = await layCable(product.port)
        steps.push(() => cable.close())
        return cable
      },
      async courier(product) {
        const courier = await layCourier(product.port)
        steps.push(() => courier.close())
        return courier
      },
      attend: (one) => void (attended = one),
      attended: () => attended,
      atEnd: (step) => void steps.push(step),
      signal: ending.signal,
      answerMs,
      async end() {
        ending.abort()
        for (const step of steps.toReversed()) await step()
      },
    }
  }

  return {
    run,
    async end() {
      for (const product of products.values()) await (await product.catch(() => undefined))?.abandon()
      await rm(home, { recursive: true, force: true })
    },
  }
}

type Directories = Pick<Product, 'dataDirectory' | 'keysDirectory'>

const named = ({ dataDirectory, keysDirectory }: Directories) => ['--data', dataDirectory, '--keys', keysDirectory]

/** What was emitted and what of it is on the server's disk, read there by a program that knows nothing of the product. */
export async function measure(tapped: string, directories: Directories): Promise<{ emitted: number; lost: number }> {
  await mkdir(tapped, { recursive: true })
  const { tappedBytes, missingBytes } = await program<Comparison>('main.ts', [
    '--tapped',
    tapped,
    ...named(directories),
  ])
  return { emitted: tappedBytes, lost: missingBytes }
}

/** What of the due time the files show, by another such program; `home`: where what the server says is kept. */
export async function measureRecorded(home: string, directories: Directories, said: Said): Promise<FeedFigures[]> {
  const file = join(home, 'said.json')
  await writeFile(file, JSON.stringify(said))
  return program<FeedFigures[]>('recorded.ts', [...named(directories), '--said', file])
}

function program<T>(name: string, args: readonly string[]): Promise<T> {
  const all = [join(ROOT, 'e2e/compare', name), ...args, '--json']
  return new Promise((resolve, reject) => {
    execFile(process.execPath, all, { maxBuffer: 2 ** 28 }, (error, stdout) =>
      stdout === '' ? reject(error ?? new Error(`${name} said nothing`)) : resolve(JSON.parse(stdout) as T),
    )
  })
}
