// Owns: a media element's buffer as a thing one can wait for: made, filled, emptied, begun anew.
// Never decides what goes into it.
import type { Ranges } from './chase.ts'

/** What was shown longer ago than this leaves the buffer: going back further asks the server again. */
const KEPT_S = 60

export type MediaBuffer = {
  /** @throws DOMException when these bytes cannot be taken */
  append(bytes: Uint8Array<ArrayBuffer>): Promise<void>
  /** what is appended next begins anew, and its times count from here */
  restart(mime: string, offsetS: number): void
  ranges(): Ranges
  close(): void
}

/** Whether this browser can play it while it grows. */
export const canPlay = (mime: string): boolean => 'MediaSource' in globalThis && MediaSource.isTypeSupported(mime)

export async function openBuffer(video: HTMLVideoElement, mime: string): Promise<MediaBuffer> {
  const source = new MediaSource()
  const url = URL.createObjectURL(source)
  const opened = new Promise((resolve) => source.addEventListener('sourceopen', resolve, { once: true }))
  video.src = url
  await opened
  URL.revokeObjectURL(url)
  const buffer = source.addSourceBuffer(mime)
  let last = mime

  function settled(act: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = new AbortController()
      const { signal } = stop
      const end = (done: () => void) => () => {
        stop.abort()
        done()
      }
      buffer.addEventListener('updateend', end(resolve), { signal })
      buffer.addEventListener(
        'error',
        end(() => reject(new DOMException('these bytes cannot be played', 'EncodingError'))),
        { signal },
      )
      try {
        act()
      } catch (error) {
        stop.abort()
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
  }

  return {
    async append(bytes) {
      const oldest = video.currentTime - KEPT_S
      const [first] = rangesOf(video)
      if (first && oldest > first.from + KEPT_S) await settled(() => buffer.remove(0, oldest))
      try {
        await settled(() => buffer.appendBuffer(bytes))
      } catch (error) {
        if (!(error instanceof DOMException && error.name === 'QuotaExceededError')) throw error
        await settled(() => buffer.remove(0, Math.max(0.1, video.currentTime - 1)))
        await settled(() => buffer.appendBuffer(bytes))
      }
    },
    restart(next, offsetS) {
      buffer.abort()
      if (next !== last) buffer.changeType(next)
      last = next
      buffer.timestampOffset = offsetS
    },
    ranges: () => rangesOf(video),
    close() {
      video.removeAttribute('src')
      video.load()
    },
  }
}

function rangesOf({ buffered }: HTMLVideoElement): Ranges {
  return Array.from({ length: buffered.length }, (_, at) => ({ from: buffered.start(at), to: buffered.end(at) }))
}
