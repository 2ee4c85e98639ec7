// The place of the recordings is missing, emptied, or somebody else's, at start and while serving: nothing is disowned by
// mistake; what a person accepted as lost is taken again when it is back. On whole servers, and on the line alone.
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import type { Receipt } from '@zhishi/core/recording'
import { MARKER_NAME, markerText } from '../../src/platform/blob-store/marker.ts'
import { startS3Server } from '../../src/platform/blob-store/testkit/s3-server.ts'
import { partBlocks, parts } from '../../src/platform/database/tables.ts'
import { FEW_PARTS } from '../../src/recordings/losses/losses.ts'
import { startApp, appWithInterview, signIn, visit, type TestApp } from '../testkit/app.ts'
import { openDevice } from '../testkit/live-device.ts'
import { query } from '../testkit/rows.ts'
import { verify } from './testkit/command.ts'
import { buildLine, MIB, receiptOf, useDevice, type Device } from './testkit/line.ts'

type Recorded = { ids: string[]; bytes: Buffer[]; app: TestApp; blobs: string; attemptId: string }

/** A server with so many parts of one computer, each sealed. */
async function withRecordings(count: number, more: Parameters<typeof startApp>[0] = {}): Promise<Recorded> {
  const app = await appWithInterview(more)
  const attemptId = await signIn(visit(app))
  const device = await openDevice(app, attemptId)
  const bytes = Array.from({ length: count }, (_, at) => randomBytes(1000 + at))
  const ids: string[] = []
  for (const [at, content] of bytes.entries()) {
    const id = await device.begin('camera', at + 1)
    await device.append(id, 0, content)
    await device.seal(id, content)
    ids.push(id)
  }
  return { ids, bytes, app, blobs: join(app.directory, 'data', 'blobs'), attemptId }
}

const rows = (app: TestApp) => query(app, 'select id, bytes, generation, sealed_at, receipt from parts order by id')
const audited = async (app: TestApp, action: string) =>
  (await query(app, `select subject, actor_role from audit_entries where action = '${action}'`)).map(
    (row) => row['subject'] as Record<string, unknown>,
  )
const check = (app: TestApp, ...args: string[]) =>
  verify(['--store', '--data', join(app.directory, 'data'), '--keys', join(app.directory, 'keys'), ...args], {
    DATABASE_URL: app.applicationUrl,
  })

test('started with its directory missing, emptied or of another installation, the server says so and changes nothing', async () => {
  const { app, blobs } = await withRecordings(6)
  const before = await rows(app)
  const away = `${blobs}-away`
  await rename(blobs, away)
  await expect(app.restart()).rejects.toThrow(/6 parts\) lie in .*blobs, but zhishi-store.json is not there.*mount/is)
  // as an unmounted volume leaves it
  await mkdir(blobs)
  await expect(app.restart()).rejects.toThrow('Nothing was changed')
  await writeFile(join(blobs, MARKER_NAME), markerText('somebody else'))
  await expect(app.restart()).rejects.toThrow('another installation')
  await writeFile(join(blobs, MARKER_NAME), '{"zhishi')
  await expect(app.restart()).rejects.toThrow('cannot be understood')
  expect((await check(app)).code, 'a place of others is not even looked at').toBe(2)
  await rm(join(blobs, MARKER_NAME))
  const looked = await check(app)
  expect([looked.code, looked.out]).toEqual([1, expect.stringMatching(/WITHOUT the marker[^]*6 not as they should be/)])
  expect([await rows(app), await audited(app, 'bytesLost')]).toEqual([before, []])

  await rmdir(blobs)
  await rename(away, blobs)
  await app.restart()
  await expect.poll(() => app.services.recordings.checkParts()).toMatchObject({ checked: 6, short: 0, lowered: [] })
  expect(await rows(app)).toEqual(before)
  expect(await check(app)).toMatchObject({ code: 0, out: expect.stringContaining('all as it should be') as string })
})

test('recordings from before there were markers: marked where all are there, else the start stops; new places take no others', async () => {
  const { app, blobs, ids, attemptId } = await withRecordings(2)
  const marker = join(blobs, MARKER_NAME)
  const asBefore = async () => {
    await rm(marker)
    await query(app, 'update installation set blobs_marked_at = null')
  }
  const text = await readFile(marker, 'utf8')
  await asBefore()
  const file = join(blobs, attemptId, ids[1] ?? '')
  await rename(file, `${blobs}-one`)
  await expect(app.restart()).rejects.toThrow(/1 of 2 parts are shorter.*1 are not there at all, and 1001 bytes/is)
  await rename(`${blobs}-one`, file)
  await app.restart()
  expect(await readFile(marker, 'utf8')).toBe(text)

  // a database that is older than its marker knows it for its own
  await query(app, 'update installation set blobs_marked_at = null')
  await app.restart()
  // one that was made anew takes no recordings that it does not know
  await asBefore()
  await query(app, 'delete from parts')
  await expect(app.restart()).rejects.toThrow('this database knows of none')
})

