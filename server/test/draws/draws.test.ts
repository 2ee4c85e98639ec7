// Proves the draw: committed at import, closed until check-in opens, then recomputable by anybody; a lot is told to its
// candidate once it is drawn, and the public file names nobody.
import { createHash, createHmac } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DrawFile, DrawView } from '@zhishi/core/contract'
import { checkDraw, handleOf, type DrawCrypto } from '@zhishi/core/draw'
import { formatInstant, MINUTE_MS } from '@zhishi/core/time'
import { openDatabase } from '../../src/platform/database/database.ts'
import { auditEntries, drawCommitments } from '../../src/platform/database/tables.ts'
import { verify } from '../recordings/testkit/command.ts'
import { ENTER, seated } from '../testkit/candidate.ts'
import {
  startApp,
  CODE,
  command,
  document,
  listSittings,
  signIn,
  signInStaff,
  T0,
  visit,
  type TestApp,
  type Visitor,
} from '../testkit/app.ts'

const OPENS_AT = T0 - 30 * MINUTE_MS

/** Anybody's crypto: that of Node, not the server's. */
const crypto: DrawCrypto = {
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  hmac: (key, bytes) => createHmac('sha256', key).update(bytes).digest(),
}

const PEOPLE = ['陈思远', '李四', '王五', '赵六', '孙七', '周八', '吴九', '郑十'].map((name, at) => ({
  number: `1101011990010100${at + 10}`,
  name,
  personalCode: CODE,
}))

async function withSitting(now: number): Promise<{ app: TestApp; sittingId: string }> {
  const app = await startApp({ now })
  const sitting = {
    key: 'first',
    name: { zh: '第一场' },
    startsAt: formatInstant(T0),
    questions: [{ text: '第一题。' }],
    roster: PEOPLE,
  }
  await app.services.interviews.importDocument(document({ sittings: [sitting] }))
  const [first] = await listSittings(app)
  return { app, sittingId: first!.sittingId }
}

const fileOf = async (visitor: Visitor, sittingId: string) =>
  (await visitor.get(`/api/sittings/${sittingId}/draw`)).body as unknown as DrawFile
const drawOf = async (visitor: Visitor, attemptId: string) =>
  (await visitor.get(`/api/attempts/${attemptId}/draw`)).body as unknown as DrawView

test('before it opens nothing of the draw leaves but its commitments; afterwards anybody can compute every lot', async () => {
  const { app, sittingId } = await withSitting(OPENS_AT - 1)
  const anybody = visit(app)
  const candidate = visit(app)
  const attemptId = await signIn(candidate, PEOPLE[0]!.number)
  const closed = await fileOf(anybody, sittingId)
  expect(closed).toMatchObject({ openedAt: null, lots: null, isServerAlone: true, committedAt: OPENS_AT - 1 })
  const told = JSON.stringify([
    closed,
    await drawOf(candidate, attemptId),
    (await candidate.get(`/api/attempts/${attemptId}`)).body,
  ])
  expect((await command(candidate, attemptId, { kind: 'drawLot' })).body).toMatchObject({
    code: 'notYetOpen',
    at: OPENS_AT,
  })

  app.clock.set(OPENS_AT)
  const open = await fileOf(anybody, sittingId)
  expect(open.openedAt).toBe(OPENS_AT)
  expect(checkDraw(crypto, open)).toBeNull()
  const owned = open.lots!.slice(0, -open.spares)
  expect(owned.map((one) => one.lot).sort((a, b) => a - b)).toEqual(PEOPLE.map((_, at) => at + 1))
  // what was committed is what was opened
  expect(open.rollHash).toBe(closed.rollHash)
  expect(open.contributions.map((one) => one.commitment)).toEqual(closed.contributions.map((one) => one.commitment))

  const lease = await command(candidate, attemptId, { kind: 'signIn', deviceId: candidate.deviceId })
  expect(lease.status).toBe(200)
  await command(candidate, attemptId, { kind: 'drawLot' })
  const own = await drawOf(candidate, attemptId)
  const secrets = [own.salt!, ...open.contributions.map((one) => one.revealed!), ...open.lots!.map((one) => one.handle)]
  expect(secrets.every((secret) => /^[0-9a-f]{64}$/.test(secret))).toBe(true)
  for (const secret of secrets) expect(told).not.toContain(secret)
  expect(JSON.parse(told)[1]).toMatchObject({ lot: null, salt: null, handle: null, count: PEOPLE.length })
  expect(JSON.parse(told)[2]).toMatchObject({ lot: null })

  // it names nobody, and the order of its handles tells nothing of the roster
  const text = JSON.stringify(open)
  for (const { name, number } of PEOPLE) expect(text.includes(name) || text.includes(number)).toBe(false)
  expect(text).not.toContain(attemptId)
  const handles = owned.map((one) => one.handle)
  expect(handles).toEqual([...handles].sort())
})

