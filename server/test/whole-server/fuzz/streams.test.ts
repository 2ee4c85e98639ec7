// What is no single request: uploads in any order against a model of them, what comes over a socket, and export files that were
// changed on the way. Whatever comes, a part holds what was answered for, and a refusal has written nothing.
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect as dial } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { SOCKET_ASK_MAX_BYTES, topicOfAttempt } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { appWithInterview, signIn, signInStaff, visit, type TestApp } from '../../testkit/app.ts'
import { TUS_MIME } from '../../../src/recordings/upload/tus-headers.ts'
import { openDevice } from '../../testkit/live-device.ts'
import { query } from '../../testkit/rows.ts'
import { openSocket } from '../../testkit/socket.ts'
import { exportOf, packed, zip } from '../../recordings/testkit/export.ts'
import { checksum, digestOf, metadata, type Device } from '../../recordings/testkit/line.ts'
import { wrong } from './shapes.ts'
import { PLENTY, watchWrites } from './watching.ts'

const numRuns = Number(process.env['FUZZ_REQUESTS'] ?? 10_000) / 200
const seed = Number(process.env['FUZZ_SEED'] ?? 1)

async function open() {
  const app = await appWithInterview({ rates: PLENTY })
  const candidate = visit(app)
  const attemptId = (await signIn(candidate)) as AttemptId
  const deviceId = randomUUID()
  const grant = await app.services.recordings.issueGrant({ attemptId, deviceId: deviceId as never, kind: 'computer' })
  const ask = (path: string, init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }) =>
    fetch(`${app.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${grant}`, 'tus-resumable': '1.0.0', ...init.headers },
    })
  return { app, candidate, attemptId, grant, ask }
}

const factsOf = (number: number) => ({
  partId: randomUUID(),
  line: 'camera',
  number: String(number),
  mime: 'video/webm;codecs=vp9,opus',
  startedAt: String(Date.UTC(2026, 11, 17, 1, 11)),
  startedAtErrorMs: '20',
})

/** What stands in a part at each place, whoever sent it and in how many pieces: so that nothing can be twice, missing or elsewhere. */
const film = randomBytes(60_000)
const length = fc.integer({ min: 1, max: 3000 })
const step = fc.oneof(
  fc.record({
    kind: fc.constant('append' as const),
    length,
    sum: fc.constantFrom('none', 'right'),
    at: fc.constant(0),
  }),
  fc.record({
    kind: fc.constant('append' as const),
    length,
    sum: fc.constantFrom('none', 'right', 'wrong'),
    at: fc.integer({ min: -9, max: 9 }),
  }),
  fc.record({ kind: fc.constant('cut' as const), length, sent: fc.nat({ max: 3000 }) }),
  fc.record({ kind: fc.constant('create' as const), isSame: fc.boolean() }),
  fc.record({ kind: fc.constant('seal' as const), more: fc.constantFrom(0, 0, 1, -1), isDigestRight: fc.boolean() }),
)

test('uploads in any order: what was answered for is there, once and in order, and nothing else', async () => {
  const { app, grant, ask } = await open()
  let number = 0
  const create = (facts: ReturnType<typeof factsOf>) =>
    ask('/api/parts', { method: 'POST', headers: { 'upload-metadata': metadata(facts), 'upload-defer-length': '1' } })
  const offsetOf = async (id: string) =>
    Number((await ask(`/api/parts/${id}`, { method: 'HEAD' })).headers.get('upload-offset'))
  const seal = (id: string, bytes: number, digest: string) =>
    ask(`/api/parts/${id}/seal`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ bytes, digest, endReason: 'finished', endedAt: app.clock.now() }),
    })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 15 }), async (steps) => {
      number += 1
      const facts = factsOf(number)
      const id = facts.partId
      expect((await create(facts)).status).toBe(201)
      let held = 0
      // where a line that broke may have got to: its bytes may still be on their way into the file
      let tornTo = 0
      let isSealed = false
      const look = async (): Promise<void> => {
        const offset = await offsetOf(id)
        expect(offset).toBeGreaterThanOrEqual(held)
        expect(offset).toBeLessThanOrEqual(Math.max(held, tornTo))
        held = offset
      }
      for (const one of steps) {
        const mayDiffer = tornTo > held ? [409] : []
        if (one.kind === 'append') {
          const offset = Math.max(0, held + one.at)
          const bytes = film.subarray(offset, offset + one.length)
          const sum = one.sum === 'none' ? {} : checksum('sha256', one.sum === 'right' ? bytes : Buffer.from('other'))
          const { status } = await ask(`/api/parts/${id}`, {
            method: 'PATCH',
            headers: { 'content-type': TUS_MIME, 'upload-offset': String(offset), ...sum },
            body: bytes,
          })
          const taken = one.sum === 'wrong' ? 460 : 204
          expect([isSealed || offset !== held ? 409 : taken, ...mayDiffer]).toContain(status)
          if (status === 204) held += one.length
        } else if (one.kind === 'cut') {
          const bytes = film.subarray(held, held + one.length)
          await cut(app, { id, grant, offset: held, bytes, sent: one.sent })
          if (!isSealed) tornTo = Math.max(tornTo, held + Math.min(one.sent, one.length))
        } else if (one.kind === 'create') {
          const { status } = await create(one.isSame ? facts : { ...facts, mime: 'video/mp4' })
          expect(status).toBe(one.isSame ? 201 : 409)
        } else {
          const isRight = one.more === 0 && one.isDigestRight
          const digest = digestOf(one.isDigestRight ? film.subarray(0, held) : Buffer.from('other'))
          const { status } = await seal(id, held + one.more, digest)
          expect([held + one.more < 0 ? 400 : isRight ? 200 : 409, ...mayDiffer]).toContain(status)
          isSealed ||= status === 200
          if (isSealed) tornTo = held
        }
        await look()
      }
      // by the server's own digest of what it holds
      await expect
        .poll(async () => {
          await look()
          return (await seal(id, held, digestOf(film.subarray(0, held)))).status
        })
        .toBe(200)
    }),
    { numRuns, seed, endOnFailure: true },
  )
  expect(app.log().filter(({ level }) => Number(level) >= 50)).toEqual([])
})

