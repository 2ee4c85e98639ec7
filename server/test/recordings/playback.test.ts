// Looking at a sealed part: a seekable copy of a real live recording, made in a worker, served by ranges, audited.
import { spawnSync } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { readdir, truncate, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { attemptId, partId } from '@zhishi/core/ids'
import { JOURNAL_MIME } from '@zhishi/core/recording'
import { parseClip, sliceOf } from '../../../tools/candidate-bot/webm.ts'
import type { BlobStore } from '../../src/platform/blob-store/blob-store.ts'
import { systemRandom } from '../../src/platform/clock.ts'
import { createPlayables } from '../../src/recordings/playback/playable.ts'
import type { Part } from '../../src/recordings/repo.ts'
import { durationOf, recordLive, timesIn } from './testkit/live.ts'
import { buildLine, STAFF, T0, useDevice, type Device, type Line } from './testkit/line.ts'

const cacheOf = (line: Line) => join(line.dataDirectory, 'cache', 'copies', line.attemptIds[0])
const look = (device: Device, id: string, headers: Record<string, string> = {}) =>
  device.url === undefined
    ? Promise.reject(new Error('no url'))
    : fetch(`${device.url}/api/parts/${id}/playable`, { headers: { 'x-role': 'proctor', ...headers } })

async function record(
  device: Device,
  bytes: Buffer,
  more: Parameters<Device['begin']>[0] = {},
  mend?: () => Promise<void>,
) {
  const id = await device.begin(more)
  await device.patch(id, 0, bytes)
  await mend?.()
  expect((await device.seal(id, bytes)).status).toBe(200)
  return id
}

test('a live recording is played by ranges from a copy that seeks; every look is in the audit log before its bytes', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  device.url = line.now().url
  const live = recordLive(6)
  const id = await record(device, live)
  expect(line.logged()).toEqual([])

  // asked for several times at once, it is made once
  const [whole, same] = await Promise.all([look(device, id), look(device, id)])
  expect(whole.status).toBe(200)
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'video/webm;codecs=vp9,opus',
    'accept-ranges': 'bytes',
    'cache-control': 'no-store',
  })
  const copy = Buffer.from(await whole.arrayBuffer())
  expect(copy.equals(Buffer.from(await same.arrayBuffer()))).toBe(true)
  expect(Number(whole.headers.get('content-length'))).toBe(copy.length)
  expect(await readdir(cacheOf(line))).toHaveLength(1)
  expect(await line.audited('recordingLookedAt')).toMatchObject(
    Array(2).fill({ attemptId: device.attemptId, partId: id, actorRole: 'proctor', actorId: STAFF, at: T0 }),
  )

  const file = join(line.dataDirectory, 'copy.webm')
  await writeFile(file, copy)
  expect(durationOf(file)).toBeGreaterThan(5.9)
  expect(durationOf(file)).toBeLessThan(6.1)
  const sought = spawnSync('ffprobe', [
    '-v',
    'error',
    '-read_intervals',
    '4%+#1',
    '-select_streams',
    'v',
    '-show_entries',
    'packet=pts_time',
    '-of',
    'csv=p=0',
    file,
  ])
  expect(Math.abs(Number(sought.stdout.toString().split('\n')[0]?.replace(',', '')) - 4)).toBeLessThan(2.1)

  // ranges: a seek is part of the look that began
  const ranges: Array<[string, number, string | null, Buffer | null]> = [
    ['bytes=0-', 206, `bytes 0-${copy.length - 1}/${copy.length}`, copy],
    ['bytes=100-199', 206, `bytes 100-199/${copy.length}`, copy.subarray(100, 200)],
    [
      `bytes=${copy.length - 5}-99999999`,
      206,
      `bytes ${copy.length - 5}-${copy.length - 1}/${copy.length}`,
      copy.subarray(-5),
    ],
    ['bytes=-7', 206, `bytes ${copy.length - 7}-${copy.length - 1}/${copy.length}`, copy.subarray(-7)],
    ['bytes=0-1,5-6', 200, null, copy],
    ['lines=1-2', 200, null, copy],
    [`bytes=${copy.length}-`, 416, `bytes */${copy.length}`, null],
    ['bytes=-0', 416, `bytes */${copy.length}`, null],
  ]
  for (const [range, status, contentRange, bytes] of ranges) {
    const answer = await look(device, id, { range })
    expect([range, answer.status, answer.headers.get('content-range')]).toEqual([range, status, contentRange])
    const body = Buffer.from(await answer.arrayBuffer())
    if (bytes) expect(body.equals(bytes), range).toBe(true)
  }
  expect(await line.audited('recordingLookedAt')).toHaveLength(2 + 3)
  // a second process has not seen anybody begin: there a range from the middle is a look of its own
  device.url = (await line.another()).url
  await (await look(device, id, { range: 'bytes=5-9' })).arrayBuffer()
  await (await look(device, id, { range: 'bytes=9-12' })).arrayBuffer()
  expect(await line.audited('recordingLookedAt')).toHaveLength(2 + 3 + 1)

  expect((await line.held(device.attemptId, id)).equals(live), 'the part itself is untouched').toBe(true)
  device.url = line.now().url
  for (const [role, status] of [
    ['nobody', 401],
    ['support', 403],
    ['organiser', 200],
  ] as const) {
    expect((await look(device, id, { 'x-role': role })).status).toBe(status)
  }
  expect((await look(device, crypto.randomUUID())).status).toBe(404)
  expect((await look(device, '..%2Fkeys')).status).toBe(404)
})

