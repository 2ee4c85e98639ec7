// Owns: sources for tests that behave as real ones seldom do: recorders that give their bytes late or never, pictures that
// are all black, always the same, or rare. Never used outside tests.
import { vi } from 'vitest'

/** A recorder whose events of these kinds are heard once `late` has come; a class, made from what a recorder is now. */
function lateRecorder(types: readonly string[]) {
  return class extends MediaRecorder {
    late: Promise<unknown> = Promise.resolve()
    override addEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
      if (!types.includes(type) || typeof listener !== 'function') return super.addEventListener(type, listener)
      super.addEventListener(type, (event) => void this.late.then(() => listener.call(this, event)))
    }
  }
}

/**
 * Recorders that say that they have started, and give their bytes, so much later, in the order of their making by kind;
 * Infinity: never. Those beyond the list are as quick as they are.
 */
export function delayRecorders(delaysMs: { camera: number[]; screen: number[] }): { made: MediaRecorder[] } {
  const made: MediaRecorder[] = []
  const left = { camera: [...delaysMs.camera], screen: [...delaysMs.screen] }
  vi.stubGlobal(
    'MediaRecorder',
    class extends lateRecorder(['start', 'dataavailable']) {
      constructor(media: MediaStream, options?: MediaRecorderOptions) {
        super(media, options)
        made.push(this)
        const delayMs = left[media.getAudioTracks().length > 0 ? 'camera' : 'screen'].shift() ?? 0
        this.late = new Promise<void>((resolve) => {
          if (delayMs !== Infinity) setTimeout(resolve, delayMs)
        })
      }
    },
  )
  return { made }
}

/** Recorders whose last slice, and word that they have stopped, come so long after they were told to stop. */
export function delayLastSlices(delayMs: number): void {
  vi.stubGlobal(
    'MediaRecorder',
    class extends lateRecorder(['stop', 'dataavailable']) {
      override stop(): void {
        this.late = new Promise((resolve) => setTimeout(resolve, delayMs))
        super.stop()
      }
    },
  )
}

/** A picture in which something moves. */
export function drawMoving(on: OffscreenCanvasRenderingContext2D, at: number): void {
  on.fillStyle = '#789'
  on.fillRect(0, 0, 320, 180)
  on.fillStyle = '#fff'
  on.fillRect((at * 31) % 320, 20, 60, 60)
}

type Generator = MediaStreamTrack & { writable: WritableStream<VideoFrame> }

/** A source of pictures drawn by hand, one each so many milliseconds, until it is frozen or its track ends. */
export function drawnTrack(
  everyMs: number,
  draw: (on: OffscreenCanvasRenderingContext2D, at: number) => void,
): { track: MediaStreamTrack; freeze: () => void; thaw: () => void } {
  const { MediaStreamTrackGenerator } = globalThis as unknown as {
    MediaStreamTrackGenerator: new (options: { kind: 'video' }) => Generator
  }
  const track = new MediaStreamTrackGenerator({ kind: 'video' })
  const writer = track.writable.getWriter()
  const canvas = new OffscreenCanvas(320, 180)
  const on = canvas.getContext('2d')
  let at = 0
  let isFrozen = false
  const next = (): void => {
    if (isFrozen) return
    if (track.readyState === 'ended' || !on) return clearInterval(timer)
    draw(on, at++)
    const frame = new VideoFrame(canvas, { timestamp: Math.round(performance.now() * 1000) })
    writer.write(frame).catch(() => frame.close())
  }
  const timer = setInterval(next, everyMs)
  next()
  return { track, freeze: () => void (isFrozen = true), thaw: () => void (isFrozen = false) }
}
