// The line by which bytes come in, as tus 1.0 over real HTTP: its happy way, its restarts, and every wrong request.
import { createPublicKey, randomBytes, randomUUID, verify } from 'node:crypto'
import { request } from 'node:http'
import { expect, test } from 'vitest'
import { receipt as receiptSchema, receiptText } from '@zhishi/core/recording'
import { partBlocks } from '../../src/platform/database/tables.ts'
import {
  buildLine,
  checksum,
  digestOf,
  metadata,
  MIB,
  receiptOf,
  STAFF,
  T0,
  useDevice,
  type Answer,
  type Device,
} from './testkit/line.ts'

test('a part grows, outlives two restarts in its middle, is sealed, and its receipt can be checked by anybody', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const bytes = randomBytes(3 * MIB + 54_321)
  const facts = device.facts()

  const created = await device.create(facts)
  expect(created.status).toBe(201)
  expect(created.headers.get('location')).toBe(`/api/parts/${facts.partId}`)
  expect(created.headers.get('tus-resumable')).toBe('1.0.0')
  expect((await device.create(facts)).status, 'announcing again changes nothing').toBe(201)
  const id = facts.partId

  const empty = await device.head(id)
  expect(empty.status).toBe(200)
  expect(Object.fromEntries(empty.headers)).toMatchObject({
    'upload-offset': '0',
    'upload-defer-length': '1',
    'zhishi-generation': '1',
    'cache-control': 'no-store',
  })

  // steps that end inside, at and behind block borders; with and without checksum
  const ends = [1, 400_000, MIB, MIB + 1, 2 * MIB - 1, 3 * MIB + 5, bytes.length]
  let offset = 0
  for (const [step, end] of ends.entries()) {
    if (step === 2 || step === 5) await line.restart()
    line.clock.at += 4000
    const piece = bytes.subarray(offset, end)
    const way = step % 3 === 0 ? {} : checksum(step % 3 === 1 ? 'sha256' : 'sha1', piece)
    const answer = await device.patch(id, offset, piece, way)
    expect(answer.status).toBe(204)
    expect(answer.headers.get('upload-offset')).toBe(String(end))
    offset = end
  }
  expect((await device.head(id)).headers.get('upload-offset')).toBe(String(bytes.length))
  expect(await line.now().db.select().from(partBlocks)).toHaveLength(3)
  await line.now().auditChain.add()

  const sealed = await device.seal(id, bytes)
  expect(sealed.status).toBe(200)
  const receipt = receiptSchema.parse(sealed.body)
  expect(receipt).toMatchObject({ partId: id, bytes: bytes.length, digest: digestOf(bytes), sealedAt: line.clock.at })
  expect(receipt.auditHead).toBe(await line.now().audit.head())
  const key = await device.send('/api/receipt-key', {})
  const publicKey = createPublicKey({
    key: Buffer.from(String(key.body['publicKey']), 'base64'),
    format: 'der',
    type: 'spki',
  })
  const isGenuine = (text: string) =>
    verify(null, Buffer.from(text), publicKey, Buffer.from(receipt.signature, 'base64url'))
  expect(isGenuine(receiptText(receipt))).toBe(true)
  expect(isGenuine(receiptText({ ...receipt, bytes: receipt.bytes - 1 }))).toBe(false)
  expect(key.body['keyId']).toBe(receipt.keyId)

  expect((await line.held(device.attemptId, id)).equals(bytes)).toBe(true)
  expect(Object.fromEntries((await device.head(id)).headers)).toMatchObject({
    'upload-offset': String(bytes.length),
    'upload-length': String(bytes.length),
  })

  // sealed: the same word again gets the same receipt, any other is refused, no byte is added, and none is changed
  line.clock.at += 60_000
  await line.restart()
  expect((await device.seal(id, bytes)).body).toEqual(sealed.body)
  expect((await device.seal(id, bytes, { endReason: 'crashed', endedAt: 1 })).body).toEqual(sealed.body)
  expect((await device.seal(id, bytes, { digest: digestOf(bytes.subarray(1)) })).body).toMatchObject({
    code: 'partDiffers',
  })
  expect((await device.seal(id, bytes.subarray(1))).body).toMatchObject({ code: 'partDiffers' })
  const more = await device.patch(id, bytes.length, Buffer.from('more'))
  expect([more.status, more.body['code'], more.headers.get('upload-offset')]).toEqual([
    409,
    'partSealed',
    String(bytes.length),
  ])
  expect((await device.patch(id, 0, bytes.subarray(0, 9))).body).toMatchObject({ code: 'partSealed' })
  expect((await device.patch(id, bytes.length, Buffer.alloc(0))).status).toBe(204)
  expect((await line.held(device.attemptId, id)).equals(bytes)).toBe(true)
  expect(await line.audited('partSealed')).toMatchObject([{ partId: id, digest: digestOf(bytes) }])

  // a part without bytes can be sealed too: the recorder was stopped before its first slice
  const nothing = await device.begin()
  expect((await device.seal(nothing, Buffer.alloc(0))).body).toMatchObject({
    bytes: 0,
    digest: digestOf(Buffer.alloc(0)),
  })
})

