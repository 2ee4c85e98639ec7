// The whole line with its bytes in an S3 store: recording to playback, faults of the store, and starting on it.
import { randomBytes } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { expect, onTestFinished, test } from 'vitest'
import { parseConfig } from '../../src/config.ts'
import { openBlobStore } from '../../src/platform/blob-store/open.ts'
import { startS3Server, type S3Server } from '../../src/platform/blob-store/testkit/s3-server.ts'
import { systemRandom } from '../../src/platform/clock.ts'
import { startApp } from '../testkit/app.ts'
import { buildLine, digestOf, MIB, receiptOf, useDevice, type Device, type Line } from './testkit/line.ts'
import { durationOf, recordLive } from './testkit/live.ts'

async function useLine(): Promise<{ line: Line; s3: S3Server }> {
  const s3 = await startS3Server()
  onTestFinished(s3.close)
  return { line: await buildLine({ s3 }), s3 }
}

const offsetOf = async (device: Device, id: string) => {
  const { headers } = await device.head(id)
  return [Number(headers.get('upload-offset')), Number(headers.get('zhishi-generation'))]
}

/** Sends what is missing in pieces, as a device does, and seals. */
async function finish(device: Device, id: string, bytes: Buffer, step = 700_000) {
  let [offset = 0] = await offsetOf(device, id)
  for (; offset < bytes.length; offset += step) {
    expect((await device.patch(id, offset, bytes.subarray(offset, offset + step))).status).toBe(204)
  }
  const sealed = await device.seal(id, bytes)
  expect([sealed.status, sealed.body['digest']]).toEqual([200, digestOf(bytes)])
  return receiptOf(sealed)
}

test('a recording comes in through two processes, is sealed, copied and played, and nothing of it lies on their disks', async () => {
  const { line, s3 } = await useLine()
  const device = await useDevice(line)
  const second = await line.another()
  const there: Device = { ...device, ...(await useDevice(line, { deviceId: device.deviceId })), url: second.url }
  const live = recordLive(6)
  const id = await device.begin()
  const half = Math.floor(live.length / 2)
  for (let offset = 0, turn = 0; offset < half; offset += 20_000, turn += 1) {
    const piece = live.subarray(offset, Math.min(half, offset + 20_000))
    expect((await (turn % 2 === 0 ? device : there).patch(id, offset, piece)).status).toBe(204)
  }
  await line.restart()
  const receipt = await finish(there, id, live, 50_000)
  expect(receipt.bytes).toBe(live.length)

  for (const url of [line.now().url, second.url]) {
    const played = await fetch(`${url}/api/parts/${id}/playable`, { headers: { 'x-role': 'proctor' } })
    expect([played.status, played.headers.get('content-type')]).toEqual([200, 'video/webm;codecs=vp9,opus'])
    const file = join(line.dataDirectory, 'played.webm')
    await writeFile(file, Buffer.from(await played.arrayBuffer()))
    expect(durationOf(file)).toBeCloseTo(6, 0)
  }
  expect(await readdir(line.dataDirectory)).not.toContain('blobs')
  const names = await s3.objects()
  expect(names.length).toBeGreaterThan(5)
  for (const name of names) expect(name.startsWith(`${device.attemptId}/${id}/`)).toBe(true)
  expect(line.logged()).toEqual([])
})

test('a store that is full, refuses or is away: nothing is acknowledged, offsets can be asked for, and it goes on afterwards', async () => {
  const { line, s3 } = await useLine()
  const device = await useDevice(line)
  const bytes = randomBytes(MIB + 100)
  const id = await device.begin()
  await device.patch(id, 0, bytes.subarray(0, 1000))
  const rest = bytes.subarray(1000)

  s3.faults.roomBytes = 300_000
  const full = await device.patch(id, 1000, rest)
  expect([full.status, full.body['code']]).toEqual([507, 'storageFull'])
  Object.assign(s3.faults, { roomBytes: Infinity, isReadOnly: true })
  expect((await device.patch(id, 1000, rest)).status).toBe(503)
  Object.assign(s3.faults, { isReadOnly: false, isAway: true })
  const away = await Promise.all([device.patch(id, 1000, rest), device.seal(id, bytes.subarray(0, 1000))])
  for (const one of away) {
    expect([one.status, one.body['code'], one.headers.get('retry-after')]).toEqual([503, 'unavailable', '2'])
  }
  expect(await offsetOf(device, id)).toEqual([1000, 1])
  const swept = await line.now().service.checkParts()
  expect(swept, 'a store that cannot be asked has lost nothing').toMatchObject({
    checked: 1,
    short: 0,
    lowered: [],
    unread: [id],
  })

  s3.faults.isAway = false
  expect(await offsetOf(device, id)).toEqual([1000, 1])
  await finish(device, id, bytes)
  expect(JSON.stringify(line.logged())).not.toContain('S3RVER')
})

