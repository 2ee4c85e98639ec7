// Proves, in a real Chromium: devices that die, fall silent or are taken away are noticed and opened again in a new part
// while the other feeds go on; a disk that gets full is recorded for with less; all of it stands in the journal.
import type { Feed } from '@zhishi/core/recording'
import type {} from '@vitest/browser-playwright'
import { expect, test, vi } from 'vitest'
import { cdp, commands } from 'vitest/browser'
import type { Acquired, Capture, CaptureSnapshot } from '../capture.ts'
import {
  acquireCamera,
  briefly,
  newAttempt,
  NOTICED_MS,
  open,
  openCamera,
  pause,
  readJournal,
  readLog,
  tapRecorders,
  until,
} from '../testkit/capture-page.ts'

declare module 'vitest/browser' {
  interface BrowserCommands {
    killMediaService: (device: 'camera' | 'microphone') => Promise<boolean>
  }
}

const { recorders } = tapRecorders()

async function openWatched(more: Parameters<typeof open>[1] = {}) {
  const attemptId = newAttempt()
  const seen: CaptureSnapshot[] = []
  const capture = await open(attemptId, { onChange: (snapshot) => seen.push(snapshot), ...more })
  const feed = (line: Feed) => capture.snapshot().feeds.find((it) => it.line === line)
  const startScreen = async () =>
    capture.start('screen', await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: 5 } }))
  return { attemptId, seen, capture, feed, startScreen }
}

/** Ends the recording. @returns what the journal tells, without what happens in every run, and the reasons of the parts */
async function closeAndRead({ attemptId, capture }: { attemptId: Parameters<typeof readLog>[0]; capture: Capture }) {
  await capture.stop('finished')
  await capture.close()
  const [journal] = await readLog(attemptId, 'journal')
  const entries = readJournal(journal?.bytes)
  const told = entries.map(({ body }) => briefly(body)).filter((it) => !/^(opened|clockOffset)|network/.test(it))
  const camera = await readLog(attemptId, 'camera')
  const screen = await readLog(attemptId, 'screen')
  return { entries, told, camera, screen, reasons: [...camera, ...screen].map(({ part }) => part.end?.endReason) }
}

test.each(['camera', 'microphone'] as const)(
  'the %s dies: noticed, opened again as a new part, and the screen never stops',
  async (device) => {
    const it = await openWatched()
    await it.capture.start('camera', await openCamera())
    await it.startScreen()
    await pause(2500)
    const diedMs = performance.now()
    expect(await commands.killMediaService(device)).toBe(true)
    await until(() => it.feed('camera')?.missingSince !== null)
    expect(performance.now() - diedMs).toBeLessThan(NOTICED_MS)
    await until(() => it.feed('camera')?.recordingSince !== null)
    expect(it.feed('screen')?.missedMs).toBe(0)
    await pause(2500)
    const read = await closeAndRead(it)
    expect(read.reasons).toEqual(['feedEnded', 'finished', 'finished'])
    expect(read.told.slice(0, 6)).toEqual([
      'partStarted camera',
      'partStarted screen',
      'notice captureStopped camera',
      'partEnded camera feedEnded',
      'partStarted camera',
      'gap camera feedEnded',
    ])
    expect(Math.min(...read.camera.map(({ bytes }) => bytes.length))).toBeGreaterThan(10_000)
  },
)

test('the recorder gives no more bytes, and says nothing: noticed, and gone on with in a new part', async () => {
  const it = await openWatched()
  await it.capture.start('camera', await openCamera())
  await pause(2500)
  recorders[0]?.pause()
  const silentMs = performance.now()
  await until(() => it.feed('camera')?.missingSince !== null)
  expect(performance.now() - silentMs).toBeLessThan(NOTICED_MS)
  await until(() => it.feed('camera')?.recordingSince !== null)
  const { told, reasons } = await closeAndRead(it)
  expect(reasons).toEqual(['stalled', 'finished'])
  expect(told).toContain('notice captureStalled camera')
})

