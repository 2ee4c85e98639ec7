// What a device exported comes in on the same way as its uploads: whole, late, once. A file that is not exactly what a
// device of this attempt wrote is refused whole, with one clear code, and leaves nothing behind.
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ImportView } from '@zhishi/core/contract'
import { HOUR_MS } from '@zhishi/core/time'
import { exportOf, packed, zip, type Held } from './testkit/export.ts'
import { buildLine, digestOf, MIB, STAFF, T0, useDevice, type Device, type Line } from './testkit/line.ts'

type Imported = { status: number; body: ImportView & { code?: string } }

async function importFile(
  line: Line,
  attemptId: string,
  file: Buffer,
  headers: Record<string, string> = {},
): Promise<Imported> {
  const response = await fetch(`${line.now().url}/api/attempts/${attemptId}/import`, {
    method: 'POST',
    headers: { 'x-role': 'support', 'content-type': 'application/zip', ...headers },
    body: new Uint8Array(file),
  })
  return { status: response.status, body: (await response.json()) as Imported['body'] }
}

/** A camera of 2.5 MiB of which the first MiB and a half was uploaded, a screen that never was, and a journal. */
async function cutOff(line: Line, device: Device): Promise<Held[]> {
  const camera = { facts: device.facts(), bytes: randomBytes(2.5 * MIB) }
  const screen = { facts: device.facts({ line: 'screen', number: '1' }), bytes: randomBytes(300_000) }
  const entry = JSON.stringify({ number: 1, at: T0, body: { kind: 'questionsShown' } })
  const facts = device.facts({ line: 'journal', number: '1', mime: 'application/x-ndjson' })
  const journal = { facts, bytes: Buffer.from(`${entry}\n`) }
  await device.create(camera.facts)
  await device.patch(camera.facts.partId, 0, camera.bytes.subarray(0, 1.5 * MIB))
  line.clock.at = T0 + HOUR_MS
  return [camera, screen, journal]
}

const rowsOf = ({ body }: Imported) => body.parts.map((row) => [row.line, row.addedBytes, row.isSealed, row.refusal])

test('an export makes a recording whole: appended behind what had come, sealed, late, and written down', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const held = await cutOff(line, device)
  const file = packed(exportOf(device, held, T0 + 600_000), device.grant)

  const first = await importFile(line, device.attemptId, file)
  expect(first.status).toBe(200)
  expect(rowsOf(first)).toEqual([
    ['camera', MIB, true, null],
    ['screen', 300_000, true, null],
    ['journal', held[2]!.bytes.length, true, null],
  ])
  for (const { facts, bytes } of held) {
    expect((await line.held(device.attemptId, facts.partId)).equals(bytes)).toBe(true)
  }
  const recordings = await line.now().service.listRecordings(device.attemptId, { isWitnessed: true })
  expect(recordings.map((one) => [one.line, one.isSealed, one.parts[0]?.digest])).toEqual(
    held.map(({ facts, bytes }) => [facts.line, true, digestOf(bytes)]),
  )
  expect(recordings[0]?.parts[0]?.receipt).toMatchObject({ bytes: held[0]!.bytes.length, sealedAt: T0 + HOUR_MS })
  // bytes that came an hour later by hand are no better proven than bytes that came an hour later by themselves
  const late = recordings[1]!.witness.filter(({ state }) => state === 'unwitnessed')
  expect(late.map(({ lateByMs }) => lateByMs! > HOUR_MS / 2)).toEqual([true])
  expect(await line.audited('exportImported')).toMatchObject([
    { actorRole: 'support', actorId: STAFF, attemptId: device.attemptId, deviceId: device.deviceId, parts: 3 },
  ])
  const journal = await line.now().service.listJournal(device.attemptId)
  expect(journal.map(({ body, arrivedAt }) => [body, arrivedAt])).toEqual([[{ kind: 'questionsShown' }, T0 + HOUR_MS]])

  const sealed = await line.audited('partSealed')
  const again = await importFile(line, device.attemptId, file, { 'x-role': 'organiser' })
  expect(rowsOf(again)).toEqual([
    ['camera', 0, true, null],
    ['screen', 0, true, null],
    ['journal', 0, true, null],
  ])
  expect(await line.now().service.listRecordings(device.attemptId, { isWitnessed: true })).toEqual(recordings)
  expect(await line.audited('partSealed')).toEqual(sealed)
  // the device comes back by itself afterwards: everything it holds is known and sealed
  const [camera] = held
  expect((await device.seal(camera!.facts.partId, camera!.bytes)).body).toEqual(recordings[0]?.parts[0]?.receipt)
  expect(readdirSync(join(line.dataDirectory, 'imports'))).toEqual([])
})

