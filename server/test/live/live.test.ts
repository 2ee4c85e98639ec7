// What staff see while it is being recorded: stills on the wall of a sitting, and recordings as they grow, on the whole
// server with real PostgreSQL, real HTTP and a real recording cut into the pieces in which a device sends it.
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { LIVE_VIEW_LASTS_MS, type LiveView, type WallView } from '@zhishi/core/contract'
import type { AttemptId, PartId } from '@zhishi/core/ids'
import { createWebmScanner, newestKey, STILL_MAX_BYTES } from '@zhishi/core/recording'
import { createLivePositions } from '../../src/live/positions.ts'
import { parseClip, sliceOf } from '../../../tools/candidate-bot/webm.ts'
import { command, appWithInterview, listSittings, signIn, signInStaff, visit, type Visitor } from '../testkit/app.ts'
import { jpeg, openDevice } from '../testkit/live-device.ts'
import { looks, query } from '../testkit/rows.ts'

/** A recording as a browser makes it: no length, no index, a cluster about each second, a key picture every two. */
function recordLive(lengthS: number): Buffer {
  const sources = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15', '-f', 'lavfi', '-i', 'sine=frequency=440']
  const picture = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '200k', '-g', '30']
  const file = ['-c:a', 'libopus', '-f', 'webm', '-live', '1', '-cluster_time_limit', '1000', '-']
  return execFileSync('ffmpeg', ['-v', 'error', ...sources, '-t', String(lengthS), ...picture, ...file], {
    maxBuffer: 64 * 1024 * 1024,
  })
}

async function open() {
  const app = await appWithInterview()
  const attemptId = await signIn(visit(app))
  const otherId = await signIn(visit(app), '110101199001010023')
  const sittings = await listSittings(app)
  const [sitting, mock] = [sittings.find((one) => !one.isSelfPaced), sittings.find((one) => one.isSelfPaced)]
  return { app, attemptId, otherId, sittingId: sitting!.sittingId, mockId: mock!.sittingId }
}

test('stills: the newest of each feed, small, sealed, from the device of that feed; a wall is written down once', async () => {
  const { app, attemptId, otherId, sittingId, mockId } = await open()
  const computer = await openDevice(app, attemptId)
  const phone = await openDevice(app, attemptId, 'phone')
  const other = await openDevice(app, otherId)
  const first = jpeg(320, 240)
  expect((await computer.still('camera', first)).status).toBe(204)
  expect((await phone.still('evidence', jpeg(240, 320))).status).toBe(204)
  expect((await other.still('camera', jpeg(320, 240, 500, 9))).status).toBe(204)

  const refused: Array<[string, Promise<Response>, number, string]> = [
    ['of another device', phone.still('camera', first), 403, 'foreignPart'],
    ['of no feed', computer.still('journal', first), 404, 'notFound'],
    ['too soon', computer.still('camera', first), 429, 'tooManyTries'],
    ['too many bytes', computer.still('screen', jpeg(320, 240, STILL_MAX_BYTES + 1)), 413, 'tooLarge'],
    ['too many pixels', computer.still('screen', jpeg(4000, 3000)), 413, 'tooLarge'],
    ['cut off', computer.still('screen', first.subarray(0, 300)), 415, 'unsupportedMediaType'],
    ['a PNG', computer.still('screen', Buffer.from('89504e470d0a1a0a', 'hex')), 415, 'unsupportedMediaType'],
    ['another media type', computer.still('screen', first, 'image/png'), 415, 'unsupportedMediaType'],
    ['nothing', computer.still('screen', Buffer.alloc(0)), 415, 'unsupportedMediaType'],
  ]
  for (const [what, answer, httpStatus, code] of refused) {
    const { status } = await answer
    expect([what, status, ((await (await answer).json()) as { code: string }).code]).toEqual([what, httpStatus, code])
  }

  const proctor = await signInStaff(app, 'proctor')
  const viewId = randomUUID()
  const attemptIds = [attemptId, otherId]
  const wall = async (more: object = {}, sitting: string = sittingId) =>
    (await proctor.post(`/api/sittings/${sitting}/wall`, { viewId, attemptIds, after: null, ...more })) as unknown as {
      status: number
      body: WallView
    }
  const shown = (await wall()).body.stills
  expect(shown.map((one) => `${one.attemptId} ${one.feed}`).sort()).toEqual(
    [`${attemptId} camera`, `${attemptId} evidence`, `${otherId} camera`].sort(),
  )
  expect(shown.find((one) => one.attemptId === attemptId && one.feed === 'camera')?.jpeg).toBe(first.toString('base64'))
  // what is known is not sent again; a newer one takes the place of the one before
  const asOf = app.clock.now()
  expect((await wall({ after: asOf })).body.stills).toEqual([])
  app.clock.set(asOf + 5000)
  expect((await computer.still('camera', jpeg(320, 240, 700))).status).toBe(204)
  expect((await wall({ after: asOf })).body.stills).toMatchObject([
    { attemptId, feed: 'camera', receivedAt: asOf + 5000 },
  ])
  expect((await wall({ attemptIds: [otherId] })).body.stills).toHaveLength(1)
  expect(await looks(app, 'wallLookedAt')).toEqual([{ actor_role: 'proctor', subject: { sittingId, viewId } }])
  // the wall of another sitting shows nobody of this one, and is a look of its own; so is one that was away for long
  const elsewhere = randomUUID()
  expect((await wall({ viewId: elsewhere }, mockId)).body.stills).toEqual([])
  expect((await wall({ viewId: elsewhere })).status).toBe(404)
  expect((await wall({}, randomUUID())).status).toBe(404)
  app.clock.set(app.clock.now() + LIVE_VIEW_LASTS_MS)
  await wall()
  expect(await looks(app, 'wallLookedAt')).toHaveLength(3)

  // at rest nothing of a picture can be read, and its table is not in the database's own log
  const [row] = await query(
    app,
    `select jpeg_sealed from stills where attempt_id = '${attemptId}' and feed = 'evidence'`,
  )
  expect((row!['jpeg_sealed'] as Buffer).includes(Buffer.alloc(16, 7))).toBe(false)
  expect(await query(app, `select relpersistence from pg_class where relname = 'stills'`)).toEqual([
    { relpersistence: 'u' },
  ])
  // who was removed is not shown any more, whatever a device goes on sending
  app.clock.set(app.clock.now() + 60_000)
  expect((await command(proctor, attemptId, { kind: 'remove', reason: '申请更换场次' })).status).toBe(200)
  expect(await (await computer.still('camera', first)).json()).toMatchObject({ code: 'newPartsStopped' })
  expect(await looks(app, 'recordingLookedAt')).toEqual([])
})

