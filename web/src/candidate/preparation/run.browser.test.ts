// Proves, in a real Chromium with fake devices, that every check of step 2 fails where it should: what was measured is
// handed to the judge, as the page does. What the candidate says of the short recording is in checks.test.ts.
import { afterEach, expect, test, vi } from 'vitest'
import { cdp } from 'vitest/browser'
import { drawnTrack } from '../../capture/testkit/sources.ts'
import { openCamera, stopMedia } from '../recorder/media.ts'
import { isExtended } from '../recorder/support.ts'
import { judge } from './checks.ts'
import {
  findBattery,
  findBrowser,
  findDisk,
  findDisplay,
  findLoudest,
  measureFrames,
  findRates,
  listenTo,
  recordShort,
} from './run.ts'

const opened: MediaStream[] = []
afterEach(() => {
  for (const media of opened.splice(0)) stopMedia(media)
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

async function camera(): Promise<MediaStream> {
  const found = await openCamera()
  if (!found.ok) throw new Error(found.problem)
  opened.push(found.media)
  return found.media
}

/** A picture of one colour after another, thirty a second, as a covered or frozen lens gives it, until it is stopped. */
function painted(colours: readonly string[]): MediaStream {
  const { track } = drawnTrack(1000 / 30, (on, at) => {
    on.fillStyle = colours[at % colours.length]!
    on.fillRect(0, 0, on.canvas.width, on.canvas.height)
  })
  const media = new MediaStream([track])
  opened.push(media)
  return media
}

test('camera: a moving picture passes; one that stands still, a covered lens and a camera that died do not', async () => {
  expect(judge('camera', await measureFrames(await camera()))).toMatchObject({ verdict: 'passed' })
  const frozen = painted(['#8a6a50'])
  expect(judge('camera', await measureFrames(frozen))).toMatchObject({
    verdict: 'still',
    detail: /^0\/10, 1\d\d/,
  })
  stopMedia(frozen)
  // eleven shades of black: no two looks fall on the same one
  const covered = painted(Array.from({ length: 11 }, (_, shade) => `rgb(${shade} ${shade} ${shade})`))
  expect(judge('camera', await measureFrames(covered))).toMatchObject({ verdict: 'dark' })
  stopMedia(covered)
  const dead = await camera()
  stopMedia(dead)
  expect(judge('camera', await measureFrames(dead))).toMatchObject({ verdict: 'still' })
})

test('microphone: the fake one is heard, one that gives silence is not', async () => {
  const heard = listenTo(await camera())
  const silent = listenTo(new AudioContext().createMediaStreamDestination().stream)
  const [loud, quiet] = await Promise.all([findLoudest(heard), findLoudest(silent)])
  await Promise.all([heard.stop(), silent.stop()])
  expect(judge('microphone', { loudest: loud })).toMatchObject({ verdict: 'passed' })
  expect(judge('microphone', { loudest: quiet })).toMatchObject({ verdict: 'silent', detail: '0.000' })
})

test('recording: what was recorded plays with sound and picture; where nothing can be recorded, that is told', async () => {
  const recording = await recordShort(await camera())
  expect(judge('recording', { bytes: recording.size, isConfirmed: true })).toMatchObject({ verdict: 'passed' })
  const video = document.createElement('video')
  video.muted = true
  video.src = URL.createObjectURL(recording)
  await video.play()
  await vi.waitUntil(() => video.ended, { timeout: 8000 })
  expect(video.error).toBeNull()
  expect(video.getVideoPlaybackQuality().totalVideoFrames).toBeGreaterThan(10)
  URL.revokeObjectURL(video.src)

  const dead = await camera()
  stopMedia(dead)
  const nothing = await recordShort(dead)
  // the head of a file, and no frame after it
  expect(nothing.size).toBeGreaterThan(0)
  expect(judge('recording', { bytes: nothing.size, isConfirmed: true })).toMatchObject({ verdict: 'empty' })
  vi.stubGlobal(
    'MediaRecorder',
    class extends MediaRecorder {
      override start(): void {
        throw new DOMException('no encoder', 'NotSupportedError')
      }
    },
  )
  expect((await recordShort(await camera())).size).toBe(0)
})

const MIB = 1024 * 1024
type Line = { downMbps: number; upMbps: number; through?: readonly string[]; limitBytes?: number }
/** A line of that speed, on a clock that moves as fast: nothing is waited for. Other methods get a page of somebody's. */
function line({ downMbps, upMbps, through = ['GET', 'HEAD', 'PATCH', 'POST'], limitBytes = Infinity }: Line): void {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  vi.spyOn(globalThis, 'fetch').mockImplementation((_path, init) => {
    const method = init?.method ?? 'GET'
    const bytes = method === 'GET' ? MIB : ((init?.body as Uint8Array | undefined)?.length ?? 0)
    const mbps = method === 'GET' ? downMbps : upMbps
    if (mbps === 0) return Promise.reject(new TypeError('Failed to fetch'))
    if (!through.includes(method)) return Promise.resolve(new Response('<h1>No</h1>', { status: 403 }))
    if (method !== 'GET' && bytes > limitBytes) return Promise.resolve(new Response('<h1>Large</h1>', { status: 413 }))
    now += (bytes * 8) / 1000 / mbps
    if (method === 'GET') return Promise.resolve(new Response(new Uint8Array(MIB)))
    const headers = { 'Tus-Resumable': '1.0.0', 'Upload-Offset': String(bytes) }
    return Promise.resolve(new Response(null, { status: bytes === 0 ? 200 : 204, headers }))
  })
}

test.each<[Line, string, string]>([
  [{ downMbps: 20, upMbps: 4 }, 'passed', '↓ 20.0 ↑ 4.0 Mbit/s'],
  [{ downMbps: 0.8, upMbps: 4 }, 'slowDown', '↓ 0.8 ↑ 4.0 Mbit/s'],
  [{ downMbps: 20, upMbps: 1.2 }, 'slowUp', '↓ 20.0 ↑ 1.2 Mbit/s'],
  [{ downMbps: 0, upMbps: 4 }, 'unreached', ''],
  [{ downMbps: 20, upMbps: 0 }, 'uploadRefused', '↓ 20.0 ↑ – Mbit/s'],
  [{ downMbps: 20, upMbps: 4, limitBytes: 100_000 }, 'passed', '↓ 20.0 ↑ 4.0 Mbit/s'],
  [{ downMbps: 20, upMbps: 4, through: ['GET', 'HEAD', 'POST'] }, 'passed', '↓ 20.0 ↑ 4.0 Mbit/s POST'],
  [{ downMbps: 20, upMbps: 4, through: ['GET', 'POST'] }, 'passed', '↓ 20.0 ↑ 4.0 Mbit/s POST'],
  [{ downMbps: 20, upMbps: 4, through: ['GET'] }, 'uploadRefused', '↓ 20.0 ↑ – Mbit/s'],
])('network: %j: %s', async (it, verdict, detail) => {
  line(it)
  expect(judge('network', await findRates())).toMatchObject({ verdict, detail })
})

test('network: a portal that answers with its own page is no network', async () => {
  // the test's own server has no probe, and answers 404 or a page
  expect(judge('network', await findRates())).toMatchObject({ verdict: 'unreached' })
})

test('disk: what this browser may keep is told; less than 5 GB, or a window that keeps nothing, does not pass', async () => {
  expect((await findDisk())?.freeBytes).toBeGreaterThan(0)
  const estimate = vi.spyOn(navigator.storage, 'estimate')
  estimate.mockResolvedValue({ quota: 6_000_000_000, usage: 1_000_000_001 })
  expect(judge('disk', await findDisk())).toMatchObject({ verdict: 'short', detail: '5.0 GB' })
  estimate.mockRejectedValue(new DOMException('blocked', 'SecurityError'))
  expect(judge('disk', await findDisk())).toMatchObject({ verdict: 'notTold' })
  estimate.mockRestore()
  // as Firefox does in a private window, and every browser where site data is blocked
  const blocked = new DOMException('blocked', 'SecurityError')
  const directory = vi.spyOn(navigator.storage, 'getDirectory').mockRejectedValue(blocked)
  expect(judge('disk', await findDisk())).toMatchObject({ verdict: 'notKept' })
  directory.mockRestore()
  const database = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
    throw blocked
  })
  expect(judge('disk', await findDisk())).toMatchObject({ verdict: 'notKept' })
  database.mockRestore()
  expect(judge('disk', await findDisk()).verdict).not.toBe('notKept')
})

