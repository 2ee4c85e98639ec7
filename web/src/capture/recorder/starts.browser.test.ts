// Proves, in a real Chromium: a start is never given up, whatever device, recorder, disk or another feed do: what comes late
// is used, what gives nothing leaves no part, the time without a recording is counted and declared, and said in words.
import type { Feed } from '@zhishi/core/recording'
import { afterEach, expect, test, vi } from 'vitest'
import type { Acquired, CaptureSnapshot } from '../capture.ts'
import { delayLastSlices, delayRecorders, drawMoving, drawnTrack } from '../testkit/sources.ts'
import {
  acquireCamera,
  briefly,
  newAttempt,
  open,
  openCamera,
  pause,
  readJournal,
  readLog,
  serverClock,
  until,
} from '../testkit/capture-page.ts'
import { openRemoteLog } from '../testkit/remote-log.ts'

afterEach(() => void vi.unstubAllGlobals())

async function openDue(acquire: () => Promise<Acquired> = acquireCamera) {
  const attemptId = newAttempt()
  const seen: CaptureSnapshot[] = []
  const capture = await open(attemptId, { acquire: { camera: acquire }, onChange: (snapshot) => seen.push(snapshot) })
  const feed = (line: Feed) => {
    const found = capture.snapshot().feeds.find((it) => it.line === line)
    if (!found) throw new Error(`${line} is not recorded`)
    return found
  }
  const close = async () => {
    await capture.stop('finished')
    const partIds = capture.partIds()
    await capture.close()
    const read = async (line: Feed | 'journal') => (await readLog(attemptId, line)).map((it) => it)
    const [camera, screen, [journal]] = [await read('camera'), await read('screen'), await read('journal')]
    const entries = journal ? readJournal(journal.bytes).map(({ body }) => body) : []
    return { camera, screen, entries, told: entries.map(briefly), partIds }
  }
  return { attemptId, capture, feed, seen, close }
}

const openScreen = () => navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 5 } })

test('a recorder that gives its first bytes after twelve seconds is used; a screen that gives none holds up nothing', async () => {
  const never = [Infinity, Infinity, Infinity, Infinity, Infinity]
  const { made } = delayRecorders({ camera: [12_000, ...never], screen: never })
  const it = await openDue()
  const dueAt = serverClock.now()
  it.capture.due('camera', dueAt)
  void it.capture.start('screen', await openScreen())
  await until(() => it.feed('camera').recordingSince !== null)
  const camera = it.feed('camera')
  expect(camera.missedMs).toBeGreaterThan(11_000)
  expect([camera.missingSince, camera.cause]).toEqual([null, null])
  expect(it.feed('screen')).toMatchObject({ recordingSince: null, cause: 'busy', parts: 0 })
  expect(
    it.capture
      .media('screen')
      ?.getTracks()
      .map(({ readyState }) => readyState),
  ).toEqual(['live'])
  // those that were tried beside it are gone
  expect(made.filter((one) => one.stream === it.capture.media('camera')).map(({ state }) => state)).toEqual([
    'recording',
    ...Array.from(
      { length: made.filter((one) => one.stream === it.capture.media('camera')).length - 1 },
      () => 'inactive',
    ),
  ])
  await pause(1500)
  const read = await it.close()
  expect(read.camera.map(({ part }) => part.end?.endReason)).toEqual(['finished'])
  expect(read.camera[0]?.bytes.length).toBeGreaterThan(1000)
  expect(read.screen).toEqual([])
  expect(read.partIds).toHaveLength(2)
  const gaps = read.entries.flatMap((body) => (body.kind === 'gap' ? [[body.feed, body.fromAt, body.reason]] : []))
  expect(gaps).toEqual([
    ['camera', dueAt, 'notStarted'],
    ['screen', expect.any(Number), 'notStarted'],
  ])
  const missing = read.entries.flatMap((body) =>
    body.kind === 'notice' && body.notice === 'captureMissing' ? [[body.feed, body.detail]] : [],
  )
  expect(missing.toSorted(([one = ''], [other = '']) => one.localeCompare(other))).toEqual([
    ['camera', 'busy'],
    ['screen', 'busy'],
  ])
})

test('a recorder that gives nothing is tried beside with less, and what was lowered is written down', async () => {
  const { made } = delayRecorders({ camera: [Infinity], screen: [] })
  const it = await openDue()
  it.capture.due('camera', serverClock.now())
  await until(() => it.feed('camera').recordingSince !== null)
  expect(it.capture.snapshot().quality).toEqual({ step: 1, cause: 'machine' })
  expect(made.map((one) => [one.state, one.videoBitsPerSecond])).toEqual([
    ['inactive', 400_000],
    ['recording', 240_000],
  ])
  const { camera, told } = await it.close()
  expect(camera).toHaveLength(1)
  expect(told).toContain('qualityLowered')
})

