// Owns: measuring what the checks of step 2 need: picture, sound, a short recording, network, disk, battery, displays.
// Never judges (checks.ts) and never uploads what it records: the recording stays in this page and is dropped.
import { endpoints } from '@zhishi/core/contract'
import { chooseFormat } from '../../capture/recorder/recorder.ts'
import { createTusRequests, type TusRequests } from '../../capture/upload/tus.ts'
import { REQUEST_MIN_BYTES } from '../../capture/upload/uplink.ts'
import { outlivesWindow } from '../../client/browser.ts'
import { readDisplays } from '../recorder/displays.ts'
import { missingHere } from '../recorder/support.ts'
import type { Found, FrameSample, Power, Up } from './checks.ts'

/** Ten looks, 200 ms apart: at 15 frames a second each of them sees a new frame. */
const LOOKS = 10
const CHECK_EVERY_MS = 200
/** Cameras show their first frame within two seconds of being opened; this one has been open already. */
const FIRST_FRAME_MS = 3000
/** A small picture is enough: only whether it changes and how bright it is matters. */
const LOOK_WIDTH = 64
const LOOK_HEIGHT = 48
/** Long enough to read the request and say a sentence. */
export const LISTEN_MS = 5000
/** 170 ms of sound at 48 kHz (a power of two, as AnalyserNode wants it). */
const LEVEL_SAMPLES = 8192
/** docs/process-rules.md#download-and-preparation: a short recording; long enough to say a sentence and hear it again. */
export const RECORD_MS = 3000
/** As much as the server's probe gives and takes. */
const PROBE_BYTES = 1024 * 1024
/** getRandomValues gives at most this many bytes at once (Web Cryptography API). */
const RANDOM_BYTES = 65_536
/** 1 MiB in this time is 0.28 Mbit/s, a fifth of what is needed: nobody waits longer to be told that it is too slow. */
const PROBE_TIMEOUT_MS = 30_000
/** The least an upload sends at once passes in this time at 26 kbit/s; a firewall that says nothing is not waited for longer. */
const LEAST_TIMEOUT_MS = 5000
/** As often as the uploader needs to find a way that is let through (capture/upload/tus-ways.ts), and once to go it. */
const TRIES = 4

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

export function findBrowser(): Found['browser'] {
  return { missing: missingHere() }
}

/** Looks at the camera's picture a few times, in a player of its own that nobody sees. */
export async function measureFrames(media: MediaStream): Promise<FrameSample> {
  const video = document.createElement('video')
  video.muted = true
  video.srcObject = media
  // a page that is left meanwhile interrupts it, and then nobody asks any more; a dead camera never lets it begin
  await Promise.race([video.play().catch(() => {}), pause(FIRST_FRAME_MS)])
  const canvas = new OffscreenCanvas(LOOK_WIDTH, LOOK_HEIGHT)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return { frames: 0, changed: 0, brightness: 0 }
  let before: Uint8ClampedArray | undefined
  let changed = 0
  let brightness = 0
  for (let look = 0; look <= LOOKS; look++) {
    context.drawImage(video, 0, 0, LOOK_WIDTH, LOOK_HEIGHT)
    const { data } = context.getImageData(0, 0, LOOK_WIDTH, LOOK_HEIGHT)
    const last = before
    if (last && data.some((value, at) => value !== last[at])) changed += 1
    brightness = data.reduce((sum, value, at) => (at % 4 === 3 ? sum : sum + value), 0) / (LOOK_WIDTH * LOOK_HEIGHT * 3)
    before = data
    await pause(CHECK_EVERY_MS)
  }
  video.srcObject = null
  return { frames: LOOKS, changed, brightness }
}

export type Listening = { level: () => number; stop: () => Promise<void> }

/** Opens an ear on the microphone. @returns loudness now, 0 to 1 (root mean square), and a way to close it */
export function listenTo(media: MediaStream): Listening {
  const context = new AudioContext()
  const analyser = context.createAnalyser()
  analyser.fftSize = LEVEL_SAMPLES
  context.createMediaStreamSource(media).connect(analyser)
  const samples = new Float32Array(LEVEL_SAMPLES)
  return {
    level() {
      analyser.getFloatTimeDomainData(samples)
      return Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length)
    },
    stop: () => context.close(),
  }
}

/** The loudest of the time it listens; the caller shows the bar and asks to speak. */
export async function findLoudest(listening: Listening): Promise<number> {
  let loudest = 0
  const until = performance.now() + LISTEN_MS
  while (performance.now() < until) {
    loudest = Math.max(loudest, listening.level())
    await pause(CHECK_EVERY_MS / 2)
  }
  return loudest
}

