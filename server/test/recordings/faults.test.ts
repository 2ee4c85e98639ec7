// What goes wrong around the line: crashes, lost and changed bytes, a full disk, a database that is away, a second
// process. Each time: what was acknowledged is kept or its loss is said openly, and the same device gets to the end.
import { randomBytes } from 'node:crypto'
import { open, rm, stat, truncate } from 'node:fs/promises'
import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { partBlocks, parts } from '../../src/platform/database/tables.ts'
import { layWire } from './testkit/cuttable.ts'
import { buildLine, digestOf, MIB, receiptOf, useDevice, type Answer, type Device, type Line } from './testkit/line.ts'

const offsetOf = async (device: Device, id: string, headers = {}) => {
  const { headers: got } = await device.head(id, headers)
  return [Number(got.get('upload-offset')), Number(got.get('zhishi-generation'))]
}

/** What a device sends back of an acknowledgement. */
const promiseOf = ({ headers }: Answer): Record<string, string> => ({
  'zhishi-acknowledged': headers.get('upload-offset')!,
  'zhishi-generation': headers.get('zhishi-generation')!,
  'zhishi-acknowledged-mac': headers.get('zhishi-acknowledged-mac')!,
})

/** Goes on from the server's offset, as a device does, and seals. */
async function finish(device: Device, id: string, bytes: Buffer) {
  const [offset = 0] = await offsetOf(device, id)
  if (offset < bytes.length) expect((await device.patch(id, offset, bytes.subarray(offset))).status).toBe(204)
  const sealed = await device.seal(id, bytes)
  expect([sealed.status, sealed.body['digest']]).toEqual([200, digestOf(bytes)])
  return receiptOf(sealed)
}

async function expectWholeOnDisk(line: Line, device: Device, id: string, bytes: Buffer) {
  const onDisk = await line.held(device.attemptId, id)
  expect(onDisk.subarray(0, bytes.length).equals(bytes)).toBe(true)
}

test('a crash between the disk and the row: the old offset stands, and the bytes come again over what was written', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const id = await device.begin()
  const bytes = randomBytes(2 * MIB + 100)
  const key = { attemptId: device.attemptId, partId: id }
  await device.patch(id, 0, bytes.subarray(0, MIB - 7))
  // the append reached the disk, torn at its end, and then the process died
  await line.now().blobStore.append(key, MIB - 7, bytes.subarray(MIB - 7, MIB + 4000))
  await line.now().blobStore.append(key, MIB + 4000, Buffer.alloc(3000))
  await line.restart()

  expect(await line.now().service.checkParts()).toMatchObject({ checked: 1, short: 0, lowered: [], unread: [] })
  expect(await offsetOf(device, id)).toEqual([MIB - 7, 1])
  await device.patch(id, MIB - 7, bytes.subarray(MIB - 7, MIB + 1))
  await finish(device, id, bytes)
  await expectWholeOnDisk(line, device, id, bytes)

  // written, but longer than the part in the end: what lies behind never counts
  const short = await device.begin()
  await device.patch(short, 0, bytes.subarray(0, 10))
  await line.now().blobStore.append({ ...key, partId: short }, 10, Buffer.from('never acknowledged'))
  await line.restart()
  expect((await finish(device, short, bytes.subarray(0, 12))).bytes).toBe(12)
  expect((await stat(line.fileOf(device.attemptId, short))).size).toBe(28)
})

test('bytes that are gone are found at start, said openly, and sent again, sealed parts too', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const bytes = randomBytes(2 * MIB + 5000)
  const whole = {
    untouched: await device.begin(),
    cut: await device.begin(),
    sealed: await device.begin(),
    later: await device.begin(),
  }
  for (const id of Object.values(whole)) await device.patch(id, 0, bytes)
  const first = await finish(device, whole.sealed, bytes)
  line.clock.at += 1000

  await truncate(line.fileOf(device.attemptId, whole.cut), MIB + 77)
  await rm(line.fileOf(device.attemptId, whole.sealed))
  await line.restart()
  const swept = await line.now().service.checkParts()
  expect(swept.checked).toBe(4)
  expect(swept.lowered.toSorted()).toEqual([whole.cut, whole.sealed].toSorted())

  expect(await offsetOf(device, whole.untouched)).toEqual([bytes.length, 1])
  expect(await offsetOf(device, whole.cut), 'the block in which it was cut is sent again').toEqual([MIB, 2])
  expect(await offsetOf(device, whole.sealed)).toEqual([0, 2])
  const lost = await line.audited('bytesLost')
  expect(lost).toHaveLength(2)
  expect(lost.find((entry) => entry['partId'] === whole.sealed)).toMatchObject({
    found: 'blobShorter',
    promisedBytes: bytes.length,
    keptBytes: 0,
    generation: 2,
    sealedAt: first.sealedAt,
    digest: first.digest,
    receiptSignature: first.signature,
  })
  const [recording] = await line.now().service.listRecordings(device.attemptId, { isWitnessed: true })
  expect(recording).toMatchObject({ isSealed: false })
  expect(await line.now().service.unsafePartIds(device.attemptId, device.deviceId, [])).toContain(whole.sealed)

  for (const id of [whole.cut, whole.sealed]) {
    await finish(device, id, bytes)
    await expectWholeOnDisk(line, device, id, bytes)
  }
  expect((await finish(device, whole.sealed, bytes)).sealedAt).toBe(line.clock.at)
  expect((await line.now().service.checkParts()).lowered).toEqual([])

  // lost while serving: found by the next append, before anything is written behind a hole
  await rm(line.fileOf(device.attemptId, whole.later))
  const refused = await device.patch(whole.later, bytes.length, Buffer.from('more'))
  expect([refused.status, refused.body['code'], refused.body['offset']]).toEqual([409, 'offsetMismatch', 0])
  await finish(device, whole.later, bytes)

  // lost just before the seal
  await truncate(line.fileOf(device.attemptId, whole.untouched), 5)
  expect((await device.seal(whole.untouched, bytes)).body).toMatchObject({ code: 'offsetMismatch', offset: 0 })
  await finish(device, whole.untouched, bytes)
})