test('parts are taken one by one: one that differs is refused in its row, one still being written stays open', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const [camera, screen] = (await cutOff(line, device)) as [Held, Held]
  // the server's first bytes of this part are others than the file's
  const other = { ...camera, bytes: Buffer.concat([randomBytes(10), camera.bytes.subarray(10)]) }
  const running = { ...screen, end: null }
  const answer = await importFile(line, device.attemptId, packed(exportOf(device, [other, running], T0), device.grant))
  expect(rowsOf(answer)).toEqual([
    ['camera', 0, false, 'partDiffers'],
    ['screen', 300_000, false, null],
  ])
  expect(await line.held(device.attemptId, camera.facts.partId)).toHaveLength(1.5 * MIB)

  // it was exported in mid-recording: the device itself goes on, and a file older than that changes nothing
  const more = Buffer.concat([screen.bytes, randomBytes(1000)])
  await device.patch(screen.facts.partId, 300_000, more.subarray(300_000))
  expect((await device.seal(screen.facts.partId, more)).status).toBe(200)
  const older = await importFile(line, device.attemptId, packed(exportOf(device, [running], T0), device.grant))
  expect(rowsOf(older)).toEqual([['screen', 0, true, null]])

  // an old computer may not begin parts any more; what it had begun before counts
  await line.now().service.stopGrants(line.now().db, device.attemptId, { except: null })
  const begun = { facts: device.facts({ number: '7', startedAt: String(T0) }), bytes: randomBytes(10) }
  const late = { facts: device.facts({ number: '8', startedAt: String(line.clock.at + 1000) }), bytes: randomBytes(10) }
  const stopped = await importFile(line, device.attemptId, packed(exportOf(device, [begun, late], T0), device.grant))
  expect(rowsOf(stopped)).toEqual([
    ['camera', 10, true, null],
    ['camera', 0, false, 'newPartsStopped'],
  ])
})