test('a recording is looked at while it grows: where to begin, what came since, the next part, the seal', async () => {
  const { app, attemptId, otherId } = await open()
  const device = await openDevice(app, attemptId)
  const idle = await openDevice(app, otherId)
  const proctor = await signInStaff(app, 'proctor')
  const viewId = randomUUID()
  let told: LiveView | null = null
  const look = async (
    known: LiveView | null = told,
    as: Visitor = proctor,
    view: string = viewId,
  ): Promise<LiveView> => {
    const asKnown = known?.parts.map(({ partId, bytes, generation, isSealed }) => ({
      partId,
      bytes,
      generation,
      isSealed,
      reportedAt: known.serverNow,
    }))
    const answer = await as.post(`/api/attempts/${attemptId}/live`, { viewId: view, known: asKnown ?? null })
    expect(answer.status).toBe(200)
    return (told = answer.body as unknown as LiveView)
  }
  const bytesOf = (id: string, range: string, as: Visitor = proctor) =>
    fetch(`${app.url}/api/parts/${id}/bytes`, {
      headers: { range: `bytes=${range}`, cookie: as.cookie(), 'zhishi-side': 'staff' },
    })

  const live = recordLive(9)
  const half = Math.floor(live.length * 0.6)
  const id = await device.begin('camera', 1)
  await device.append(id, 0, live.subarray(0, half))
  // nobody looks: nothing may be read, and the device is in no hurry
  const unseen = await bytesOf(id, '0-99')
  expect([unseen.status, ((await unseen.json()) as { code: string }).code]).toEqual([409, 'viewNeeded'])
  expect((await device.beat())['camera']).toBe(4000)

  const first = await look()
  const scanner = createWebmScanner()
  scanner.push(live.subarray(0, half))
  const join = newestKey(scanner.clusters())!
  const place = { headBytes: scanner.head()!.bytes, offset: join.offset, atMs: join.timeMs }
  expect(first.parts).toMatchObject([
    { partId: id, feed: 'camera', bytes: half, isSealed: false, canFollow: true, join: place },
  ])
  expect(join.offset).toBeGreaterThan(0)
  const piece = await bytesOf(id, `${join.offset}-`)
  expect([piece.status, piece.headers.get('content-range')]).toEqual([206, `bytes ${join.offset}-${half - 1}/${half}`])
  expect(Buffer.from(await piece.arrayBuffer()).equals(live.subarray(join.offset, half))).toBe(true)
  expect((await bytesOf(id, `${half}-`)).status).toBe(204)
  // who looks makes its feeds come each second; nobody else's
  expect(await device.beat()).toMatchObject({ camera: 1000, screen: 1000 })
  expect((await idle.beat())['camera']).toBe(4000)
  // another member of staff has to look for themselves, and takes over nobody's view
  const second = await signInStaff(app, 'proctor', 'second')
  expect((await bytesOf(id, '0-99', second)).status).toBe(409)
  expect((await second.post(`/api/attempts/${attemptId}/live`, { viewId, known: null })).status).toBe(404)

  // a question waits until there is something to tell
  app.clock.set(app.clock.now() + 1000)
  const waiting = look()
  await device.append(id, half, live.subarray(half))
  expect((await waiting).parts).toMatchObject([{ partId: id, bytes: live.length, join: null }])
  // where a player goes back to
  const back = await proctor.post(`/api/parts/${id}/live-position`, { atMs: 0 })
  expect(back.body).toEqual({ position: { headBytes: place.headBytes, offset: place.headBytes, atMs: 0 } })

  const next = await (async () => {
    const asked = look()
    app.clock.set(app.clock.now() + 500)
    const nextId = await device.begin('camera', 2)
    await device.append(nextId, 0, live.subarray(0, half))
    expect((await asked).parts).toMatchObject([{ partId: nextId, join: { offset: join.offset } }])
    return nextId
  })()
  const asked = look()
  await device.append(next, half, live.subarray(half))
  await device.seal(next, live)
  expect((await asked).parts).toMatchObject([{ partId: next, isSealed: true }])
  // what Safari writes, and bytes that are no film at all, are said to be there and no more
  const safari = await device.begin('screen', 1, 'video/mp4')
  await device.append(safari, 0, Buffer.from('0000001c66747970', 'hex'))
  const noise = await device.begin('camera', 3)
  await device.append(noise, 0, Buffer.alloc(300_000, 0x1f))
  expect((await look(null)).parts.map(({ partId, canFollow, join: at }) => [partId, canFollow, at])).toEqual(
    expect.arrayContaining([
      [safari, false, null],
      [noise, true, null],
    ]),
  )

  expect(await looks(app, 'liveLookedAt')).toEqual([{ actor_role: 'proctor', subject: { attemptId, viewId } }])
  app.clock.set(app.clock.now() + LIVE_VIEW_LASTS_MS + 1000)
  expect((await bytesOf(id, '0-99')).status).toBe(409)
  expect((await device.beat())['camera']).toBe(4000)
  await look(null)
  expect(await looks(app, 'liveLookedAt')).toHaveLength(2)
  expect(app.log().filter((line) => line['msg'] === 'bug')).toEqual([])
})