test('objects that are gone are found at start and before a seal, said openly, and sent again, sealed parts too', async () => {
  const { line, s3 } = await useLine()
  const device = await useDevice(line)
  const bytes = randomBytes(3 * MIB)
  const [sealed, open, whole] = [await device.begin(), await device.begin(), await device.begin()]
  await finish(device, sealed, bytes, MIB)
  for (const id of [open, whole]) {
    for (let at = 0; at < bytes.length; at += MIB) await device.patch(id, at, bytes.subarray(at, at + MIB))
  }
  const objectsOf = async (id: string) => (await s3.objects()).filter((name) => name.includes(id))
  await s3.behind.remove((await objectsOf(sealed))[1]!)
  await line.restart()
  expect(await line.now().service.checkParts()).toMatchObject({ checked: 3, short: 1, lowered: [sealed], unread: [] })
  expect(await offsetOf(device, sealed)).toEqual([MIB, 2])
  await s3.behind.remove((await objectsOf(open))[2]!)
  expect((await device.seal(open, bytes)).body).toMatchObject({ code: 'offsetMismatch', offset: 2 * MIB })
  expect(await line.audited('bytesLost')).toMatchObject([
    { partId: sealed, found: 'blobShorter', keptBytes: MIB },
    { partId: open, found: 'blobShorter', keptBytes: 2 * MIB },
  ])
  for (const id of [sealed, open, whole]) await finish(device, id, bytes)
  expect((await line.now().service.checkParts()).lowered).toEqual([])
})

test('a start is refused in one line where nothing can be kept, and where the recordings of the database are not', async () => {
  const { line, s3 } = await useLine()
  const { db, keys } = line.now()
  const { place, credentials } = s3
  const open = (choice: Parameters<typeof openBlobStore>[0]) =>
    openBlobStore(choice, {
      db,
      receiptsDb: db,
      keys,
      dataDirectory: line.dataDirectory,
      clock: line.clock,
      random: systemRandom,
      registry: new Registry(),
      log: { warn: () => {} },
    })
  expect((await open(null)).ok, 'nothing is recorded yet: any place will do').toBe(true)
  const refused: Array<[NonNullable<Parameters<typeof open>[0]>, RegExp]> = [
    [
      { place, credentials: { ...credentials, secretAccessKey: 'wrong secret' } },
      /403 SignatureDoesNotMatch.*credentials are not those/,
    ],
    [{ place: { ...place, url: `${place.url}-other` }, credentials }, /404 NoSuchBucket.*Make the bucket/],
    [{ place: { ...place, url: 'http://127.0.0.1:1/recordings' }, credentials }, /at http:\/\/127\.0\.0\.1:1/],
  ]
  for (const [choice, why] of refused) {
    const opened = await open(choice)
    expect(opened).toMatchObject({
      ok: false,
      reason: 'blobsUnreachable',
      message: expect.stringMatching(why) as string,
    })
    expect(JSON.stringify(opened)).not.toMatch(/secret|\\n/)
  }
  expect((await open({ place, credentials })).ok).toBe(true)
  expect(await s3.objects(), 'what it tried with is gone').toEqual([])

  const device = await useDevice(line)
  await finish(device, await device.begin(), Buffer.from('recorded'))
  const elsewhere = { ...place, name: 's3://recordings/elsewhere', prefix: 'elsewhere/' }
  for (const choice of [null, { place: elsewhere, credentials }]) {
    expect(await open(choice)).toMatchObject({ ok: false, reason: 'blobsElsewhere' })
  }
  expect((await open({ place, credentials })).ok).toBe(true)
})

test('what is said at start about the S3 store is checked whole, and its secrets come from beside the arguments', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'an id', AWS_SECRET_ACCESS_KEY: 'a secret', AWS_REGION: 'there' }
  const said = (argv: string[], environment: Record<string, string>) => parseConfig(argv, environment)
  expect(said([], keys)).toMatchObject({ ok: true, config: { blobs: null } })
  const blobs = { place: { name: 's3://one/two', region: 'there' }, credentials: { secretAccessKey: 'a secret' } }
  expect(said(['--blobs', 's3://one/two'], keys)).toMatchObject({ ok: true, config: { blobs } })
  expect(said([], { ...keys, ZHISHI_BLOBS: 's3://one/two' })).toMatchObject({ ok: true, config: { blobs } })
  const problems = [expect.stringMatching(/^--blobs must be like/), expect.stringMatching(/^--blobs needs AWS_ACC/)]
  expect(said(['--blobs', '/srv', '--keys', '/nowhere'], {})).toEqual({ ok: false, problems })
})

test('a whole server on an S3 store: its requests are counted, and the disk is not asked how much it has left', async () => {
  const s3 = await startS3Server()
  onTestFinished(s3.close)
  const app = await startApp({ blobs: { place: s3.place, credentials: s3.credentials } })
  app.setFreeBytes(null)
  const metrics = await (await fetch(`${app.url}/metrics`)).text()
  // an object that is tried with; the marker, and whether anybody else's blobs lie there
  for (const [operation, times] of Object.entries({ put: 2, get: 2, list: 2, remove: 1 })) {
    expect(metrics).toContain(`zhishi_blob_requests_total{operation="${operation}",outcome="done"} ${times}`)
  }
  await app.services.watch.look()
  expect(app.services.watch.view().figures.find((one) => one.name === 'diskLeftMs')).toMatchObject({
    value: null,
    state: 'ok',
  })
  expect(JSON.stringify(app.log())).not.toContain('S3RVER')
})