test('a file that no device of this attempt wrote is refused, and nothing of it is taken', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const foreign = await useDevice(line, { attempt: 1 })
  const held = await cutOff(line, device)
  const whole = exportOf(device, held, T0)
  const file = packed(whole, device.grant)
  const text = Buffer.from(JSON.stringify(whole.manifest))
  const flipped = (at: number): Buffer => {
    const changed = Buffer.from(file)
    changed[at]! ^= 1
    return changed
  }
  const withManifest = (change: object): Buffer =>
    packed({ ...whole, manifest: { ...whole.manifest, ...change } }, device.grant)
  const [first, ...others] = whole.manifest.parts
  const grown = { ...first!, startedAt: T0 - 60_000 }
  const bomb = Buffer.alloc(64 * MIB)

  const rows: [says: string, file: Buffer, code: string][] = [
    ['nothing at all', Buffer.alloc(0), 'exportDamaged'],
    ['no ZIP', randomBytes(5000), 'exportDamaged'],
    ['cut off in the middle', file.subarray(0, file.length / 2), 'exportDamaged'],
    ['its last byte is missing', file.subarray(0, -1), 'exportDamaged'],
    ['one bit of the camera', flipped(1000), 'exportDamaged'],
    ['one bit of the manifest', flipped(file.indexOf('"exportedAt"') + 14), 'exportDamaged'],
    [
      'a part that began earlier than the device said',
      repacked(file, { ...whole, manifest: { ...whole.manifest, parts: [grown, ...others] } }),
      'exportDamaged',
    ],
    ['the proof of another grant', packed(whole, foreign.grant), 'exportDamaged'],
    ['a format of later', withManifest({ zhishiExport: 2 }), 'exportDamaged'],
    ['a part that is not in it', packed({ ...whole, files: whole.files.slice(1) }, device.grant), 'exportDamaged'],
    [
      'a file too many',
      packed({ ...whole, files: [...whole.files, { name: 'x', bytes: text }] }, device.grant),
      'exportDamaged',
    ],
    ['packed small', zip([{ name: 'manifest.json', bytes: text, isDeflated: true }]), 'exportDamaged'],
    ['a bomb', zip([{ name: 'camera-0001.webm', bytes: bomb, isDeflated: true }]), 'exportDamaged'],
    ['entries that share their bytes', zip(sharing(whole.files[0]!.bytes)), 'exportDamaged'],
    ['a name that leads away', zip([{ name: '../manifest.json', bytes: text }]), 'exportDamaged'],
    ['of another attempt', packed(exportOf(foreign, held, T0), foreign.grant), 'exportForeign'],
  ]
  for (const [says, body, code] of rows) {
    const answer = await importFile(line, device.attemptId, body)
    expect([answer.status, answer.body.code], says).toEqual([code === 'exportForeign' ? 409 : 400, code])
  }
  const elsewhere = await importFile(line, foreign.attemptId, file)
  expect(elsewhere.body.code).toBe('exportForeign')
  const asked: [Record<string, string>, string][] = [
    [{ 'content-type': 'application/octet-stream' }, 'unsupportedMediaType'],
    [{ 'x-role': 'proctor' }, 'notAllowed'],
    [{ 'x-role': '' }, 'signInNeeded'],
  ]
  for (const [headers, code] of asked) {
    expect((await importFile(line, device.attemptId, file, headers)).body.code).toBe(code)
  }

  expect(await announceLarge(`${line.now().url}/api/attempts/${device.attemptId}/import`)).toBe(413)

  const parts = (await line.now().service.listRecordings(device.attemptId)).flatMap((one) => one.parts)
  expect(parts.map((part) => [part.line, part.bytes, part.sealedAt])).toEqual([['camera', 1.5 * MIB, null]])
  expect(await line.now().service.listRecordings(foreign.attemptId)).toEqual([])
  expect(existsSync(line.fileOf(device.attemptId, held[1]!.facts.partId))).toBe(false)
  expect(await line.audited('exportImported')).toEqual([])
  expect(readdirSync(join(line.dataDirectory, 'imports'))).toEqual([])
  expect(line.logged()).toEqual([])
})

/** The same parts with another manifest, under the proof of the first. */
function repacked(file: Buffer, it: ReturnType<typeof exportOf>): Buffer {
  const from = file.indexOf('manifest.hmac') + 'manifest.hmac'.length
  return zip([
    ...it.files,
    { name: 'manifest.json', bytes: Buffer.from(JSON.stringify(it.manifest)) },
    { name: 'manifest.hmac', bytes: file.subarray(from, from + 64) },
  ])
}

/** Says that more than 16 GiB will come, and is refused before the first byte of it. */
function announceLarge(url: string): Promise<number | undefined> {
  const headers = { 'x-role': 'support', 'content-type': 'application/zip', 'content-length': 2 ** 34 + 1 }
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'POST', headers }, (answer) => {
      asked.on('error', () => {})
      asked.destroy()
      resolve(answer.statusCode)
    })
    asked.on('error', reject)
    asked.flushHeaders()
  })
}

function sharing(bytes: Buffer) {
  return Array.from({ length: 50 }, (_, at) => ({
    name: `camera-${String(at + 1).padStart(4, '0')}.webm`,
    bytes,
    isAgain: at > 0,
  }))
}
