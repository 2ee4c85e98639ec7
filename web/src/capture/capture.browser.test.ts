// Proves, in a real Chromium with a real recorder, workers and OPFS: every emitted byte is in the log, whatever happens
// to feeds and pages. The server is not here (its paths answer 404); e2e has it.
import type { NoticeKind } from '@zhishi/core/recording'
import { expect, test, vi } from 'vitest'
import { openCapture, type CaptureOptions, type CaptureSnapshot } from './capture.ts'
import { resumeUploads } from './resumed-uploads.ts'
import { drawMoving, drawnTrack } from './testkit/sources.ts'
import {
  briefly,
  newAttempt,
  NOTICED_MS,
  open,
  openCamera,
  pause,
  readJournal,
  readLog,
  serverClock,
  tapRecorders,
  until,
} from './testkit/capture-page.ts'

const { tapped, workers } = tapRecorders()

const sizeOf = (blobs: readonly Blob[]): number => blobs.reduce((sum, { size }) => sum + size, 0)

/** A computer that is slow to start begins a second recorder: which of them gave the bytes is told by what they gave. */
const giverOf = (bytes: Uint8Array | undefined) => tapped.find((blobs) => sizeOf(blobs) === bytes?.length)

async function expectTapped(bytes: Uint8Array, blobs: readonly Blob[] | undefined): Promise<void> {
  const emitted = new Uint8Array(await new Blob([...(blobs ?? [])]).arrayBuffer())
  expect(emitted.length).toBeGreaterThan(1000)
  expect(bytes.length).toBe(emitted.length)
  expect(bytes).toEqual(emitted)
}

/** Plays a part from its first to its last frame. @returns how many frames were shown */
async function play(bytes: Uint8Array<ArrayBuffer>, mime: string): Promise<number> {
  const video = document.createElement('video')
  video.muted = true
  video.src = URL.createObjectURL(new Blob([bytes], { type: mime }))
  video.playbackRate = 4
  await video.play()
  await until(() => video.ended || video.error !== null)
  expect(video.error).toBeNull()
  URL.revokeObjectURL(video.src)
  return video.getVideoPlaybackQuality().totalVideoFrames
}

test('a feed over rotation, device switch and a dying camera: no byte lost, no gap hidden, all of it in the journal', async () => {
  const attemptId = newAttempt()
  const seen: CaptureSnapshot[] = []
  const noticed: NoticeKind[] = []
  const capture = await open(attemptId, {
    onChange: (snapshot) => seen.push(snapshot),
    onNotice: (notice) => noticed.push(notice),
  })
  const first = await openCamera()
  await capture.start('camera', first)
  await capture.start('screen', await navigator.mediaDevices.getDisplayMedia({ video: true }))
  expect(await openCapture({ ...({} as CaptureOptions), attemptId, lines: ['journal'] })).toEqual({
    ok: false,
    failure: 'openElsewhere',
  })
  await until(() => capture.audioLevel('camera') > 0)
  await capture.rotate('camera', 'answeringStarted')
  expect(capture.media('camera')).toBe(first)
  await pause(1500)
  const devices = await openCamera()
  const picture = drawnTrack(66, drawMoving)
  const second = new MediaStream([picture.track, ...devices.getAudioTracks()])
  for (const it of devices.getVideoTracks()) it.stop()
  await capture.start('camera', second)
  await until(() => first.getTracks().every((it) => it.readyState === 'ended'))
  await pause(1500)

  // camera-died: the picture stands still, the sound goes on, and nobody says so
  const diedMs = performance.now()
  picture.freeze()
  await until(() => seen.at(-1)?.feeds[0]?.missingSince !== null)
  expect(performance.now() - diedMs).toBeLessThan(NOTICED_MS)
  await until(() => seen.at(-1)?.feeds[0]?.recordingSince !== null)
  expect(capture.media('camera')).not.toBe(second)

  capture.media('screen')?.getVideoTracks()[0]?.dispatchEvent(new Event('ended'))
  await until(() => seen.at(-1)?.feeds[1]?.cause === 'pressNeeded')
  const hasFocus = vi.spyOn(document, 'hasFocus').mockReturnValue(false)
  dispatchEvent(new Event('blur'))
  hasFocus.mockRestore()
  const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  document.dispatchEvent(new Event('visibilitychange'))
  visibility.mockRestore()
  document.dispatchEvent(new Event('fullscreenchange'))
  await pause(1200)
  capture.journal.note({ kind: 'finish' })
  await capture.stop('finished')
  capture.journal.note({ kind: 'sheetShown' })
  const { feeds } = capture.snapshot()
  expect(feeds.map((it) => [it.line, it.isDue, it.cause, it.parts, it.isSealed, it.fault])).toEqual([
    ['camera', false, null, 4, false, null],
    ['screen', false, null, 1, false, null],
    ['journal', false, null, 1, false, null],
  ])
  const partIds = capture.partIds()
  await capture.close()

  const camera = await readLog(attemptId, 'camera')
  const screen = await readLog(attemptId, 'screen')
  const journal = await readLog(attemptId, 'journal')
  expect([...camera, ...screen, ...journal].map((it) => it.part.announcement.partId)).toEqual(partIds)
  expect(camera.map(({ part }) => [part.announcement.number, part.end?.endReason])).toEqual([
    [1, 'answeringStarted'],
    [2, 'deviceSwitched'],
    [3, 'stalled'],
    [4, 'finished'],
  ])
  expect(screen[0]?.part.end?.endReason).toBe('sharingStopped')
  for (const { bytes } of [...camera, ...screen]) await expectTapped(bytes, giverOf(bytes))
  // whoever gave anything is a part: nothing that was emitted is left out
  expect(tapped.filter((blobs) => sizeOf(blobs) > 0)).toHaveLength(camera.length + screen.length)
  for (const { part, bytes } of [...camera, ...screen]) {
    expect(part.announcement.mime).toMatch(/^video\/webm;codecs=vp9/)
    expect(part.announcement.startedAtErrorMs).toBeLessThan(100)
    expect(await play(bytes, part.announcement.mime)).toBeGreaterThan(5)
  }
  // one part was running before the other stopped, except where the camera was dead
  const overlaps = camera
    .slice(1)
    .map(({ part }, at) => part.announcement.startedAt <= (camera[at]?.part.end?.endedAt ?? 0))
  expect(overlaps).toEqual([true, true, false])

  const entries = readJournal(journal[0]?.bytes)
  expect(entries.map((it) => it.number)).toEqual(entries.map((_, at) => at + 1))
  const told = entries.map(({ body }) => briefly(body))
  const ofPage = ['notice focusLost', 'notice pageHidden', 'notice fullscreenLeft']
  expect(told.filter((it) => ofPage.includes(it))).toEqual(ofPage)
  expect(noticed.map((it) => `notice ${it}`)).toEqual(ofPage)
  // at the start, and not again: nothing moved a clock
  expect(told.filter((it) => it === 'clockOffset')).toHaveLength(1)
  // a busy machine may take longer than a start should to open the camera again: told once
  expect(told.filter((it) => it === 'notice captureMissing camera').length).toBeLessThanOrEqual(1)
  const elsewhere = [...ofPage, 'clockOffset', 'notice captureMissing camera']
  expect(told.filter((it) => !elsewhere.includes(it) && !it.includes('network'))).toEqual([
    'opened',
    'partStarted camera',
    'partStarted screen',
    'partStarted camera',
    'partEnded camera answeringStarted',
    'partStarted camera',
    'partEnded camera deviceSwitched',
    'notice captureStalled camera',
    'partEnded camera stalled',
    'partStarted camera',
    'gap camera stalled',
    'notice captureStopped screen',
    'partEnded screen sharingStopped',
    'finish',
    'gap screen sharingStopped',
    'partEnded camera finished',
  ])
})