test('what cannot be played says so and harms nothing; what can be saved of a recording is', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  device.url = line.now().url
  const live = recordLive(3)

  const open = await device.begin()
  await device.patch(open, 0, live)
  const noise = await record(device, randomBytes(50_000))
  const nothing = await record(device, Buffer.alloc(0))
  const journal = await record(device, Buffer.from('{}\n'), { line: 'journal', mime: JOURNAL_MIME })
  const gone = await record(device, live)
  await truncate(line.fileOf(device.attemptId, gone), 20_000)
  for (const id of [open, noise, nothing, journal, gone]) {
    const answer = await look(device, id)
    const why = { [noise]: 'notReadable', [nothing]: 'notReadable', [gone]: 'unavailable' }[id]
    expect([answer.status, await answer.json()]).toMatchObject([409, { code: 'notPlayable', ...(why && { why }) }])
  }
  expect((await line.held(device.attemptId, noise)).length).toBe(50_000)
  expect(await line.audited('recordingLookedAt'), 'nobody saw anything').toEqual([])
  expect(await readdir(cacheOf(line)), 'nothing half-made is left').toEqual([])

  // a browser that was killed leaves a last frame without its end
  const cut = await record(device, live.subarray(0, live.length - 3001))
  const saved = await look(device, cut)
  expect(saved.status).toBe(200)
  const file = join(line.dataDirectory, 'saved.webm')
  await writeFile(file, Buffer.from(await saved.arrayBuffer()))
  expect(durationOf(file)).toBeGreaterThan(2)

  const mp4 = await record(device, recordLive(3, 'mp4'), { mime: 'video/mp4' })
  const played = await look(device, mp4)
  expect([played.status, played.headers.get('content-type')]).toEqual([200, 'video/mp4'])
  await writeFile(file, Buffer.from(await played.arrayBuffer()))
  expect(durationOf(file)).toBeCloseTo(3, 0)
})

test('where a recorder goes back by milliseconds, every packet is in the copy all the same', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  device.url = line.now().url
  // the same two seconds again, ten milliseconds before the last packet of the first time
  const clip = parseClip(new Uint8Array(recordLive(2)), { mime: 'video/webm', lengthMs: 1985 })
  const slices = Array.from({ length: 5 }, (_, number) => sliceOf(clip, number).bytes)
  const recorded = Buffer.concat(slices)
  const times = timesIn(recorded)
  expect(times.audio, 'the recording goes back').not.toEqual(times.audio.toSorted((a, b) => a - b))

  const looked = await look(device, await record(device, recorded))
  expect(looked.status).toBe(200)
  const copied = timesIn(Buffer.from(await looked.arrayBuffer()))
  expect([copied.video.length, copied.audio.length]).toEqual([times.video.length, times.audio.length])
  expect(copied.audio, 'and its copy does not').toEqual(copied.audio.toSorted((a, b) => a - b))
})

/** A recording whose last block says that it has so many bytes, and has: all of them zero. */
function withLongBlock(live: Uint8Array, blockBytes: number): { begin: Buffer; bytes: number } {
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(blockBytes) + (1n << 56n))
  const cluster = Buffer.from('1f43b67501ffffffffffffffe7820bb8', 'hex')
  const block = Buffer.concat([Buffer.from('a3', 'hex'), length, Buffer.from('81000080', 'hex')])
  const begin = Buffer.concat([live, cluster, block])
  return { begin, bytes: begin.length + blockBytes - 4 }
}

