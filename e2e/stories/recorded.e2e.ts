// Proves that recorded.ts and claims.ts can fail: a hole in a file, a part that comes late, sound that ends, an empty file, a
// gap that nobody declared; and a page that says it records while nothing comes out of its recorder.
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { judgeRecorded } from '../faults/judge.ts'
import { measureRecorded } from '../faults/world.ts'
import { createClaims } from '../harness/claims.ts'
import { story } from '../harness/story.ts'
import type { FeedFigures, Said } from '../compare/recorded.ts'

const T0 = 1_800_000_000_000

/** A file as a recorder writes it: pictures and, where asked for, sound, of so many seconds each. */
function film(file: string, seconds: number, soundSeconds: number | null): void {
  const picture = ['-f', 'lavfi', '-i', `testsrc=size=160x120:rate=10:duration=${seconds}`]
  const sound = soundSeconds === null ? [] : ['-f', 'lavfi', '-i', `sine=duration=${soundSeconds}`, '-c:a', 'libopus']
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...picture, ...sound, '-c:v', 'libvpx', '-f', 'webm', file])
}

story('every second that the files do not show is found, and whether it was declared', async ({ home }) => {
  const blobs = join(home, 'blobs', 'attempt')
  await mkdir(blobs, { recursive: true })
  film(join(blobs, 'first'), 10, 10)
  film(join(blobs, 'late'), 15, 15)
  film(join(blobs, 'deaf'), 10, 4)
  film(join(blobs, 'screen'), 40, null)
  await writeFile(join(blobs, 'empty'), '')
  const part = (partId: string, feed: 'camera' | 'screen', afterMs: number): Said['parts'][0] => ({
    attemptId: 'attempt',
    partId,
    feed,
    startedAt: T0 + afterMs,
  })
  const said: Said = {
    due: { fromAt: T0, toAt: T0 + 40_000 },
    lastPressAt: T0 + 20_000,
    parts: [part('first', 'camera', -2000), part('late', 'camera', 15_000), part('screen', 'screen', 0)],
    declared: [{ feed: 'camera', fromAt: T0 + 10_000, toAt: T0 + 15_000 }],
    told: [],
  }
  const measure = (it: Partial<Said>): Promise<FeedFigures[]> =>
    measureRecorded(home, { dataDirectory: home, keysDirectory: home }, { ...said, ...it })
  /** in tenths of a second: a frame more or less at each end of a file */
  const tenths = (ms: number | undefined): number => Math.round((ms ?? NaN) / 100)

  const [camera, screen] = await measure({})
  expect(screen).toMatchObject({ feed: 'screen', dueMs: 40_000, recordedMs: 40_000, missingMs: 0, files: 1 })
  // from −2 to 8 and from 15 to 30, and each time as long as the last frame holds: to 10 and to 32
  expect(tenths(camera?.recordedMs)).toBeCloseTo(270, -1)
  expect(camera?.dueMs).toBe((camera?.recordedMs ?? 0) + (camera?.missingMs ?? 0))
  expect(camera?.gaps).toHaveLength(2)
  // the hole of 5 s is declared, the end is not
  expect(tenths(camera?.undeclaredMs)).toBeCloseTo(80, -1)
  expect(camera?.afterPress?.dueMs).toBe(20_000)
  expect(tenths(camera?.afterPress?.missingMs)).toBeCloseTo(80, -1)
  expect((await measure({ declared: [] }))[0]?.undeclaredMs).toBe(camera?.missingMs)

  // sound that ends after four seconds takes the rest with it; of the screen none is asked for
  const [deaf] = await measure({ parts: [part('deaf', 'camera', 0)] })
  expect(tenths(deaf?.recordedMs)).toBeCloseTo(60, -1)
  const [empty] = await measure({ parts: [part('empty', 'camera', 0)] })
  expect(empty).toMatchObject({ recordedMs: 0, missingMs: 40_000, files: 1, emptyFiles: 1 })
  const [none] = await measure({ parts: [] })
  expect(none).toMatchObject({ feed: 'camera', recordedMs: 0, missingMs: 40_000, files: 0 })
  await expect(measure({ parts: [part('gone', 'camera', 0)] })).rejects.toThrow('no such file')

  const quiet = { untrue: [], read: 1 }
  expect(judgeRecorded({}, [screen!], quiet)).toEqual([])
  expect(judgeRecorded({}, [camera!], quiet)).toEqual([expect.stringMatching(/camera: .* are missing and undeclared/)])
  expect(judgeRecorded({ screen: { missingMs: 0, share: 1 } }, [screen!], quiet)).toEqual([])
  expect(judgeRecorded({ camera: { missingMs: 5000 } }, [{ ...camera!, undeclaredMs: 0 }], quiet)).toHaveLength(1)
  expect(judgeRecorded({ camera: { share: 0.995 } }, [{ ...camera!, undeclaredMs: 0 }], quiet)).toHaveLength(1)
  expect(judgeRecorded({}, [], { untrue: [], read: 0 })).toHaveLength(1)
  const [told] = await measure({ told: [{ feed: 'camera', missingMs: 5000 }] })
  expect(judgeRecorded({}, [{ ...told!, undeclaredMs: 0 }], quiet)).toEqual([
    expect.stringMatching(/staff are told of 5/),
  ])
  expect(await readFile(join(home, 'said.json'), 'utf8')).toContain('lastPressAt')
})

story('a page that says it records while nothing comes is caught, and one that is right is not', async ({ open }) => {
  const { context, page } = await open('candidate')
  const claims = createClaims()
  await claims.attach(context)
  await context.route('http://127.0.0.1:9/**', (route) =>
    route.fulfill({
      contentType: 'text/html; charset=utf-8',
      body: '<p>录制中</p><li>屏幕<b>没有录制</b></li><canvas></canvas>',
    }),
  )
  await page.goto('http://127.0.0.1:9/candidate/attempt/answering')
  await page.evaluate(() => {
    const canvas = document.querySelector('canvas')!
    setInterval(() => canvas.getContext('2d')!.fillRect(Math.random() * 300, Math.random() * 150, 9, 9), 40)
    const record = (screen: boolean): MediaRecorder => {
      const media = canvas.captureStream(15)
      const [track] = media.getVideoTracks()
      if (screen && track) track.getSettings = () => ({ displaySurface: 'monitor' })
      const recorder = new MediaRecorder(media)
      recorder.start(500)
      return recorder
    }
    Object.assign(window, { screenRecorder: record(true), cameraRecorder: record(false) })
  })
  await page.waitForTimeout(7000)
  expect(claims.read()).toBeGreaterThan(0)
  expect(claims.untrue()).toEqual([])
  await page.evaluate(() => (window as unknown as { screenRecorder: MediaRecorder }).screenRecorder.pause())
  await expect.poll(() => claims.untrue()).toHaveLength(1)
  expect(claims.untrue()[0]).toMatchObject({ says: '录制中', without: 'screen', page: 'answering' })
  // the page takes it back; what it had said stays said
  await page.evaluate(() => (document.querySelector('p')!.textContent = '摄像头录制中'))
  await page.waitForTimeout(2000)
  expect(claims.untrue()).toHaveLength(1)
})
