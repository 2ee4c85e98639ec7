// Owns: looking at what a device gives, once a second, small enough to cost nothing: 32 by 18 points and the sound.
// Never decides what is doubted (core's recording/doubts.ts), and never ends or opens anything.
import { DOUBT_CHECK_MS, doubtSource, type Feed, type SourceDoubt } from '@zhishi/core/recording'
import type { MediaMonitor } from './media-monitor.ts'

/** Enough to tell one picture from another, and 2 kB to read. */
const WIDTH = 32
const HEIGHT = 18

/** @returns looks again when it is time; what is doubted now */
export function monitorDoubts(options: {
  feed: Feed
  watch: MediaMonitor
  monotonic: () => number
}): (silentMs: number | null) => readonly SourceDoubt[] {
  const doubt = doubtSource(options.feed)
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT).getContext('2d', { willReadFrequently: true })
  let lookedMs = -Infinity
  let doubts: readonly SourceDoubt[] = []

  function brightness(): Uint8Array | null {
    const { video } = options.watch
    // a hidden page need not draw what its videos show, and a picture that is not drawn anew proves nothing
    if (!canvas || video.videoWidth === 0 || document.visibilityState === 'hidden') return null
    canvas.drawImage(video, 0, 0, WIDTH, HEIGHT)
    const { data } = canvas.getImageData(0, 0, WIDTH, HEIGHT)
    // the brightest of the three: a dark blue is not black
    return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, point) =>
      Math.max(data[point * 4] ?? 0, data[point * 4 + 1] ?? 0, data[point * 4 + 2] ?? 0),
    )
  }

  return (silentMs) => {
    const atMs = options.monotonic()
    if (atMs - lookedMs < DOUBT_CHECK_MS) return doubts
    lookedMs = atMs
    doubts = doubt({ atMs, pixels: brightness(), frames: options.watch.frames(), silentMs })
    return doubts
  }
}