test('a camera that needs eight seconds: the screen records meanwhile, and the wait is said and declared', async () => {
  const it = await openDue(async () => {
    await pause(8000)
    return acquireCamera()
  })
  const dueAt = serverClock.now()
  it.capture.due('camera', dueAt)
  expect(await it.capture.start('screen', await openScreen())).toBe(true)
  expect(it.feed('camera')).toMatchObject({ isDue: true, recordingSince: null, missingSince: dueAt, cause: 'opening' })
  await until(() => it.feed('screen').recordingSince !== null)
  expect(it.feed('camera').recordingSince).toBeNull()
  await until(() => it.feed('camera').recordingSince !== null)
  expect(it.feed('camera').missedMs).toBeGreaterThan(7000)
  const { entries, camera } = await it.close()
  expect(camera).toHaveLength(1)
  expect(entries).toContainEqual({ kind: 'notice', notice: 'captureMissing', feed: 'camera', detail: 'opening' })
  expect(entries).toContainEqual(
    expect.objectContaining({ kind: 'gap', feed: 'camera', fromAt: dueAt, reason: 'notStarted' }),
  )
})

test('a camera that never answers, is refused, or taken: each is a reason, a press tries anew, and stopping waits for none', async () => {
  const answers: (Acquired | null)[] = [null, { ok: false, cause: 'denied' }, { ok: false, cause: 'taken' }]
  const it = await openDue(async () => {
    const answer = answers.shift()
    if (answer === undefined) return acquireCamera()
    return answer ?? new Promise<never>(() => {})
  })
  it.capture.due('camera', serverClock.now())
  await pause(1500)
  expect([it.feed('camera').cause, answers.length]).toEqual(['opening', 2])
  it.capture.retry()
  await until(() => it.feed('camera').cause === 'denied')
  it.capture.retry()
  await until(() => it.seen.some(({ feeds }) => feeds[0]?.cause === 'taken'))
  await until(() => it.feed('camera').recordingSince !== null)
  const { camera } = await it.close()
  expect(camera).toHaveLength(1)

  const hanging = await openDue(() => new Promise<never>(() => {}))
  hanging.capture.due('camera', serverClock.now())
  const { told } = await hanging.close()
  expect(told.filter((one) => one.startsWith('part'))).toEqual([])
})

test('what an earlier page life still holds is waited for, and is not another tab', async () => {
  const attemptId = newAttempt()
  const before = await openRemoteLog(attemptId, 'camera', 500)
  const held = navigator.locks.request(`zhishi-attempt-${attemptId}`, () => pause(4000))
  const startedMs = performance.now()
  setTimeout(before.kill, 8500)
  const capture = await open(attemptId)
  await held
  expect(performance.now() - startedMs).toBeGreaterThan(8000)
  expect(await capture.start('camera', await openCamera())).toBe(true)
  await capture.close()
})

test('a recorder whose last slice comes seven seconds after the stop: it is in the log, and the part ends with it', async () => {
  delayLastSlices(7000)
  const it = await openDue()
  const media = await openCamera()
  expect(await it.capture.start('camera', media)).toBe(true)
  await until(() => it.feed('camera').recordingSince !== null)
  await pause(1500)
  const stoppedMs = performance.now()
  const read = await it.close()
  expect(performance.now() - stoppedMs).toBeGreaterThan(6500)
  expect(read.camera.map(({ part }) => part.end?.endReason)).toEqual(['finished'])
})

test('what stands still while the computer is held up is kept, and goes on when it moves again', async () => {
  const it = await openDue()
  const devices = await openCamera()
  const picture = drawnTrack(66, drawMoving)
  const media = new MediaStream([picture.track, ...devices.getAudioTracks()])
  expect(await it.capture.start('camera', media)).toBe(true)
  await until(() => it.feed('camera').recordingSince !== null)
  await pause(1500)
  picture.freeze()
  // five times as long as a free computer waits, and never a second in which the page runs
  for (let times = 0; times < 9; times += 1) {
    const untilMs = performance.now() + 1200
    while (performance.now() < untilMs);
    await pause(150)
  }
  picture.thaw()
  await pause(2500)
  expect(it.capture.media('camera')).toBe(media)
  const { camera, told } = await it.close()
  expect(camera.map(({ part }) => part.end?.endReason)).toEqual(['finished'])
  expect(told.filter((one) => one.startsWith('notice captureStalled'))).toEqual([])
})