test('a candidate is told the own lot with its proof once it is drawn, by the press or at entry', async () => {
  const { app, sittingId } = await withSitting(T0 - 20 * MINUTE_MS)
  const [presses, enters] = [visit(app), visit(app)]
  const pressed = await signIn(presses, PEOPLE[3]!.number)
  const entered = await signIn(enters, PEOPLE[5]!.number)
  for (const [visitor, id] of [
    [presses, pressed],
    [enters, entered],
  ] as const) {
    await command(visitor, id, { kind: 'signIn', deviceId: visitor.deviceId })
    // the file is open, and still nobody can find the own line in it
    expect(await drawOf(visitor, id)).toMatchObject({ lot: null, salt: null, handle: null, drawnAt: null })
  }
  expect((await presses.get(`/api/attempts/${entered}/draw`)).body).toMatchObject({ code: 'notFound' })

  const answer = await command(presses, pressed, { kind: 'drawLot' })
  const own = await drawOf(presses, pressed)
  expect(own).toMatchObject({ drawnAt: T0 - 20 * MINUTE_MS, isDrawnByCandidate: true, count: PEOPLE.length })
  expect(answer.body['lot']).toBe(own.lot)
  expect(handleOf(crypto, own.salt!, pressed)).toBe(own.handle)
  app.clock.set(T0 - 19 * MINUTE_MS)
  expect((await command(presses, pressed, { kind: 'drawLot' })).body['lot']).toBe(own.lot)
  expect(await drawOf(presses, pressed)).toEqual(own)

  app.clock.set(T0 - 10 * MINUTE_MS)
  expect((await drawOf(enters, entered)).lot).toBeNull()
  await command(enters, entered, ENTER)
  const assigned = await drawOf(enters, entered)
  expect(assigned).toMatchObject({ drawnAt: T0 - 10 * MINUTE_MS, isDrawnByCandidate: false })
  expect(handleOf(crypto, assigned.salt!, entered)).toBe(assigned.handle)

  const { lots } = await fileOf(visit(app), sittingId)
  for (const one of [own, assigned]) expect(lots).toContainEqual({ handle: one.handle, lot: one.lot })
  expect(own.lot).not.toBe(assigned.lot)
})