test('digests that differ: a block that changed on our disk is taken again, else the two sides never agreed', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const bytes = randomBytes(3 * MIB + 10)
  const id = await device.begin()
  await device.patch(id, 0, bytes)
  const wrong = { digest: digestOf(randomBytes(5)) }
  expect((await device.seal(id, bytes, wrong)).body['code']).toBe('digestMismatch')
  expect(await offsetOf(device, id), 'nothing is taken back on the device’s word').toEqual([bytes.length, 1])

  const file = await open(line.fileOf(device.attemptId, id), 'r+')
  await file.write(Buffer.from([bytes[MIB + 500]! ^ 1]), 0, 1, MIB + 500)
  await file.close()
  const refused = await device.seal(id, bytes, wrong)
  expect([refused.status, refused.body['code'], refused.body['offset']]).toEqual([409, 'offsetMismatch', MIB])
  expect(await offsetOf(device, id)).toEqual([MIB, 2])
  expect(await line.audited('bytesLost')).toMatchObject([
    { found: 'blockChanged', keptBytes: MIB, promisedBytes: bytes.length },
  ])
  await finish(device, id, bytes)
  await expectWholeOnDisk(line, device, id, bytes)
})

test('a database older than its promises: the device says what it was promised, and everything comes again', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const bytes = randomBytes(2 * MIB + 9)
  const id = await device.begin()
  const gone = device.facts()
  await device.create(gone)
  await device.patch(gone.partId, 0, bytes)
  const promised = promiseOf(await device.patch(id, 0, bytes))
  // restored from a backup of a minute ago: the one part was shorter, the other unknown; the disk is newer
  const { db } = line.now()
  await db.update(parts).set({ bytes: 1000, lastBytesAt: null }).where(eq(parts.id, id))
  await db.delete(partBlocks)
  await db.delete(parts).where(eq(parts.id, gone.partId))
  await line.restart()
  await line.now().service.checkParts()

  expect(await offsetOf(device, id, { ...promised, 'zhishi-acknowledged': '1000' }), 'nothing is missing').toEqual([
    1000, 1,
  ])
  expect(await offsetOf(device, id, promised)).toEqual([1000, 2])
  expect(await offsetOf(device, id, promised), 'asked again: known by now').toEqual([1000, 2])
  const late = await device.patch(id, bytes.length, Buffer.from('more'), promised)
  expect([late.status, late.body['offset']]).toEqual([409, 1000])
  expect(await line.audited('bytesLost')).toMatchObject([
    { found: 'receiptAhead', promisedBytes: bytes.length, keptBytes: 1000, generation: 2, actorRole: 'grant' },
  ])
  // restored once more, from before the first loss was found: the generation that it has never heard of counts on from there
  const later = promiseOf(await device.patch(id, 1000, bytes.subarray(1000, MIB)))
  await line.now().db.update(parts).set({ bytes: 500, generation: 1, lastBytesAt: null }).where(eq(parts.id, id))
  await line.restart()
  expect(await offsetOf(device, id, later)).toEqual([500, 3])
  await finish(device, id, bytes)
  expect(await offsetOf(device, id, { ...later, 'zhishi-generation': '9' }), 'a sealed part is complete').toEqual([
    bytes.length,
    3,
  ])

  expect((await device.head(gone.partId, promised)).status).toBe(404)
  expect((await device.create(gone)).status).toBe(201)
  await finish(device, gone.partId, bytes)
})