test('more than a few parts short: the start says how many; the loss is accepted by name, and what comes back is taken again', async () => {
  const { app, blobs, ids, attemptId } = await withRecordings(6)
  const before = await rows(app)
  const fileOf = (id: string) => join(blobs, attemptId, id)
  const gone = ids.slice(0, FEW_PARTS + 1)
  for (const id of gone) await rename(fileOf(id), `${blobs}-${id}`)
  await expect(app.restart()).rejects.toThrow(/4 of 6 parts .* 4 are not there at all.*--store --lengths/is)
  expect(await rows(app)).toEqual(before)

  const looked = await check(app, '--lengths')
  expect(looked.code).toBe(1)
  for (const id of gone) expect(looked.out).toContain(`part ${id}: `)
  expect(looked.out).toContain('"npm run verify -- --store --lengths --accept-loss 4"')
  expect(await check(app, '--lengths', '--accept-loss', '3')).toMatchObject({ code: 2 })
  expect(await rows(app), 'another number').toEqual(before)
  expect(await check(app, '--lengths', '--accept-loss', '4')).toMatchObject({ code: 0 })
  expect(await audited(app, 'lossAccepted')).toMatchObject([{ parts: 4, lostBytes: 1000 + 1001 + 1002 + 1003 }])
  expect(await audited(app, 'bytesLost')).toHaveLength(4)

  await app.restart()
  const lowered = (await rows(app)).filter((row) => row['sealed_at'] === null)
  expect(lowered.map((row) => [row['bytes'], row['generation']])).toEqual(gone.map(() => ['0', 2]))
  for (const id of gone) await rename(`${blobs}-${id}`, fileOf(id))
  await app.restart()
  await expect.poll(async () => (await audited(app, 'bytesReturned')).length).toBe(4)
  const sealed = (row: Record<string, unknown>) => ({ ...row, generation: 0 })
  expect((await rows(app)).map(sealed), 'with the receipts that the device has').toEqual(before.map(sealed))
  expect((await check(app)).code).toBe(0)
})

test('an S3 store that was emptied, or another bucket: the start stops, and with the objects back nothing is lost', async () => {
  const s3 = await startS3Server()
  onTestFinished(s3.close)
  const { app } = await withRecordings(5, { blobs: { place: s3.place, credentials: s3.credentials } })
  const before = await rows(app)
  const putBack = await s3.empty()
  await expect(app.restart()).rejects.toThrow(/lie in s3:\/\/recordings\/.* bucket that was emptied/is)
  expect([...(await s3.objects())], 'not even tried with an object').toEqual([])
  await putBack()
  await app.restart()
  expect(await rows(app)).toEqual(before)
  expect(await audited(app, 'bytesLost')).toEqual([])
})

const statusOf = async (sent: Promise<{ status: number; body: Record<string, unknown> }>) => {
  const { status, body } = await sent
  return [status, body['code']]
}
const NOT_NOW = [503, 'unavailable']

test.each(['disk', 'S3'])('the place goes away while serving (%s): not now, and nothing is disowned', async (kind) => {
  const s3 = kind === 'S3' ? await startS3Server() : undefined
  if (s3) onTestFinished(s3.close)
  const line = await buildLine(s3 ? { s3 } : {})
  const device = await useDevice(line)
  const bytes = randomBytes(MIB + 10)
  const [sealed, open, whole, begun] = await begin(device, 4)
  for (const id of [sealed, open, whole]) await device.patch(id, 0, bytes)
  const receipt = receiptOf(await device.seal(sealed, bytes))
  // the files that it had open are closed
  await line.restart()
  const blobs = join(line.dataDirectory, 'blobs')
  const putBack = s3 ? await s3.empty() : await unmount(blobs)

  expect(await statusOf(device.seal(whole, bytes))).toEqual(NOT_NOW)
  if (kind === 'disk') {
    expect(await statusOf(device.patch(open, bytes.length, Buffer.from('more')))).toEqual(NOT_NOW)
    expect(await statusOf(device.patch(begun, 0, bytes)), 'a first byte too').toEqual(NOT_NOW)
  }
  expect(await line.now().service.checkParts()).toMatchObject({ lowered: [], returned: [] })
  expect(await line.audited('bytesLost')).toEqual([])
  expect(receiptOf(await device.seal(sealed, bytes))).toEqual(receipt)

  await putBack()
  for (const id of [open, whole]) expect((await device.seal(id, bytes)).status).toBe(200)
  await device.patch(begun, 0, bytes)
  expect((await device.seal(begun, bytes)).status).toBe(200)
  expect(await line.now().service.checkParts()).toMatchObject({ checked: 4, short: 0 })
})

