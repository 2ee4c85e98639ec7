// Owns: noticing that media are dead although they say they live: by their frames and their sound, not by flags
// (DESIGN §6). Never ends or opens anything (feed-recorder.ts), and never uses a page timer.

/** Frames that stand still this long are a dead camera: with a tick every 500 ms noticed within 3 s (DESIGN §6). */
const STALL_MS = 2500
/** A microphone in a room is never digitally silent: it is muted in the system, by a switch, or dead. */
const SILENCE_MS = 2500
/** 170 ms of sound at 48 kHz: a bar that is neither nervous nor slow (a power of two, as AnalyserNode wants it). */
const LEVEL_SAMPLES = 8192
/** 680 ms at 48 kHz, the most an AnalyserNode keeps: longer than from one look to the next, so that no sound is missed. */
const HEARD_SAMPLES = 32_768

export type MediaWatch = {
  /** Looks again. @returns what is wrong now */
  look(): { isStalled: boolean; isSilent: boolean }
  /** loudness now, 0 to 1 */
  level(): number
  /** pictures the device has delivered; null: not counted */
  frames(): number | null
  close(): void
}

export type WatchOptions = {
  media: MediaStream
  /** whether standing frames mean anything: a screen on which nothing moves has none */
  hasSteadyFrames: boolean
  monotonic: () => number
  onEnded: () => void
}

export function watchMedia({ media, hasSteadyFrames, monotonic, onEnded }: WatchOptions): MediaWatch {
  const frames = hasSteadyFrames ? countFrames(media) : null
  const sound = media.getAudioTracks().length > 0 ? listen(media) : null
  let seen = -1
  let movedMs = monotonic()
  let heardMs = monotonic()
  for (const it of media.getTracks()) it.addEventListener('ended', onEnded)

  return {
    look() {
      const now = monotonic()
      const counted = frames?.count() ?? null
      if (counted === null || counted !== seen) movedMs = now
      seen = counted ?? -1
      if (!sound?.isListening() || sound.isHeard()) heardMs = now
      return { isStalled: now - movedMs > STALL_MS, isSilent: now - heardMs > SILENCE_MS }
    },
    level: () => sound?.level() ?? 0,
    frames: () => frames?.count() ?? null,
    close() {
      for (const it of media.getTracks()) it.removeEventListener('ended', onEnded)
      frames?.close()
      sound?.close()
    },
  }
}

/** A <video> outside the document counts frames in a hidden page too (measured; frame callbacks stop there). */
function countFrames(media: MediaStream): { count(): number; close(): void } {
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.srcObject = new MediaStream(media.getVideoTracks())
  // rejects when it is closed before the first frame came
  video.play().catch(() => {})
  return {
    count: () => video.getVideoPlaybackQuality().totalVideoFrames,
    close() {
      video.srcObject = null
    },
  }
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
      void context.close()
    },
  }
}