test('battery: below 80 % it passes on power only', async () => {
  const tell = (level: number, charging: boolean) =>
    Object.assign(navigator, { getBattery: () => Promise.resolve({ level, charging }) })
  tell(0.79, false)
  expect(judge('battery', await findBattery())).toMatchObject({ verdict: 'low', detail: '79 %' })
  tell(0.2, true)
  expect(judge('battery', await findBattery())).toMatchObject({ verdict: 'passed' })
  Object.assign(navigator, { getBattery: undefined })
  expect(judge('battery', await findBattery())).toMatchObject({ verdict: 'notTold' })
  Reflect.deleteProperty(navigator, 'getBattery')
})

test('display: a second one that is plugged in is seen, and gone when it is unplugged', async () => {
  expect(judge('display', await findDisplay())).toMatchObject({ verdict: 'passed', detail: '1' })
  const second = { left: 1920, top: 0, width: 1280, height: 720, label: 'second' }
  const { screenInfo } = await cdp().send('Emulation.addScreen', second)
  // the page is told a moment after whoever plugged it in
  await expect.poll(isExtended).toBe(true)
  expect(judge('display', await findDisplay())).toMatchObject({ verdict: 'several', detail: '2' })
  await cdp().send('Emulation.removeScreen', { screenId: screenInfo.id })
  await expect.poll(isExtended).toBe(false)
  expect(judge('display', await findDisplay())).toMatchObject({ verdict: 'passed' })
})

test('browser: what it lacks is named', () => {
  expect(judge('browser', findBrowser())).toMatchObject({ verdict: 'passed' })
  vi.stubGlobal('MediaRecorder', undefined)
  vi.stubGlobal('Worker', undefined)
  expect(judge('browser', findBrowser())).toMatchObject({ verdict: 'lacking', detail: 'recorder storage' })
})
