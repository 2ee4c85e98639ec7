// `npm run verify` on real files: what a device exported with its receipts, whole and tampered with, and receipts alone; and on
// whole stores, on disk and in S3.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { chmod, mkdtemp, open, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startS3Server, type S3Server } from '../../src/platform/blob-store/testkit/s3-server.ts'
import { parts } from '../../src/platform/database/tables.ts'
import { verify } from './testkit/command.ts'
import { exportOf, packed } from './testkit/export.ts'
import { buildLine, MIB, receiptOf, T0, useDevice, type Line } from './testkit/line.ts'

const run = (...args: string[]) => verify(args)

test('an export and its receipts are checked without the server, and what was changed is named', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const first = { facts: device.facts(), bytes: randomBytes(3000) }
  await device.create(first.facts)
  await device.patch(first.facts.partId, 0, first.bytes)
  const receipt = receiptOf(await device.seal(first.facts.partId, first.bytes))
  const second = { facts: device.facts({ startedAt: String(T0 + 32_000) }), bytes: randomBytes(2000) }
  const key = await (await fetch(`${line.now().url}/api/receipt-key`)).text()

  const directory = await mkdtemp(join(tmpdir(), 'zhishi-verify-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const write = async (name: string, content: string | Buffer): Promise<string> => {
    await writeFile(join(directory, name), content)
    return join(directory, name)
  }
  const keyFile = await write('key.json', key)
  const whole = exportOf(device, [first, second], T0)
  const withReceipt = (given: object) => ({
    ...whole,
    manifest: {
      ...whole.manifest,
      parts: whole.manifest.parts.map((it, at) => (at === 0 ? { ...it, receipt: given } : it)),
    },
  })
  const good = await write('good.zip', packed(withReceipt(receipt), device.grant))
  const checked = await run(good, '--key', keyFile)
  expect(checked.code, checked.out).toBe(0)
  expect(checked.out).toMatch(/camera-0001\.webm {2}3000 bytes, as the manifest says .*signed by this key/)
  expect(checked.out).toMatch(/camera-0002\.webm {2}2000 bytes, as the manifest says .*receipt: none yet/)
  expect(checked.out).toMatch(
    /camera: nothing between 2026-12-17T01:30:00.000Z and 2026-12-17T01:30:32.000Z \(32.0 s\)/,
  )
  expect((await run(good)).out).toMatch(/^signatures are not checked/)

  const other = await write('other.zip', packed(withReceipt({ ...receipt, sealedAt: T0 - 1 }), device.grant))
  expect(await run(other, '--key', keyFile)).toMatchObject({
    code: 1,
    out: expect.stringMatching('NOT signed by this key'),
  })
  const foreign = await write('foreign.zip', packed(withReceipt({ ...receipt, bytes: 1 }), device.grant))
  expect(await run(foreign, '--key', keyFile)).toMatchObject({ code: 1, out: expect.stringMatching('of OTHER bytes') })
  const changed = packed(withReceipt(receipt), device.grant)
  changed[changed.indexOf(second.bytes)]! ^= 1
  const tampered = await run(await write('tampered.zip', changed), '--key', keyFile)
  expect(tampered).toMatchObject({ code: 1, out: expect.stringMatching(/camera-0002.*NOT what the manifest says/) })
  expect((await run(await write('cut.zip', changed.subarray(0, 4000)), '--key', keyFile)).code).toBe(2)

  const { publicKey } = JSON.parse(key) as { publicKey: string }
  const alone = await write('receipt.json', JSON.stringify(receipt))
  expect(await run(alone, '--key', publicKey)).toMatchObject({ code: 0 })
  const list = await write('receipts.json', JSON.stringify([receipt, { ...receipt, bytes: 3001 }]))
  expect(await run(list, '--key', publicKey)).toMatchObject({ code: 1 })
  expect((await run(list, '--key', 'no key')).code).toBe(2)
  expect((await run(join(directory, 'nowhere'))).code).toBe(2)
})