test('places in a recording are those of its whole index, wherever it ends and however long it is', async () => {
  // half an hour: the same clusters again and again, with running times, as one part
  const clip = parseClip(new Uint8Array(recordLive(20)), { mime: 'video/webm', lengthMs: 20_000 })
  const slices = Array.from({ length: clip.clusters.length * 90 }, (_, at) => sliceOf(clip, at).bytes)
  const long = Buffer.concat(slices)
  const whole = createWebmScanner()
  whole.push(long)
  const head = whole.head()!
  let readBytes = 0
  const places = createLivePositions({
    blobStore: {
      async *read(_key, range) {
        for (let at = range.from; at < range.to; at += 262_144) {
          const piece = long.subarray(at, Math.min(range.to, at + 262_144))
          readBytes += piece.length
          yield piece
        }
      },
    },
  })
  const part = (bytes: number) => ({ id: 'p' as PartId, attemptId: 'a' as AttemptId, generation: 1, bytes })
  const keys = whole.clusters().filter((cluster) => cluster.isKey === true)
  expect(keys.length).toBeGreaterThan(500)
  const placeOf = (cluster: (typeof keys)[number]) => ({
    headBytes: head.bytes,
    offset: cluster.offset,
    atMs: cluster.timeMs,
  })
  for (const share of [0.01, 0.3, 0.77, 1]) {
    const cut = createWebmScanner()
    const bytes = Math.floor(long.length * share)
    cut.push(long.subarray(0, bytes))
    expect(await places.newest(part(bytes))).toEqual(placeOf(newestKey(cut.clusters())!))
  }
  for (const atMs of [0, 1999, 61_000, 777_777, 1_500_000, 10_000_000]) {
    readBytes = 0
    expect(await places.before(part(long.length), atMs)).toEqual(placeOf(keys.findLast((key) => key.timeMs <= atMs)!))
    // not the whole of it is read for one place
    expect(readBytes).toBeLessThan(8_000_000)
  }
  expect(await places.newest(part(head.bytes - 1))).toBeNull()
})