/** Records camera and microphone for three seconds, in the format the interview is recorded in. */
export function recordShort(media: MediaStream): Promise<Blob> {
  return new Promise((done) => {
    const pieces: Blob[] = []
    const finish = (): void => done(new Blob(pieces, { type: pieces[0]?.type ?? '' }))
    try {
      const recorder = new MediaRecorder(media, { mimeType: chooseFormat('camera') })
      recorder.ondataavailable = ({ data }) => pieces.push(data)
      recorder.onstop = finish
      recorder.onerror = finish
      recorder.start()
      setTimeout(() => recorder.state !== 'inactive' && recorder.stop(), RECORD_MS)
    } catch {
      // an empty recording is what the check tells of
      finish()
    }
  })
}

/**
 * Measures both ways with random bytes, which nothing on the way can make smaller; the way up as a recording takes it,
 * with its own requests. @returns null: nothing came through
 */
export async function findRates(): Promise<Found['network']> {
  const downMs = await findDownMs()
  if (downMs === null) return null
  const requests = createTusRequests(within, () => ({ credentials: 'same-origin' }))
  const up = (await isOffsetTold(requests)) ? await findUp(requests) : null
  return { downMbps: mbps(PROBE_BYTES, downMs), up }
}

async function findDownMs(): Promise<number | null> {
  const from = performance.now()
  try {
    const { method, path } = endpoints.probeDown
    const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS)
    const response = await fetch(path, { method, cache: 'no-store', credentials: 'same-origin', signal })
    const isOurs = response.ok && (await response.arrayBuffer()).byteLength === PROBE_BYTES
    return isOurs ? performance.now() - from : null
  } catch {
    return null
  }
}

/** Whether this server says where an upload stands, by whichever way. */
async function isOffsetTold(requests: TusRequests): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await requests.offset(endpoints.probeOffset.path)
    if (answer.kind === 'held' && answer.offset !== null) return true
  }
  return false
}

async function findUp(requests: TusRequests): Promise<Up | null> {
  const bytes = new Uint8Array(PROBE_BYTES)
  for (let at = 0; at < PROBE_BYTES; at += RANDOM_BYTES) crypto.getRandomValues(bytes.subarray(at, at + RANDOM_BYTES))
  let sentBytes = PROBE_BYTES
  for (let failures = 0; failures < TRIES;) {
    const from = performance.now()
    const answer = await requests.append(endpoints.probeAppend.path, 0, bytes.subarray(0, sentBytes))
    if (answer.kind === 'held' && answer.offset === sentBytes) {
      const isByPostOnly = requests.isOverridden('HEAD') || requests.isOverridden('PATCH')
      return { mbps: mbps(sentBytes, performance.now() - from), isByPostOnly }
    }
    // what it says is heard on the way to the server too: does it answer anybody?
    const isSmaller = answer.kind === 'tooLarge' && sentBytes > REQUEST_MIN_BYTES
    if (!isSmaller) failures += 1
    if (answer.kind === 'later' && answer.hasTimedOut) sentBytes = REQUEST_MIN_BYTES
    else if (isSmaller) sentBytes = Math.max(REQUEST_MIN_BYTES, sentBytes / 4)
    if (answer.kind === 'later') await requests.offset(endpoints.probeOffset.path)
  }
  return null
}

function within(path: string, init: RequestInit): Promise<Response> {
  const isWhole = (init.body as Uint8Array | undefined)?.length === PROBE_BYTES
  return fetch(path, { ...init, signal: AbortSignal.timeout(isWhole ? PROBE_TIMEOUT_MS : LEAST_TIMEOUT_MS) })
}

function mbps(bytes: number, ms: number): number {
  return (bytes * 8) / 1000 / Math.max(1, ms)
}

/** What this browser may keep for us beside what it keeps already, and whether it keeps it. */
export async function findDisk(): Promise<Found['disk']> {
  const isKept = await outlivesWindow()
  const { quota, usage } = await navigator.storage.estimate().catch((): StorageEstimate => ({}))
  return { isKept, freeBytes: quota === undefined ? null : quota - (usage ?? 0) }
}

type WithBattery = Navigator & { getBattery?: () => Promise<{ level: number; charging: boolean }> }

/** Battery Status API, which only Chromium has. A computer without a battery is told as full and on power. */
export async function findBattery(): Promise<Power | null> {
  try {
    const battery = await (navigator as WithBattery).getBattery?.()
    return battery ? { level: battery.level, isCharging: battery.charging } : null
  } catch {
    return null
  }
}

export async function findDisplay(): Promise<Found['display']> {
  return { count: (await readDisplays(true)).count }
}