test('until the draw opens another roster is another draw; afterwards who is added takes a spare lot of the same one', async () => {
  const { app, sittingId } = await withSitting(OPENS_AT - MINUTE_MS)
  const { interviews } = app.services
  const roster = (people: unknown[]) =>
    document({
      sittings: [
        {
          key: 'first',
          name: { zh: '第一场' },
          startsAt: formatInstant(T0),
          questions: [{ text: '第一题。' }],
          roster: people,
        },
      ],
    })
  const edit = async (people: unknown[]) => {
    const { version } = (await interviews.exportDocument({ key: 'autumn' }))!
    return interviews.importDocument(roster(people), new Map(), { onto: version })
  }
  const before = await fileOf(visit(app), sittingId)
  expect(await edit(PEOPLE.slice(1))).toMatchObject({ ok: true })
  const fewer = await fileOf(visit(app), sittingId)
  expect(fewer.rollHash).not.toBe(before.rollHash)

  app.clock.set(T0 - 20 * MINUTE_MS)
  const { candidate, id: attemptId } = await seated(app, PEOPLE[3]!.number)
  await command(candidate, attemptId, { kind: 'drawLot' })
  const own = await drawOf(candidate, attemptId)
  const late = { number: '110101199001010099', name: '后来者', personalCode: CODE }
  // one goes who has done nothing, one comes: nobody else's lot changes
  expect(await edit([...PEOPLE.slice(2), late])).toMatchObject({ ok: true })
  expect(await drawOf(candidate, attemptId)).toMatchObject({ lot: own.lot, handle: own.handle })
  const { candidate: added, id: addedId } = await seated(app, late.number)
  await command(added, addedId, { kind: 'drawLot' })
  const spare = await drawOf(added, addedId)
  expect(handleOf(crypto, spare.salt!, addedId)).toBe(spare.handle)
  const file = await fileOf(visit(app), sittingId)
  expect(file.rollHash).toBe(fewer.rollHash)
  expect(checkDraw(crypto, file)).toBeNull()
  expect(file.lots!.slice(-file.spares)).toContainEqual({ handle: spare.handle, lot: spare.lot })
  expect(spare.lot).toBeGreaterThan(PEOPLE.length - 1)

  const many = Array.from({ length: 51 }, (_, at) => ({ ...late, number: `B0${at + 100}` }))
  expect(await edit([...PEOPLE.slice(2), late, ...many])).toMatchObject({
    ok: false,
    refusals: [{ code: 'lotsUsedUp', path: 'sittings.0.roster' }],
  })
})

const verifyFiles = (...files: string[]) => verify(['--draw', ...files])