test('tab-killed and reloaded: what was emitted is in the log, and a later page finds it, uploads it and goes on', async () => {
  const killed = newAttempt()
  const capture = await open(killed)
  await capture.start('camera', await openCamera())
  await until(() => (tapped[0]?.length ?? 0) >= 2)
  // the last slice is on its way into the log, the next one is most of a second away
  await pause(300)
  for (const worker of workers) worker.terminate()
  const emitted = [...(tapped[0] ?? [])]
  const [lost] = await readLog(killed, 'camera')
  expect(lost?.part.end?.endReason).toBe('crashed')
  await expectTapped(lost?.bytes ?? new Uint8Array(), emitted)
  for (const it of capture.media('camera')?.getTracks() ?? []) it.stop()

  const reloaded = newAttempt()
  tapped.length = 0
  const leaving = await open(reloaded)
  await leaving.start('camera', await openCamera())
  await until(() => (tapped[0]?.length ?? 0) >= 1)
  dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }))
  await until(() => leaving.snapshot().feeds.every((it) => it.line === 'screen' || it.bytes > 0))
  await leaving.close()
  const [left] = await readLog(reloaded, 'camera')
  expect(left?.part.end?.endReason).toBe('reloaded')

  const snapshots: (readonly CaptureSnapshot[])[] = []
  const resumed = resumeUploads({ serverClock, onChange: (now) => snapshots.push(now) })
  await resumed.whenKnown()
  const found = resumed.snapshots().find((it) => it.attemptId === reloaded)
  expect(found?.feeds.map((it) => [it.line, it.parts, it.bytes, it.isDue])).toEqual([
    ['camera', 1, left?.bytes.length, false],
    ['screen', 0, 0, false],
    ['journal', 1, expect.any(Number), false],
  ])
  resumed.setGrant(reloaded, 'zg1.later')
  await until(() => snapshots.length > 0)
  await resumed.release(reloaded)

  const again = await open(reloaded)
  await again.start('camera', await openCamera())
  await again.stop('finished')
  await again.close()
  await resumed.close()
  expect((await readLog(reloaded, 'camera')).map(({ part }) => part.announcement.number)).toEqual([1, 2])
  const journals = await readLog(reloaded, 'journal')
  expect(journals.map(({ part }) => [part.announcement.number, part.end?.endReason])).toEqual([
    [1, 'reloaded'],
    [2, 'finished'],
  ])
  expect(new TextDecoder().decode(journals[1]?.bytes)).toContain('"kind":"gap"')
})