/** A body that breaks off: its length says that more comes. */
async function cut(
  app: TestApp,
  it: { id: string; grant: string; offset: number; bytes: Buffer; sent: number },
): Promise<void> {
  const { hostname, port } = new URL(app.url)
  const socket = dial(Number(port), hostname)
  socket.on('error', () => {})
  const head = [
    `PATCH /api/parts/${it.id} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    `authorization: Bearer ${it.grant}`,
    'tus-resumable: 1.0.0',
    `content-type: ${TUS_MIME}`,
    `upload-offset: ${it.offset}`,
    `content-length: ${it.bytes.length + 1}`,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  socket.end(it.bytes.subarray(0, it.sent))
  socket.resume()
  await once(socket, 'close')
}

test('whatever comes over a socket, the server answers within the contract or closes it, and others hear no less', async () => {
  const { app, candidate, attemptId } = await open()
  const proctor = await signInStaff(app, 'proctor')
  const written = await watchWrites(app)
  const right = fc.record({
    kind: fc.constantFrom('subscribe', 'unsubscribe'),
    topic: fc.constantFrom(topicOfAttempt(attemptId), `sitting/${randomUUID()}`, 'attempt/x'),
    after: fc.constantFrom(null, 0, 7),
  })
  const frame = fc.oneof(
    right.map((asked) => JSON.stringify(asked)),
    wrong(right).map((asked) => JSON.stringify(asked) ?? ''),
    fc.string({ unit: 'binary', maxLength: SOCKET_ASK_MAX_BYTES + 10 }),
    fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some)),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 12 }), async (frames) => {
      // openSocket reads strictly: an answer that is not of the contract fails it
      const line = await openSocket(app.url, candidate)
      for (const one of frames) line.send(one as string)
      line.ask({ kind: 'subscribe', topic: topicOfAttempt(attemptId), after: null })
      await Promise.race([line.next('subscribed', ({ topic }) => topic === topicOfAttempt(attemptId)), line.closed()])
      line.cut()
    }),
    { numRuns, seed, endOnFailure: true },
  )
  expect(await written()).toEqual([])
  const line = await openSocket(app.url, proctor, { side: 'staff' })
  line.ask({ kind: 'subscribe', topic: topicOfAttempt(attemptId), after: null })
  await line.next('subscribed')
  expect(line.closedWith()).toBeNull()
  // bytes that are no WebSocket
  const raw = new WebSocket(`${app.url.replace('http', 'ws')}/api/socket`, { headers: { cookie: candidate.cookie() } })
  raw.on('error', () => {})
  await once(raw, 'open')
  ;(raw as unknown as { _socket: { write(some: Buffer): void } })._socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff]))
  await once(raw, 'close')
  expect(app.log().filter(({ level }) => Number(level) >= 50)).toEqual([])
})

test('an export file that was changed anywhere is taken whole or refused whole', async () => {
  const { app, attemptId, grant } = await open()
  const organiser = await signInStaff(app, 'organiser')
  const device = await openDevice(app, attemptId)
  const other = await device.begin('screen')
  await device.append(other, 0, Buffer.from('what had come'))
  // what is found out about a sealed part by and by is not the file's doing
  const held = () => query(app, 'select id, line, number, bytes, generation, sealed_at from parts order by id')
  const film = [{ facts: factsOf(1), bytes: Buffer.from('a film of the camera') }]
  const { manifest, files } = exportOf({ attemptId, grant } as Device, film, app.clock.now())
  const whole = packed({ manifest, files }, grant)
  const place = fc.nat({ max: whole.length - 1 })
  const changed = fc.oneof(
    fc.array(fc.tuple(place, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }).map((flips) => {
      const file = Buffer.from(whole)
      for (const [at, by] of flips) file[at] = (file[at] ?? 0) ^ by
      return file
    }),
    place.map((to) => whole.subarray(0, to)),
    place.map((at) => Buffer.concat([whole.subarray(at), whole])),
    fc
      .tuple(place, fc.uint8Array({ maxLength: 50 }))
      .map(([at, put]) => Buffer.concat([whole.subarray(0, at), put, whole.subarray(at)])),
    // with a proof that is right: a page of ours wrote it, or somebody who has its grant
    wrong(fc.constant(manifest)).map((put) => packed({ manifest: put as object, files }, grant)),
    fc.constant(zip([...files, ...files])),
  )
  const send = (file: Buffer) =>
    organiser.send(`/api/attempts/${attemptId}/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/zip' },
      body: new Uint8Array(file),
    })
  await fc.assert(
    fc.asyncProperty(changed, async (file) => {
      const before = await held()
      const answer = await send(file)
      expect([200, 400, 403, 409, 413, 415]).toContain(answer.status)
      if (answer.status !== 200) expect(await held()).toEqual(before)
    }),
    { numRuns: numRuns * 3, seed, endOnFailure: true },
  )
  expect(await send(whole)).toMatchObject({ status: 200, body: { parts: [{ isSealed: true, refusal: null }] } })
  expect(app.log().filter(({ level }) => Number(level) >= 50)).toEqual([])
})