test('every commitment stays, in order; a second person contributes, and anybody checks all of it offline', async () => {
  const { app, sittingId } = await withSitting(OPENS_AT - 60 * MINUTE_MS)
  const { interviews } = app.services
  const anybody = visit(app)
  const proctor = await signInStaff(app, 'proctor')
  const organiser = await signInStaff(app, 'organiser')
  const lotsNow = async (): Promise<(number | null)[]> =>
    (await app.services.lists.ofSitting(sittingId as never))!.map(({ lot }) => lot)
  const contribute = (who: Visitor, text: string) => who.post(`/api/sittings/${sittingId}/draw/contributions`, { text })
  const sitting = (roster: unknown[]) => ({
    key: 'first',
    name: { zh: '第一场' },
    startsAt: formatInstant(T0),
    questions: [{ text: '第一题。' }],
    roster,
  })
  const save = async (name: string, file: unknown): Promise<string> => {
    const path = join(app.directory, `${name}.json`)
    await writeFile(path, JSON.stringify(file))
    return path
  }

  const first = await fileOf(anybody, sittingId)
  expect(first.inWords.zh).toContain('只由服务器一方提供')
  expect(first.commitments).toMatchObject([{ number: 1, why: 'imported', rollHash: first.rollHash }])
  // what a person contributed to one roll does not count for another: it is said, and stays in the order
  const early = await contribute(proctor, '长风破浪会有时')
  expect(early).toMatchObject({ status: 400 })
  const words = '长风破浪会有时，直挂云帆济沧海'
  const before = await lotsNow()
  app.clock.set(OPENS_AT - 50 * MINUTE_MS)
  const given = await contribute(proctor, words)
  const digest = createHash('sha256').update(words).digest('hex')
  expect(given).toMatchObject({ status: 200, body: { number: 2, at: OPENS_AT - 50 * MINUTE_MS, commitment: digest } })
  expect(await lotsNow(), 'it changes the lots').not.toEqual(before)
  expect((await contribute(proctor, '第二次写的另一句话')).body['code']).toBe('contributionGiven')
  app.clock.set(OPENS_AT - 40 * MINUTE_MS)
  const { version } = (await interviews.exportDocument({ key: 'autumn' }))!
  const fewer = document({ sittings: [sitting(PEOPLE.slice(1))] })
  expect(await interviews.importDocument(fewer, new Map(), { onto: version })).toMatchObject({ ok: true })
  const edited = await fileOf(anybody, sittingId)
  expect(edited).toMatchObject({ isServerAlone: true, contributions: [{ by: 'server' }] })

  app.clock.set(OPENS_AT - 30 * MINUTE_MS)
  expect((await contribute(proctor, words)).status).toBe(200)
  app.clock.set(OPENS_AT - 1)
  expect((await contribute(organiser, '今天的云像一只鲸鱼')).status).toBe(200)
  const closed = await fileOf(anybody, sittingId)
  expect(closed.commitments.map(({ number, why }) => [number, why])).toEqual([
    [1, 'imported'],
    [2, 'contributed'],
    [3, 'rosterEdited'],
    [4, 'contributed'],
    [5, 'contributed'],
  ])
  expect(closed.contributions.map(({ by, at, revealed, text }) => [by, at, revealed, text])).toEqual([
    ['server', OPENS_AT - 40 * MINUTE_MS, null, null],
    ['proctor', OPENS_AT - 30 * MINUTE_MS, null, null],
    ['organiser', OPENS_AT - 1, null, null],
  ])
  expect(closed.inWords.en).toContain('2 people contributed')
  expect(JSON.stringify(closed)).not.toContain('长风')
  const copy = await save('copy', closed)
  expect(await verifyFiles(copy)).toMatchObject({ code: 0 })

  app.clock.set(OPENS_AT)
  expect((await contribute(organiser, '太晚了的一句话而已')).body['code']).toBe('windowClosed')
  const open = await fileOf(anybody, sittingId)
  expect(open.contributions.map(({ text }) => text)).toEqual([null, words, '今天的云像一只鲸鱼'])
  expect(open.commitments).toEqual(closed.commitments)
  expect(checkDraw(crypto, open)).toBeNull()
  const owned = open.lots!.slice(0, -open.spares).map(({ lot }) => lot)
  expect((await lotsNow()).toSorted((a, b) => a! - b!)).toEqual(owned.toSorted((a, b) => a - b))
  const good = await verifyFiles(await save('open', open), copy)
  expect(good.out).toMatch(/lots computed again: all agree/)
  expect(good.code).toBe(0)
  // the lot a candidate is told is the one that was computed with all of them
  const { candidate, id } = await seated(app, PEOPLE[3]!.number)
  await command(candidate, id, { kind: 'drawLot' })
  const own = await drawOf(candidate, id)
  expect(open.lots).toContainEqual({ handle: own.handle, lot: own.lot })

  const swapped = open.lots!.map((one, place, all) => (place < 2 ? { ...one, lot: all[1 - place]!.lot } : one))
  const [server, ...people] = open.contributions
  const without = open.commitments.filter(({ number }) => number !== 2)
  const wrong: [string, object, RegExp][] = [
    ['altered lot', { lots: swapped }, /the lot of [0-9a-f]{64} is \d+, and by the rule it is \d+/],
    ['removed commitment', { commitments: without }, /commitment 2 is MISSING/],
    [
      'removed and numbered anew',
      { commitments: without.map((one, place) => ({ ...one, number: place + 1 })) },
      /commitment 2 is CHANGED/,
    ],
    [
      'changed contribution',
      { contributions: [server, { ...people[0], text: '另一句', revealed: Buffer.from('另一句').toString('hex') }] },
      /contribution of the proctor is NOT/,
    ],
    ['a contributor left out', { contributions: [server] }, /newest commitment is NOT/],
    ['said to be alone', { isServerAlone: true }, /isServerAlone is NOT/],
  ]
  for (const [name, change, expected] of wrong) {
    const { code, out } = await verifyFiles(await save('wrong', { ...open, ...change }))
    expect([code, out], name).toEqual([1, expect.stringMatching(expected)])
  }
  // made anew as a whole it agrees with itself, and with no copy
  const other = await withSitting(OPENS_AT)
  const anew = { ...(await fileOf(visit(other.app), other.sittingId)), sittingId }
  expect((await verifyFiles(await save('anew', anew))).code).toBe(0)
  const compared = await verifyFiles(await save('anew', anew), copy)
  expect([compared.code, compared.out]).toEqual([1, expect.stringMatching(/commitment 1 of .* is NOT in the file/)])
  expect((await verifyFiles(await save('none', { lots: [] }))).code).toBe(2)

  const { db, close } = openDatabase(app.databaseUrl, () => {})
  const written = (await db.select().from(auditEntries)).filter(({ action }) => action === 'drawCommitted')
  const ofSitting = written.filter(({ subject }) => subject['sittingId'] === sittingId)
  expect(ofSitting.map(({ subject }) => subject['hash'])).toEqual(open.commitments.map(({ hash }) => hash))
  expect(ofSitting.map(({ actorRole }) => actorRole)).toEqual(['system', 'proctor', 'system', 'proctor', 'organiser'])
  // of a draw from before commitments were written down, the file says that earlier ones are not known
  await db.delete(drawCommitments)
  await close()
  app.clock.set(OPENS_AT + 1)
  const older = await app.beside()
  const found = (await (await fetch(`${older.url}/api/sittings/${sittingId}/draw`)).json()) as DrawFile
  expect(found.commitments).toMatchObject([{ number: 1, why: 'foundThere' }])
  expect(checkDraw(crypto, found)).toBeNull()
})

