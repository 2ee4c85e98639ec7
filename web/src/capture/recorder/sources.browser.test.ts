// Proves, in a real Chromium: sources that say they are well and are not are noticed in their time, told once each, and the
// recording is not cut for it.
import type { SourceDoubt } from '@zhishi/core/recording'
import { expect, inject, test } from 'vitest'
import type { CaptureSnapshot } from '../capture.ts'
import { drawMoving, drawnTrack } from '../testkit/sources.ts'
import { briefly, newAttempt, open, openCamera, pause, readJournal, readLog, until } from '../testkit/capture-page.ts'

/** 5, 10 and 15 s are promised, on a machine that is not running other tests as well. */
const SLACK_MS = 10_000 * inject('machineFactor')

async function record(camera: MediaStreamTrack, screen: MediaStreamTrack) {
  const attemptId = newAttempt()
  const seen: CaptureSnapshot[] = []
  const media = await openCamera()
  for (const one of media.getVideoTracks()) one.stop()
  // whatever is opened instead is no better
  const acquire = async () => ({ ok: false, cause: 'taken' }) as const
  const capture = await open(attemptId, { acquire: { camera: acquire }, onChange: (snapshot) => seen.push(snapshot) })
  void capture.start('screen', new MediaStream([screen]))
  void capture.start('camera', new MediaStream([camera, ...media.getAudioTracks()]))
  const doubts = (at: number) => capture.snapshot().feeds[at]?.doubts ?? []
  const close = async () => {
    await capture.stop('finished')
    await capture.close()
    const [journal] = await readLog(attemptId, 'journal')
    const told = readJournal(journal?.bytes).map(({ body }) => briefly(body))
    const parts = [await readLog(attemptId, 'camera'), await readLog(attemptId, 'screen')].map((of) => of.length)
    return { notices: told.filter((one) => /notice (frames|audio|captureSt)/.test(one)).toSorted(), parts }
  }
  const startedMs = performance.now()
  /** That it is told, within so long and what a busy machine needs. */
  const expectTold = async (at: number, doubt: SourceDoubt, withinMs: number) => {
    await until(() => doubts(at).includes(doubt))
    expect(performance.now() - startedMs).toBeLessThan(withinMs + SLACK_MS)
  }
  return { doubts, expectTold, close }
}

const grey = (on: OffscreenCanvasRenderingContext2D): void => {
  on.fillStyle = '#789'
  on.fillRect(0, 0, 320, 180)
}
const black = (on: OffscreenCanvasRenderingContext2D): void => {
  on.fillStyle = '#000'
  on.fillRect(0, 0, 320, 180)
}

test('a screen all black, and a camera that gives one picture again and again', async () => {
  const it = await record(drawnTrack(66, grey).track, drawnTrack(200, black).track)
  await it.expectTold(1, 'framesBlack', 5000)
  await it.expectTold(0, 'framesFrozen', 10_000)
  await pause(4000)
  expect([it.doubts(0), it.doubts(1)]).toEqual([['framesFrozen'], ['framesBlack']])
  expect(await it.close()).toEqual({
    notices: ['notice framesBlack screen', 'notice framesFrozen camera'],
    parts: [1, 1],
  })
})

test('a camera with a picture each four seconds is slow and not dead; a screen that stands still is neither', async () => {
  const it = await record(drawnTrack(4000, drawMoving).track, drawnTrack(200, grey).track)
  await it.expectTold(0, 'framesFew', 15_000)
  await pause(6000)
  expect([it.doubts(0), it.doubts(1)]).toEqual([['framesFew'], []])
  expect(await it.close()).toEqual({ notices: ['notice framesFew camera'], parts: [1, 1] })
})
