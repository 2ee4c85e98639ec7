// Owns: noticing that media are dead although they say they live: by their frames and their sound, not by flags
// (docs/recording.md#watching). Never ends or opens anything (feed-recorder.ts, feed-opener.ts), and never uses a page timer.
import type { Ticks } from './ticks.ts'

/**
 * Frames that stand still this long are a dead camera: with a tick every 500 ms noticed within 3 s
 * (docs/recording.md#watching).
 */
const STALL_MS = 2500
/** A camera that has not yet given a picture a second is slow rather than dead, and opening it again makes it no quicker. */
const SLOW_STALL_MS = 10_000
/** A microphone that works is heard within this: a room has noise, and a breath comes every four seconds. */
const HEAR_WITHIN_MS = 5000
/** Less than what is kept to be heard at a look. */
const HEAR_EVERY_MS = 400
/** A camera is judged as steady after so many pictures. */
const STEADY_FRAMES = 10

/** 170 ms of sound at 48 kHz: a bar that is neither nervous nor slow (a power of two, as AnalyserNode wants it). */
const LEVEL_SAMPLES = 8192
/** 680 ms at 48 kHz, the most an AnalyserNode keeps: longer than from one look to the next, so that no sound is missed. */
const HEARD_SAMPLES = 32_768

export type MediaMonitor = {
  /**
   * Looks again. @returns what is wrong now; `stillMs`: for how long no frame came, 0 where that means nothing; `silentMs`: for how long not even noise was heard, null: there is no sound,
   * or it cannot be listened to
   */
  look(): { isStalled: boolean; stillMs: number; silentMs: number | null }
  /** loudness now, 0 to 1 */
  level(): number
  /** pictures the device has delivered */
  frames(): number
  /** shows the media, outside the document: for who wants a picture of them */
  video: HTMLVideoElement
  close(): void
}

export type MediaMonitorOptions = {
  media: MediaStream
  /** whether standing frames mean anything: a screen on which nothing moves has none */
  hasSteadyFrames: boolean
  monotonic: () => number
  onEnded: () => void
}

export function monitorMedia({ media, hasSteadyFrames, monotonic, onEnded }: MediaMonitorOptions): MediaMonitor {
  const video = play(media)
  const frames = (): number => video.getVideoPlaybackQuality().totalVideoFrames
  const sound = media.getAudioTracks().length > 0 ? listen(media) : null
  const openedMs = monotonic()
  let seen = -1
  let movedMs = monotonic()
  let heardMs = monotonic()
  for (const it of media.getTracks()) it.addEventListener('ended', onEnded)

  return {
    video,
    look() {
      const now = monotonic()
      const counted = frames()
      const isSteady = counted >= STEADY_FRAMES && counted * 1000 > now - openedMs
      if (!hasSteadyFrames || counted !== seen) movedMs = now
      seen = counted
      const isListening = sound?.isListening() === true
      if (!isListening || sound?.isHeard()) heardMs = now
      return {
        stillMs: now - movedMs,
        isStalled: now - movedMs > (isSteady ? STALL_MS : SLOW_STALL_MS),
        silentMs: isListening ? now - heardMs : null,
      }
    },
    level: () => sound?.level() ?? 0,
    frames,
    close() {
      for (const it of media.getTracks()) it.removeEventListener('ended', onEnded)
      video.srcObject = null
      sound?.close()
    },
  }
}

/** A <video> outside the document counts frames in a hidden page too (measured; frame callbacks stop there). */
function play(media: MediaStream): HTMLVideoElement {
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.srcObject = new MediaStream(media.getVideoTracks())
  // rejects when it is closed before the first frame came
  video.play().catch(() => {})
  return video
}

/** Whether these media give any sound, within a few seconds. */
export async function hasSound(media: MediaStream, ticks: Ticks, monotonic: () => number): Promise<boolean> {
  const sound = media.getAudioTracks().length > 0 ? listen(media) : null
  const untilMs = monotonic() + HEAR_WITHIN_MS
  let isHeard = false
  while (sound && !isHeard && monotonic() < untilMs) {
    await ticks.after(HEAR_EVERY_MS)
    isHeard = sound.isListening() && sound.isHeard()
  }
  sound?.close()
  return isHeard
}

function listen(media: MediaStream): {
  level(): number
  isHeard(): boolean
  isListening(): boolean
  close(): void
} {
  const context = new AudioContext()
  const source = context.createMediaStreamSource(media)
  const latest = (length: number): (() => Float32Array) => {
    const analyser = context.createAnalyser()
    analyser.fftSize = length
    source.connect(analyser)
    const samples = new Float32Array(length)
    return () => {
      analyser.getFloatTimeDomainData(samples)
      return samples
    }
  }
  const forLevel = latest(LEVEL_SAMPLES)
  const sinceLastLook = latest(HEARD_SAMPLES)
  return {
    level() {
      const samples = forLevel()
      return Math.min(1, Math.sqrt(samples.reduce((sum, it) => sum + it * it, 0) / samples.length))
    },
    isHeard: () => sinceLastLook().some((it) => it !== 0),
    // without a press of the candidate the browser may keep it suspended, which says nothing about the microphone
    isListening: () => context.state === 'running',
    close() {
      source.disconnect()
      context.close().catch(() => {})
    },
  }
}
