// Recordings at rest, on disk and in an S3 store: what a thief of the bytes has, what the keys and the database make of them, and
// recordings of earlier versions.
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eq, sql } from 'drizzle-orm'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startS3Server, type S3Server } from '../../src/platform/blob-store/testkit/s3-server.ts'
import { blobObjects, blobSalts, interviewKeys, interviews } from '../../src/platform/database/tables.ts'
import { buildLine, digestOf, useDevice, type Line } from './testkit/line.ts'

const BYTES = Buffer.from('EBML what somebody said in an interview. '.repeat(9000))

/** The bytes of a part as they lie at rest, all objects one after the other. */
async function atRest(line: Line, s3: S3Server | null, attemptId: string, partId: string): Promise<Buffer> {
  if (!s3) return readFile(line.fileOf(attemptId, partId))
  const pieces: Uint8Array[] = []
  for await (const { name, bytes } of s3.behind.list(`${attemptId}/${partId}/`))
    pieces.push((await s3.behind.get(name, { from: 0, to: bytes })) ?? new Uint8Array())
  return Buffer.concat(pieces)
}

/** docs/blob-format.md, written down a second time. */
function decrypt(interviewKey: Buffer, salt: Buffer, name: string, position: number, bytes: Buffer): Buffer {
  const key = Buffer.from(hkdfSync('sha256', interviewKey, salt, `zhishi/blob/${name}`, 32))
  const counter = Buffer.alloc(16)
  counter.writeUInt32BE(Math.floor(position / 16), 12)
  const cipher = createCipheriv('aes-256-ctr', key, counter)
  cipher.update(Buffer.alloc(position % 16))
  return cipher.update(bytes)
}

describe.each(['disk', 'S3'] as const)('on %s', (place) => {
  const build = async () => {
    const s3 = place === 'S3' ? await startS3Server() : null
    if (s3) onTestFinished(s3.close)
    const line = await buildLine(s3 ? { s3 } : {})
    return { line, s3 }
  }

  test('a part that goes on after a restart lies there as noise, and master key, sealed key and salts give it back', async () => {
    const { line, s3 } = await build()
    const device = await useDevice(line)
    const id = await device.begin()
    expect((await device.patch(id, 0, BYTES.subarray(0, 100_001))).status).toBe(204)
    await line.restart()
    expect((await device.patch(id, 100_001, BYTES.subarray(100_001))).status).toBe(204)
    expect((await device.seal(id, BYTES)).body['digest']).toBe(digestOf(BYTES))

    const lying = await atRest(line, s3, device.attemptId, id)
    expect([lying.length, lying.includes('EBML'), lying.includes('somebody')]).toEqual([BYTES.length, false, false])
    expect((await line.held(device.attemptId, id)).equals(BYTES)).toBe(true)

    const { db } = line.now()
    const [{ interviewId, keySealed } = { interviewId: '', keySealed: Buffer.alloc(0) }, ...others] = await db
      .select()
      .from(interviewKeys)
    expect(others).toEqual([])
    const text = await readFile(join(`${line.dataDirectory}-keys`, 'master.key'), 'utf8')
    const wrapping = Buffer.from(
      hkdfSync('sha256', Buffer.from(text.trim(), 'base64'), Buffer.alloc(0), 'zhishi/interviewKeys', 32),
    )
    const opening = createDecipheriv('aes-256-gcm', wrapping, keySealed.subarray(0, 12))
    opening.setAAD(Buffer.from(interviewId)).setAuthTag(keySealed.subarray(-16))
    const interviewKey = Buffer.concat([opening.update(keySealed.subarray(12, -16)), opening.final()])
    const salts = s3
      ? await db.select({ offset: blobObjects.offset, salt: blobObjects.salt }).from(blobObjects)
      : await db.select({ offset: blobSalts.offset, salt: blobSalts.salt }).from(blobSalts)
    const ordered = salts.toSorted((a, b) => a.offset - b.offset)
    expect(ordered.map(({ offset }) => offset)).toEqual([0, 100_001])
    const plain = ordered.map(({ offset, salt }, at) => {
      const stretch = lying.subarray(offset, ordered[at + 1]?.offset)
      return decrypt(interviewKey, salt!, `${device.attemptId}/${id}`, s3 ? 0 : offset, stretch)
    })
    expect(Buffer.concat(plain).equals(BYTES)).toBe(true)

    const said = JSON.stringify(line.logged())
    for (const form of ['base64', 'hex', 'base64url'] as const) expect(said).not.toContain(interviewKey.toString(form))

    // the key goes with its interview; whoever has copied the bytes has noise
    await db.delete(interviews).where(eq(interviews.id, interviewId))
    expect(await db.select().from(interviewKeys)).toEqual([])
  })

  test('parts of one interview share its key and nothing else: the same bytes lie nowhere alike', async () => {
    const { line, s3 } = await build()
    const device = await useDevice(line)
    const other = await useDevice(line, { attempt: 1 })
    const first = await device.begin()
    const second = await device.begin()
    const third = await other.begin()
    const all = [
      [device, first],
      [device, second],
      [other, third],
    ] as const
    await Promise.all(all.map(([from, id]) => from.patch(id, 0, BYTES)))
    const lying = await Promise.all(all.map(([from, id]) => atRest(line, s3, from.attemptId, id)))
    const digests = new Set(lying.map((bytes) => createHash('sha256').update(bytes).digest('hex')))
    expect(digests.size).toBe(3)
    expect(await line.now().db.select().from(interviewKeys)).toHaveLength(1)
  })

  test('what an earlier version recorded in the clear is read, goes on and is sealed', async () => {
    const { line, s3 } = await build()
    const device = await useDevice(line)
    const id = await device.begin()
    await device.patch(id, 0, BYTES.subarray(0, 5000))
    const { db } = line.now()
    if (s3) {
      const [row] = await db.select().from(blobObjects)
      const clear = BYTES.subarray(0, 5000)
      const digest = createHash('sha256').update(clear).digest()
      await s3.behind.put(`${device.attemptId}/${id}/${row!.object}`, clear, digest)
      await db.update(blobObjects).set({ salt: null, digest })
    } else {
      await writeFile(line.fileOf(device.attemptId, id), BYTES.subarray(0, 5000))
      await db.delete(blobSalts)
    }
    await db.execute(sql`delete from interview_keys`)
    await line.restart()
    expect((await line.held(device.attemptId, id)).equals(BYTES.subarray(0, 5000))).toBe(true)
    expect((await device.patch(id, 5000, BYTES.subarray(5000))).status).toBe(204)
    expect((await device.seal(id, BYTES)).status).toBe(200)
    const lying = await atRest(line, s3, device.attemptId, id)
    expect(lying.subarray(0, 5000).equals(BYTES.subarray(0, 5000)), 'it is left as it is').toBe(true)
    expect(lying.subarray(5000).includes('EBML')).toBe(false)
    expect((await line.now().service.checkParts()).lowered).toEqual([])
  })
})

test('of an attempt that is not there nothing is written', async () => {
  const line = await buildLine()
  const key = { attemptId: randomUUID(), partId: randomUUID() }
  await expect(line.now().blobStore.append(key, 0, BYTES)).rejects.toMatchObject({ code: 'bytesMissing', size: 0 })
  expect(await line.now().blobStore.size(key)).toBe(0)
})