test('a promise that nobody gave raises no generation, whatever is said; the claim is noted once, and bytes go on', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const bytes = randomBytes(2000)
  const id = await device.begin()
  const early = promiseOf(await device.patch(id, 0, bytes.subarray(0, 500)))
  const now = promiseOf(await device.patch(id, 500, bytes.subarray(500, 1000)))
  const other = await device.begin()
  const ofOther = promiseOf(await device.patch(other, 0, bytes))
  const mac = 'zhishi-acknowledged-mac'
  const claims: Record<string, string>[] = [
    { 'zhishi-acknowledged': '8000000000' },
    { 'zhishi-acknowledged': '8000000000', 'zhishi-generation': '1' },
    { ...now, 'zhishi-acknowledged': '8000000000' },
    { ...early, 'zhishi-acknowledged': '1001' },
    { ...now, 'zhishi-acknowledged': '1001', 'zhishi-generation': '1000000' },
    ofOther,
    { ...ofOther, [mac]: '' },
    { ...ofOther, [mac]: 'A'.repeat(22) },
    { ...ofOther, [mac]: now[mac]!.slice(0, 8) },
  ]
  for (const claim of claims) {
    expect(await offsetOf(device, id, claim), JSON.stringify(claim)).toEqual([1000, 1])
    const late = await device.patch(id, 5000, Buffer.from('more'), claim)
    expect([late.status, late.body['offset']]).toEqual([409, 1000])
  }
  expect(await line.audited('bytesLost')).toEqual([])
  expect(await line.audited('promiseClaimed')).toMatchObject([
    { partId: id, claimedBytes: 8_000_000_000, heldBytes: 1000, generation: 1, actorRole: 'grant' },
  ])
  await finish(device, id, bytes)
})

test('a full disk and a broken one: refused by name, nothing acknowledged, and it goes on by itself afterwards', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const bytes = randomBytes(MIB + 100)
  const id = await device.begin()
  await device.patch(id, 0, bytes.subarray(0, 1000))

  line.files.failAfter(300_000, 'ENOSPC')
  const full = await device.patch(id, 1000, bytes.subarray(1000))
  expect([full.status, full.body['code']]).toEqual([507, 'storageFull'])
  expect(await offsetOf(device, id)).toEqual([1000, 1])
  line.files.failAfter(Infinity, 'EIO')
  line.files.failSync('EIO')
  const broken = await device.patch(id, 1000, bytes.subarray(1000))
  expect([broken.status, broken.body['code'], broken.headers.get('retry-after')]).toEqual([503, 'unavailable', '2'])
  line.files.repair()
  expect(await offsetOf(device, id)).toEqual([1000, 1])
  await finish(device, id, bytes)
  await expectWholeOnDisk(line, device, id, bytes)
  expect(line.logged().map((one) => one['refusal'])).toEqual(['storageFull', 'unavailable'])
})

test('the database goes away and comes back: 503 meanwhile, nothing acknowledged, nothing lost', async () => {
  let wire: Awaited<ReturnType<typeof layWire>> | undefined
  const line = await buildLine({ viaUrl: async (url) => (wire = await layWire(url)).url })
  const device = await useDevice(line)
  const bytes = randomBytes(MIB + 100)
  const id = await device.begin()
  const unknown = device.facts()
  await device.patch(id, 0, bytes.subarray(0, 1000))

  await wire?.cut()
  const answers = await Promise.all([
    device.patch(id, 1000, bytes.subarray(1000)),
    device.create(unknown),
    device.seal(id, bytes.subarray(0, 1000)),
    device.send('/api/beats', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sentAt: line.clock.at, parts: [] }),
    }),
  ])
  for (const answer of answers) {
    expect([answer.status, answer.body['code']]).toEqual([503, 'unavailable'])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  expect((await device.head(id)).status).toBe(503)
  const held = await stat(line.fileOf(device.attemptId, id))
  expect(held.size, 'written, and it counts for nothing without its row').toBe(bytes.length)

  await wire?.mend()
  expect(await offsetOf(device, id)).toEqual([1000, 1])
  await finish(device, id, bytes)
  expect((await device.create(unknown)).status).toBe(201)
})

test('two processes on one database and one disk: each part goes on wherever the request lands, and one offset wins', async () => {
  const line = await buildLine()
  const here = await useDevice(line)
  const second = await line.another()
  const there: Device = { ...here, ...(await useDevice(line, { deviceId: here.deviceId })) }
  there.url = second.url
  const bytes = randomBytes(3 * MIB)
  const id = await here.begin()
  let offset = 0
  for (let step = 0; offset < 2 * MIB; step += 1) {
    const end = offset + 170_000
    expect((await (step % 2 === 0 ? here : there).patch(id, offset, bytes.subarray(offset, end))).status).toBe(204)
    offset = end
  }
  const end = offset + 400_000
  const race = await Promise.all(
    [here, there, here, there].map((device) => device.patch(id, offset, bytes.subarray(offset, end))),
  )
  expect(race.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([204, 409, 409, 409])
  await finish(there, id, bytes)
  await expectWholeOnDisk(line, here, id, bytes)
  expect((await here.seal(id, bytes)).status).toBe(200)
})