test.each(['disk', 'S3'])(
  'everything in a store is read (%s): what is lost, cut or changed by a byte is named, and nothing is changed',
  async (kind) => {
    const s3 = kind === 'S3' ? await startS3Server() : undefined
    if (s3) onTestFinished(s3.close)
    const line = await buildLine(s3 ? { s3 } : {})
    const device = await useDevice(line)
    const bytes = randomBytes(2 * MIB + 70_000)
    const whole = { good: '', open: '', flipped: '', tail: '', cut: '', gone: '' }
    for (const name of Object.keys(whole) as (keyof typeof whole)[]) {
      const id = await device.begin()
      for (let at = 0; at < bytes.length; at += MIB) await device.patch(id, at, bytes.subarray(at, at + MIB))
      if (name !== 'open') expect((await device.seal(id, bytes)).status).toBe(200)
      whole[name] = id
    }
    const environment = { DATABASE_URL: line.databaseUrl, ...(s3 ? s3Environment(s3) : {}) }
    const checkStore = (...more: string[]) =>
      verify(['--store', '--data', line.dataDirectory, ...(s3 ? ['--blobs', placeOf(s3)] : []), ...more], environment)
    const asRows = () => line.now().db.select().from(parts).orderBy(parts.id)
    const good = await checkStore()
    expect(good, good.out).toMatchObject({ code: 0 })
    expect(good.out).toMatch(
      /6 parts of 13\.0 MB, all of it read: 0 not as they should be, 0 blob\(s\) .*\nall as it should be/,
    )

    const before = await asRows()
    const spoil = s3 ? spoilObjects(s3, device.attemptId) : spoilFiles(line, device.attemptId)
    await spoil.flip(whole.flipped, MIB + 5)
    await spoil.flip(whole.tail, 2 * MIB + 7)
    await spoil.cut(whole.cut, MIB + 3)
    await spoil.cut(whole.gone, 0)
    const stray = randomUUID()
    await line.now().blobStore.append({ attemptId: device.attemptId, partId: stray }, 0, Buffer.from('nobody’s'))
    const spoilt = await checkStore()
    expect(spoilt.code, spoilt.out).toBe(1)
    for (const [id, says] of [
      // an object is checked against its own digest as it is read, and is lost from its beginning
      [whole.flipped, s3 ? 'SHORT: ends after 1048576 bytes' : 'CHANGED: behind byte 1048576'],
      [whole.tail, s3 ? 'SHORT: ends after 2097152 bytes' : 'CHANGED: behind byte 2097152'],
      [whole.cut, `SHORT: ends after ${MIB + 3} bytes`],
      [whole.gone, 'MISSING: nothing is there'],
    ] as const) {
      const at = spoilt.out
        .split('\n')
        .findIndex((text) => text.includes(`part ${id}: ${bytes.length} bytes, sealed 2026-`))
      const [, found, where] = spoilt.out.split('\n').slice(at)
      expect([found, where]).toEqual([
        expect.stringContaining(says),
        expect.stringContaining(`${device.attemptId}/${id}`),
      ])
    }
    expect(spoilt.out).toMatch(new RegExp(`no row names .*${stray}`))
    expect(spoilt.out).toContain(
      '6 parts of 13.0 MB, all of it read: 4 not as they should be, 1 blob(s) that no row names',
    )
    expect(spoilt.out).toContain('--store --accept-loss 4"')
    expect(await asRows()).toEqual(before)
    expect(await line.audited('bytesLost')).toEqual([])

    // accepted, what is good of them stays, and the device sends the rest again
    expect(await checkStore('--accept-loss', '4')).toMatchObject({ code: 0 })
    for (const id of Object.values(whole)) {
      const from = Number((await device.head(id)).headers.get('upload-offset'))
      if (from < bytes.length) expect((await device.patch(id, from, bytes.subarray(from))).status).toBe(204)
      expect((await device.seal(id, bytes)).status).toBe(200)
    }
    const lost = (await line.audited('bytesLost')).map(
      (one) => `${String(one['keptBytes'])} ${String(one['actorRole'])}`,
    )
    expect(new Set(lost)).toEqual(new Set([0, MIB, 2 * MIB].map((kept) => `${kept} commandLine`)))
    expect((await checkStore()).code).toBe(0)
  },
)

test('a store that cannot be looked at is no store that is all right', async () => {
  expect(await verify(['--store', '--data', '/nowhere'])).toMatchObject({
    code: 2,
    out: expect.stringContaining('There is no database in /nowhere') as string,
  })
  expect((await verify(['--store', '--accept-loss', 'all'])).code).toBe(2)
  const s3 = await startS3Server()
  onTestFinished(s3.close)
  const line = await buildLine({ s3 })
  const device = await useDevice(line)
  const id = await device.begin()
  await device.patch(id, 0, Buffer.from('recorded'))
  s3.faults.isAway = true
  const environment = { DATABASE_URL: line.databaseUrl, ...s3Environment(s3) }
  expect(await verify(['--store', '--data', line.dataDirectory, '--blobs', placeOf(s3)], environment)).toMatchObject({
    code: 2,
    out: expect.stringContaining('The store cannot be read') as string,
  })
})

const s3Environment = ({ credentials }: S3Server) => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
})
const placeOf = ({ place }: S3Server) => `${place.name}?endpoint=${new URL(place.url).origin}`

function spoilFiles(line: Line, attemptId: string) {
  return {
    async flip(id: string, at: number) {
      await chmod(line.fileOf(attemptId, id), 0o600)
      const file = await open(line.fileOf(attemptId, id), 'r+')
      const { buffer } = await file.read(Buffer.alloc(1), 0, 1, at)
      await file.write(Buffer.from([buffer[0]! ^ 1]), 0, 1, at)
      await file.close()
    },
    cut: (id: string, to: number) =>
      to === 0 ? rm(line.fileOf(attemptId, id)) : truncate(line.fileOf(attemptId, id), to),
  }
}

/** Objects of 1 MiB each, in order. */
function spoilObjects({ behind, objects }: S3Server, attemptId: string) {
  const replace = async (name: string, change: (bytes: Buffer) => Buffer) => {
    const bytes = change(Buffer.from((await behind.get(name, { from: 0, to: MIB })) ?? []))
    await behind.put(name, bytes, createHash('sha256').update(bytes).digest())
  }
  const objectsOf = async (id: string) => (await objects()).filter((name) => name.startsWith(`${attemptId}/${id}/`))
  return {
    async flip(id: string, at: number) {
      await replace((await objectsOf(id))[Math.floor(at / MIB)] ?? '', (bytes) => {
        bytes[at % MIB]! ^= 1
        return bytes
      })
    },
    async cut(id: string, to: number) {
      for (const [index, name] of (await objectsOf(id)).entries()) {
        const keep = Math.max(0, to - index * MIB)
        if (keep === 0) await behind.remove(name)
        else if (keep < MIB) await replace(name, (bytes) => bytes.subarray(0, keep))
      }
    },
  }
}