test('a plain tus client that knows the length uploads and resumes without a change', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const options = await device.send('/api/parts', { method: 'OPTIONS' })
  expect(options.status).toBe(204)
  expect(Object.fromEntries(options.headers)).toMatchObject({
    'tus-version': '1.0.0',
    'tus-extension': 'creation,creation-defer-length,checksum',
    'tus-checksum-algorithm': 'sha256,sha1',
    'tus-max-size': String(8 * 1024 ** 3),
  })
  // larger than a window, so that it becomes durable in steps
  const bytes = randomBytes(9 * MIB + 7)
  const facts = { ...device.facts(), filename: 'camera.webm' }
  const create = (length: string) =>
    device.send('/api/parts', {
      method: 'POST',
      headers: { 'upload-metadata': metadata(facts), 'upload-length': length },
    })
  const created = await create(String(bytes.length))
  expect(created.status).toBe(201)
  expect((await create('5')).body).toMatchObject({ code: 'partDiffers' })
  const place = created.headers.get('location') ?? ''
  expect((await device.patch(facts.partId, 0, bytes.subarray(0, 100))).status).toBe(204)
  const head = await device.send(place, { method: 'HEAD' })
  expect([head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual(['100', String(bytes.length)])
  expect((await device.patch(facts.partId, 100, bytes)).body).toMatchObject({ code: 'tooLarge' })
  expect((await device.patch(facts.partId, 100, bytes.subarray(100))).headers.get('upload-offset')).toBe(
    String(bytes.length),
  )
  expect((await device.seal(facts.partId, bytes)).status).toBe(200)

  // a length that was deferred comes with the last bytes
  const later = await device.begin()
  expect((await device.patch(later, 0, Buffer.from('abc'), { 'upload-length': '6' })).status).toBe(204)
  expect((await device.head(later)).headers.get('upload-length')).toBe('6')
  expect((await device.patch(later, 3, Buffer.from('d'), { 'upload-length': '7' })).body).toMatchObject({
    code: 'lengthMismatch',
  })
  expect((await device.patch(later, 3, Buffer.from('defg'))).body).toMatchObject({ code: 'tooLarge' })
})

test('every wrong request is refused by name, and nothing of it is kept', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const id = await device.begin()
  await device.patch(id, 0, Buffer.from('0123456789'))
  const ten = Buffer.from('ABCDEFGHIJ')
  const patch = (headers: Record<string, string>, offset = 10, bytes = ten) => device.patch(id, offset, bytes, headers)

  const refusals: Array<[string, number, string, () => Promise<Answer>]> = [
    ['an offset behind', 409, 'offsetMismatch', () => patch({}, 3)],
    ['an offset ahead', 409, 'offsetMismatch', () => patch({}, 11)],
    ['no offset', 400, 'malformed', () => patch({ 'upload-offset': '' })],
    ['an offset that is no count', 400, 'malformed', () => patch({ 'upload-offset': '-1' })],
    ['an offset beyond numbers', 400, 'malformed', () => patch({ 'upload-offset': '9'.repeat(16) })],
    ['another media type', 415, 'unsupportedMediaType', () => patch({ 'content-type': 'application/json' })],
    ['another version', 412, 'protocolVersion', () => patch({ 'tus-resumable': '0.2.2' })],
    ['a checksum of other bytes', 460, 'checksumMismatch', () => patch(checksum('sha256', Buffer.from('other')))],
    ['a checksum of an unknown kind', 400, 'malformed', () => patch({ 'upload-checksum': 'md5 AAAA' })],
    ['a checksum that is cut', 400, 'malformed', () => patch({ 'upload-checksum': 'sha256 AAAA' })],
    ['more than a part may hold', 413, 'tooLarge', () => patch({ 'upload-length': String(8 * 1024 ** 3 + 1) })],
    [
      'a checked body that is too large',
      413,
      'tooLarge',
      () => patch(checksum('sha1', ten), 10, Buffer.alloc(16 * MIB + 1)),
    ],
    ['a promise that is no count', 400, 'malformed', () => patch({ 'zhishi-acknowledged': 'all' })],
    ['a promise beyond a part', 400, 'malformed', () => patch({ 'zhishi-acknowledged': String(8 * 1024 ** 3 + 1) })],
    [
      'a generation of nobody',
      400,
      'malformed',
      () => patch({ 'zhishi-acknowledged': '1', 'zhishi-generation': '9999999' }),
    ],
    ['a part nobody knows', 404, 'notFound', () => device.patch(randomUUID(), 0, ten)],
    ['an id that is none', 404, 'notFound', () => device.patch('..%2F..%2Fetc%2Fpasswd', 0, ten)],
    ['a seal over less', 409, 'lengthMismatch', () => device.seal(id, Buffer.from('0123'))],
    ['a seal over more', 409, 'lengthMismatch', () => device.seal(id, Buffer.from('0123456789A'))],
    ['a seal over other bytes', 409, 'digestMismatch', () => device.seal(id, Buffer.from('012345678X'))],
    [
      'a seal with unknown fields',
      400,
      'malformed',
      () => device.seal(id, Buffer.from('0123456789'), { isFinal: true }),
    ],
  ]
  for (const [what, status, code, answer] of refusals) {
    const { status: got, body } = await answer()
    expect([what, got, body['code']]).toEqual([what, status, code])
  }
  const mismatch = await patch({}, 3)
  expect([mismatch.body['offset'], mismatch.headers.get('upload-offset')]).toEqual([10, '10'])
  expect((await device.seal(id, Buffer.from('01'))).body['offset']).toBe(10)
  expect(await line.audited('digestDiffered')).toMatchObject([{ partId: id, bytes: 10 }])
  expect((await line.held(device.attemptId, id)).toString()).toBe('0123456789')
  expect((await device.seal(id, Buffer.from('0123456789'))).status).toBe(200)

  const facts = device.facts()
  const wrongFacts: Array<[string, string, Record<string, string>]> = [
    ['no metadata', 'malformed', { 'upload-metadata': '' }],
    ['no length and no deferral', 'malformed', { 'upload-defer-length': '0' }],
    ['both', 'malformed', { 'upload-length': '5' }],
    ['too long', 'tooLarge', { 'upload-length': String(8 * 1024 ** 3 + 1), 'upload-defer-length': '' }],
    ['a key twice', 'malformed', { 'upload-metadata': `${metadata(facts)},line ${btoa('screen')}` }],
    [
      'bytes that are not UTF-8',
      'malformed',
      { 'upload-metadata': metadata(facts).replace(btoa('camera'), '/////w==') },
    ],
    ['not base64', 'malformed', { 'upload-metadata': metadata(facts).replace(btoa('camera'), 'cam-era!') }],
    ['an id that is none', 'malformed', { 'upload-metadata': metadata({ ...facts, partId: '../x' }) }],
    ['an unknown line', 'malformed', { 'upload-metadata': metadata({ ...facts, line: 'lobby' }) }],
    ['a page as media', 'malformed', { 'upload-metadata': metadata({ ...facts, mime: 'text/html' }) }],
    ['a journal as video', 'malformed', { 'upload-metadata': metadata({ ...facts, line: 'journal' }) }],
    ['a line of the phone', 'foreignPart', { 'upload-metadata': metadata({ ...facts, line: 'evidence' }) }],
  ]
  for (const [what, code, headers] of wrongFacts) {
    const answer = await device.create(facts, headers)
    expect([what, answer.body['code']]).toEqual([what, code])
  }
  expect((await device.head(facts.partId)).status).toBe(404)
  expect((await device.create(facts)).status).toBe(201)
  for (const change of [
    { number: '77' },
    { mime: 'video/webm' },
    { startedAt: '5' },
    { startedAtErrorMs: 'unknown' },
  ]) {
    expect((await device.create({ ...facts, ...change })).body['code']).toBe('partDiffers')
  }
  const sameNumber = { ...facts, partId: randomUUID() }
  expect((await device.create(sameNumber)).body['code'], 'another part with that number').toBe('partDiffers')
})