test('while serving only a few parts are lowered by the server itself; the others wait for a start that looks at all', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const bytes = Buffer.from('recorded')
  const ids = await begin(device, FEW_PARTS + 1)
  for (const id of ids) await device.patch(id, 0, bytes)
  for (const id of ids) await rm(line.fileOf(device.attemptId, id))
  await line.restart()
  const seals = []
  for (const id of ids) seals.push(await statusOf(device.seal(id, bytes)))
  expect(seals).toEqual([...ids.slice(1).map(() => [409, 'offsetMismatch']), NOT_NOW])
  expect(await line.audited('bytesLost')).toHaveLength(FEW_PARTS)
  await line.restart()
  expect((await line.now().service.checkParts()).lowered).toEqual(ids.slice(-1))
})

test('lost bytes that are back are taken by their digests: whole seals, also of earlier versions, and blocks of open parts', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const bytes = randomBytes(3 * MIB + 500)
  const [open, sealed, changed] = await begin(device, 3)
  for (const id of [open, sealed, changed]) await device.patch(id, 0, bytes)
  const receipts: Receipt[] = []
  for (const id of [sealed, changed]) receipts.push(receiptOf(await device.seal(id, bytes)))
  const fileOf = (id: string) => line.fileOf(device.attemptId, id)
  for (const id of [open, sealed, changed]) await rename(fileOf(id), `${fileOf(id)}-away`)
  await line.restart()
  expect((await line.now().service.checkParts()).lowered).toHaveLength(3)

  // one as an earlier version left it: without blocks, and without its receipt
  const { db } = line.now()
  await db.delete(partBlocks).where(eq(partBlocks.partId, sealed))
  await db.update(parts).set({ lostSeal: null }).where(eq(parts.id, sealed))
  await db.execute(sql.raw(await statementOfUpdate()))
  // its device has begun to send another again, and a byte of what came back is another one
  await device.patch(changed, 0, bytes.subarray(0, 7))
  const other = await readFile(`${fileOf(changed)}-away`)
  other[2 * MIB + 1]! ^= 1
  await rm(fileOf(changed))
  await writeFile(fileOf(changed), other)
  for (const id of [open, sealed]) await rename(`${fileOf(id)}-away`, fileOf(id))
  await line.restart()
  const swept = await line.now().service.checkParts()
  expect(swept.returned.toSorted()).toEqual([open, sealed, changed].toSorted())
  expect(await line.audited('bytesReturned')).toHaveLength(3)

  const offset = async (id: string) => Number((await device.head(id)).headers.get('upload-offset'))
  expect([await offset(open), await offset(changed)], 'full blocks, up to one that differs').toEqual([3 * MIB, 2 * MIB])
  for (const id of [open, changed]) {
    const from = await offset(id)
    expect((await device.patch(id, from, bytes.subarray(from))).status).toBe(204)
    expect((await device.seal(id, bytes)).status).toBe(200)
  }
  const again = receiptOf(await device.seal(sealed, bytes))
  expect([again.sealedAt, again.digest, again.bytes]).toEqual([
    receipts[0]?.sealedAt,
    receipts[0]?.digest,
    bytes.length,
  ])
  expect((await line.now().db.select().from(partBlocks).where(eq(partBlocks.partId, sealed))).length).toBe(3)
  expect((await line.now().service.checkParts()).returned).toEqual([])
})

/** What the update to this version does with losses that an earlier one wrote down. */
async function statementOfUpdate(): Promise<string> {
  const migrations = join(import.meta.dirname, '../../drizzle')
  const file = (await readdir(migrations)).find((name) => name.endsWith('_store_marker.sql')) ?? ''
  return (await readFile(join(migrations, file), 'utf8')).split('--> statement-breakpoint').at(-1) ?? ''
}

/** Leaves the empty directory that a volume is mounted on. Coming back fails where anything was written into it. */
async function unmount(blobs: string): Promise<() => Promise<void>> {
  await rename(blobs, `${blobs}-away`)
  await mkdir(blobs)
  return async () => {
    await rmdir(blobs)
    await rename(`${blobs}-away`, blobs)
  }
}

async function begin(device: Device, count: number): Promise<[string, string, string, string]> {
  const ids: string[] = []
  for (let at = 0; at < count; at += 1) ids.push(await device.begin())
  return ids as [string, string, string, string]
}