test('a block of hundreds of MiB, and a part whose bytes never come, hold up nobody and cost this process little', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const real = await line.now().service.findPart(await record(device, recordLive(1)))
  if (!real) throw new Error('no part')
  const { blobStore } = line.now()
  const { begin, bytes } = withLongBlock(recordLive(1), 500 * 1024 * 1024)
  const foreign = (more: Partial<Part>): Part => ({
    ...real,
    id: partId.parse(randomUUID()),
    attemptId: attemptId.parse(randomUUID()),
    digest: randomBytes(32),
    ...more,
  })
  const long = foreign({ bytes })
  const stuck = foreign({ bytes: 10_000_000 })
  const read: BlobStore['read'] = async function* (key, { from, to }) {
    if (key.partId === stuck.id) await new Promise(() => {})
    if (key.partId !== long.id) return yield* blobStore.read(key, { from, to })
    yield begin.subarray(from, to)
    if (to > begin.length) yield new Uint8Array(to - Math.max(from, begin.length))
  }
  const playables = createPlayables({
    clock: line.clock,
    random: systemRandom,
    blobStore: { read },
    dataDirectory: line.dataDirectory,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })
  const before = process.memoryUsage.rss()
  let most = 0
  const looking = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)
  try {
    const gone = new AbortController()
    const waits = playables.open(stuck, gone.signal)
    const others = Array.from({ length: 5 }, () =>
      playables.open(foreign({ ...long, id: long.id, digest: randomBytes(32) })),
    )
    const opened = await playables.open(real)
    if (!opened.ok) throw new Error('not playable')
    await opened.value.handle.close()
    for (const refused of [await playables.open(long), ...(await Promise.all(others))]) {
      expect(refused).toMatchObject({ ok: false, refusal: { code: 'notPlayable', why: 'tooLarge' } })
    }
    expect((most - before) / 2 ** 20).toBeLessThan(100)
    // the page is closed
    gone.abort()
    expect(await waits).toMatchObject({ ok: false, refusal: { code: 'notPlayable' } })
  } finally {
    clearInterval(looking)
    await playables.close()
  }
})

test('copies are kept while there is room, what was looked at last the longest; one that takes too long is given up', async () => {
  const line = await buildLine()
  const device = await useDevice(line)
  const live = recordLive(1)
  const parts: Part[] = []
  for (let count = 0; count < 3; count++) {
    const part = await line.now().service.findPart(await record(device, live))
    if (part) parts.push(part)
  }
  const warned: unknown[] = []
  const log = { info: () => {}, warn: (it: unknown) => void warned.push(it), error: () => {} }
  const { blobStore } = line.now()
  const surroundings = { clock: line.clock, random: systemRandom, blobStore, dataDirectory: line.dataDirectory, log }

  const hasty = createPlayables({ ...surroundings, limitMs: () => 1 })
  expect(await hasty.open(parts[0]!)).toMatchObject({ ok: false, refusal: { code: 'notPlayable' } })
  expect(warned).toMatchObject([{ reason: 'tookTooLong' }, { reason: 'tookTooLong', partIds: [parts[0]!.id] }])
  expect(await readdir(cacheOf(line))).toEqual([])
  await hasty.close()

  // room for two and a half; the first is looked at again before the third is made
  const playables = createPlayables({ ...surroundings, cacheMaxBytes: Math.round(live.length * 2.5) })
  const leftOver = join(cacheOf(line), 'crashed.webm.1.tmp')
  await writeFile(leftOver, 'half')
  await utimes(leftOver, 1, 1)
  for (const part of [parts[0], parts[1], parts[0], parts[2]]) {
    line.clock.at += 60_000
    const opened = await playables.open(part!)
    if (!opened.ok) throw new Error('not playable')
    await opened.value.handle.close()
  }
  const kept = (await readdir(cacheOf(line))).map((name) => name.slice(0, 36))
  expect(kept.toSorted()).toEqual([parts[0]!.id, parts[2]!.id].toSorted())
  await playables.close()
  expect(await playables.open(parts[1]!)).toMatchObject({ ok: false })
})