test('only the right device with a genuine grant reaches a part; a stop stops new parts and never old bytes', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const other = await useDevice(line, { attempt: 1 })
  const phone = await useDevice(line, { kind: 'phone' })
  const id = await device.begin()
  const bytes = randomBytes(1000)

  const knock = async (one: Device) => [
    (await one.head(id)).status,
    (await one.patch(id, 0, bytes)).body['code'],
    (await one.seal(id, Buffer.alloc(0))).body['code'],
    (await one.create({ ...device.facts(), partId: id })).body['code'],
  ]
  expect(await knock(other)).toEqual([403, 'foreignPart', 'foreignPart', 'foreignPart'])
  expect(await knock(phone)).toEqual([403, 'foreignPart', 'foreignPart', 'foreignPart'])
  const [prefix, claims = '', mac] = device.grant.split('.')
  const forgedClaims = Buffer.from(claims, 'base64url').toString().replace(device.attemptId, other.attemptId)
  const forged = [
    '',
    'zg1',
    `${prefix}.${claims}.`,
    `${prefix}.${claims}.${Buffer.alloc(32).toString('base64url')}`,
    `${prefix}.${Buffer.from(forgedClaims).toString('base64url')}.${mac}`,
    `${device.grant}.x`,
    `zg2.${claims}.${mac}`,
    'x'.repeat(5000),
  ]
  const { grant } = device
  for (const one of forged) {
    device.grant = one
    expect(await knock(device)).toEqual([401, 'grantRefused', 'grantRefused', 'grantRefused'])
  }
  device.grant = grant
  expect((await device.head(id)).headers.get('upload-offset')).toBe('0')

  // a reload asks again and gets the same right; it outlives a restart
  const { service } = line.now()
  const asked = { attemptId: device.attemptId, deviceId: device.deviceId, kind: 'computer' } as const
  expect(await service.issueGrant(asked)).toBe(device.grant)
  await line.restart()

  // hand-over to another computer at T0 + 60 s
  line.clock.at = T0 + 60_000
  const second = await useDevice(line)
  const early = { ...device.facts(), startedAt: String(T0 + 59_999) }
  const late = { ...device.facts(), startedAt: String(T0 + 60_100), startedAtErrorMs: '50' }
  const unsure = { ...device.facts(), startedAt: String(T0 + 60_100), startedAtErrorMs: '150' }
  const unheard = { ...device.facts(), startedAt: String(T0 + 1) }
  const heard = [early, unsure].map(({ partId }) => ({
    partId,
    line: 'camera',
    bytes: 5,
    openBlock: null,
    closedBlocks: [],
  }))
  const beat = async (parts: object[]) => {
    const headers = { 'content-type': 'application/json' }
    return device.send('/api/beats', { method: 'POST', headers, body: JSON.stringify({ sentAt: T0, parts }) })
  }
  for (const one of heard) expect((await beat([one])).status).toBe(200)
  await line.now().service.stopGrants(line.now().db, device.attemptId, { except: second.deviceId, kind: 'computer' })
  expect((await device.patch(id, 0, bytes)).status, 'old bytes').toBe(204)
  expect((await device.create(early)).status, 'a part from before').toBe(201)
  expect((await device.create(unsure)).status, 'a part that may be from before').toBe(201)
  expect((await device.create(late)).body['code']).toBe('newPartsStopped')
  // nobody but its device says that it is from before: a person lets it in, and nothing else
  line.clock.at += 10
  await beat([{ ...heard[0], partId: unheard.partId }])
  expect((await device.create(unheard)).body).toMatchObject({ code: 'olderPartHeld', retryAfterS: 60 })
  const held = () => line.now().service.heldOf([device.attemptId])
  expect((await held()).get(device.attemptId)).toMatchObject([{ kind: 'olderParts' }])
  await line.now().service.raiseBudget({ role: 'proctor', id: STAFF }, device.attemptId, { reason: '断网' })
  expect([(await device.create(unheard)).status, (await held()).size]).toEqual([201, 0])
  expect((await device.create(late)).body['code']).toBe('newPartsStopped')
  expect((await device.create(early)).status, 'announced again').toBe(201)
  expect((await device.patch(early.partId, 0, bytes)).status).toBe(204)
  expect((await device.seal(id, bytes)).status).toBe(200)
  await second.begin({ startedAt: String(T0 + 60_100) })
  await phone.begin({ line: 'evidence', startedAt: String(T0 + 60_100) })
  await line.now().service.stopGrants(line.now().db, device.attemptId, { except: null })
  line.clock.at += 1000
  expect((await phone.create(phone.facts({ line: 'evidence' }))).body['code']).toBe('newPartsStopped')
  await other.begin()

  // handed back: a new grant for new parts, which reaches the old ones too
  const again = await useDevice(line, { deviceId: device.deviceId })
  expect(again.grant).not.toBe(device.grant)
  await again.begin({ number: '50' })
  expect((await again.head(early.partId)).headers.get('upload-offset')).toBe('1000')
})