test('a microphone that gives nothing at all: told, opened again after a while, and heard', async () => {
  const it = await openWatched()
  const media = await openCamera()
  const context = new AudioContext()
  const source = new ConstantSourceNode(context, { offset: 0 })
  const deaf = context.createMediaStreamDestination()
  source.connect(deaf)
  source.start()
  const silentMs = performance.now()
  await it.capture.start('camera', new MediaStream([...media.getVideoTracks(), ...deaf.stream.getAudioTracks()]))
  await until(() => it.feed('camera')?.doubts.includes('audioSilent') === true)
  expect(performance.now() - silentMs).toBeLessThan(NOTICED_MS)
  await until(() => it.feed('camera')?.doubts.length === 0)
  // the fake one beeps once a second, and is silent in between
  await until(() => it.capture.audioLevel('camera') > 0)
  for (const one of media.getTracks()) one.stop()
  const { told, reasons } = await closeAndRead(it)
  expect(reasons).toEqual(['deviceSwitched', 'finished'])
  expect(told.filter((one) => one.startsWith('notice'))).toEqual(['notice audioSilent camera'])
})

test('permission taken away and given back: noticed, asked for until it is there, and recorded again', async () => {
  const allow = (setting: 'granted' | 'denied') =>
    cdp().send('Browser.setPermission', { permission: { name: 'camera' }, setting, origin: location.origin })
  let isGiven = true
  // the tests' browser says yes to every question, so that it is asked is all that can be seen here
  const acquire = async (): Promise<Acquired> => (isGiven ? acquireCamera() : { ok: false, cause: 'denied' })
  const it = await openWatched({ acquire: { camera: acquire } })
  await it.capture.start('camera', await openCamera())
  await it.startScreen()
  await pause(1500)
  isGiven = false
  await allow('denied')
  await until(() => it.feed('camera')?.missingSince !== null)
  await pause(1500)
  expect([it.feed('camera')?.recordingSince, it.feed('camera')?.cause]).toEqual([null, 'denied'])
  await allow('granted')
  isGiven = true
  await until(() => it.feed('camera')?.recordingSince !== null)
  const { told, reasons } = await closeAndRead(it)
  expect(reasons).toEqual(['feedEnded', 'finished', 'finished'])
  expect(told).toContain('gap camera feedEnded')
})

test('room runs short: both feeds go on with less in a new part, without a gap, and the proctor is told', async () => {
  const { usage = 0 } = await navigator.storage.estimate()
  const limit = (quotaSize?: number) =>
    cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin, ...(quotaSize ? { quotaSize } : {}) })
  // less than is to be set aside; what the browser says is free does not change with it
  await limit(usage + 8_000_000)
  const it = await openWatched()
  await it.capture.start('camera', await openCamera())
  await it.startScreen()
  await until(() => it.seen.at(-1)?.quality?.cause === 'room')
  await pause(2500)
  await limit()
  const rate = it.capture.media('camera')?.getVideoTracks()[0]?.getSettings().frameRate
  const { told, reasons, camera } = await closeAndRead(it)
  expect(it.seen.at(-1)?.quality).toEqual({ step: 2, cause: 'room' })
  // half of 15 a second
  expect(rate).toBe(8)
  const ofRoom = told.filter((one) => !one.startsWith('part'))
  expect(ofRoom.slice(0, 2)).toEqual(['notice storageShort', 'qualityLowered'])
  // old and new part are open at once, each with room of its own: a line that gets none says so once, and waits
  const ofLines = ofRoom.slice(2)
  expect(ofLines.filter((one) => one !== 'notice storageShort')).toEqual([])
  expect(ofLines.length).toBeLessThanOrEqual(2)
  expect(reasons).toEqual(['rotated', 'finished', 'rotated', 'finished'])
  const [before, after] = camera.map(({ part }) => part)
  expect(after?.announcement.startedAt).toBeLessThanOrEqual(before?.end?.endedAt ?? 0)
})

test('a browser without sync access handles records all the same', async () => {
  vi.stubGlobal(
    'Worker',
    class extends Worker {
      constructor(url: string | URL, options?: WorkerOptions) {
        const older = 'delete FileSystemFileHandle.prototype.createSyncAccessHandle'
        const first = URL.createObjectURL(new Blob([older], { type: 'text/javascript' }))
        const both = `import '${first}'; import '${new URL(url, location.href).href}'`
        super(URL.createObjectURL(new Blob([both], { type: 'text/javascript' })), { ...options, type: 'module' })
      }
    },
  )
  const it = await openWatched()
  await it.capture.start('camera', await openCamera())
  await pause(3500)
  await it.capture.stop('finished')
  const [camera] = it.capture.snapshot().feeds
  await it.capture.close()
  vi.unstubAllGlobals()
  const [part] = await readLog(it.attemptId, 'camera', 'idb')
  expect(part?.bytes.length).toBeGreaterThan(10_000)
  expect(part?.bytes.length).toBe(camera?.bytes)
})