test('the public file is made once and sent again, small where that is taken, until it changes', async () => {
  const { app, sittingId } = await withSitting(OPENS_AT - 1)
  const url = `${app.url}/api/sittings/${sittingId}/draw`
  const ask = (headers: Record<string, string> = {}) => fetch(url, { headers })
  const closed = await ask({ 'accept-encoding': 'identity' })
  const etag = closed.headers.get('etag') ?? ''
  const text = await closed.text()
  expect(JSON.parse(text)).toMatchObject({ openedAt: null, lots: null })
  expect(closed.headers.get('content-encoding')).toBeNull()
  expect(closed.headers.get('vary')).toContain('accept-encoding')
  for (const coding of ['br', 'gzip']) {
    const small = await ask({ 'accept-encoding': `${coding}, *;q=0` })
    expect([small.headers.get('content-encoding'), small.headers.get('etag')]).toEqual([coding, etag])
    expect(await small.text()).toBe(text)
  }
  const known = await ask({ 'if-none-match': `"other", ${etag}` })
  expect([known.status, await known.text()]).toEqual([304, ''])

  app.clock.set(OPENS_AT)
  const opened = await Promise.all(Array.from({ length: 20 }, () => ask({ 'if-none-match': etag })))
  expect(new Set(opened.map(({ status, headers }) => `${status} ${headers.get('etag')}`)).size).toBe(1)
  const first = opened[0]!
  expect(first.status).toBe(200)
  expect(first.headers.get('etag')).not.toBe(etag)
  expect(((await first.json()) as DrawFile).lots).toHaveLength(PEOPLE.length + 51)

  const contract = await fetch(`${app.url}/openapi.json`)
  const same = { 'if-none-match': contract.headers.get('etag') ?? '' }
  expect((await contract.json()) as unknown).toMatchObject({ openapi: expect.stringMatching(/^3\.1\./) as unknown })
  expect((await fetch(`${app.url}/openapi.json`, { headers: same })).status).toBe(304)
})