test('several at once: one is taken, the others are told where to go on; a body that breaks off counts as far as it came', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const id = await device.begin()
  const bytes = randomBytes(12 * MIB)
  const answers = await Promise.all(Array.from({ length: 5 }, () => device.patch(id, 0, bytes.subarray(0, 300_000))))
  expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([204, 409, 409, 409, 409])
  expect(answers.filter((one) => one.status === 409).map((one) => one.body['offset'])).toEqual(Array(4).fill(300_000))

  // without a checksum: what came is kept, also less than a window
  const kept = await breakOff(line.now().url, device, id, 300_000, bytes.subarray(300_000), 6 * MIB)
  expect(kept).toBeGreaterThan(300_000)
  expect(kept).toBeLessThanOrEqual(300_000 + 6 * MIB)
  // with one: nothing is
  const checked = checksum('sha256', bytes.subarray(kept))
  expect(await breakOff(line.now().url, device, id, kept, bytes.subarray(kept), 2 * MIB, checked)).toBe(kept)

  // a connection that stays open and says no more holds nobody up
  const silent = startPatch(line.now().url, device, id, kept, bytes.length - kept)
  silent.write(bytes.subarray(kept, kept + 1000))
  expect((await device.patch(id, kept, bytes.subarray(kept, bytes.length - 10))).status).toBe(204)
  silent.destroy()

  // chunked transfer coding has no length to look at before
  const rest = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.subarray(bytes.length - 10))
      controller.close()
    },
  })
  const last = await device.send(`/api/parts/${id}`, {
    method: 'PATCH',
    body: rest,
    duplex: 'half',
    headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(bytes.length - 10) },
  } as RequestInit & { headers: Record<string, string> })
  expect(last.status).toBe(204)
  expect((await device.seal(id, bytes)).status).toBe(200)
  expect(receiptOf(await device.seal(id, bytes)).digest).toBe(digestOf(await line.held(device.attemptId, id)))
})

function startPatch(
  url: string,
  device: Device,
  id: string,
  offset: number,
  length: number,
  headers: Record<string, string> = {},
) {
  const sent = request(`${url}/api/parts/${id}`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${device.grant}`,
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'content-length': length,
      'upload-offset': offset,
      ...headers,
    },
  })
  sent.on('error', () => {})
  return sent
}

/** Sends only the first bytes of what was promised, cuts the line, and returns the offset that the server then holds. */
async function breakOff(
  url: string,
  device: Device,
  id: string,
  offset: number,
  bytes: Buffer,
  sendBytes: number,
  headers = {},
) {
  const before = await device.head(id)
  const sent = startPatch(url, device, id, offset, bytes.length, headers)
  await new Promise<void>((done) => sent.write(bytes.subarray(0, sendBytes), () => done()))
  // the server's own side decides when it has noticed: ask until the offset rests
  sent.destroy()
  let held = Number(before.headers.get('upload-offset'))
  for (let isSame = 0; isSame < 5;) {
    await new Promise((done) => setTimeout(done, 30))
    const now = Number((await device.head(id)).headers.get('upload-offset'))
    isSame = now === held ? isSame + 1 : 0
    held = now
  }
  return held
}
