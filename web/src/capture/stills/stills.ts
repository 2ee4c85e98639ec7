// Owns: taking a small picture of each feed every few seconds for the proctor's wall, and handing it to a worker.
// Never evidence, never in the durable log, and never in the way of recording: one that cannot be taken is left out.
import { STILL_EVERY_MS, type Feed } from '@zhishi/core/recording'
import type { StillDone, StillToSend } from './still-messages.ts'
import StillsWorker from './stills.worker.ts?worker'

export type Stills = {
  /** Takes what is due; to be called by the ticks of a worker, which come also while the page is hidden. */
  tick(): void
  setGrant(grant: string): void
  close(): void
}

/** The longer side of a still, in pixels: what a tile of the wall shows of a face, and of a screen enough to know the page. */
const LONG_SIDE: Record<Feed, number> = { camera: 320, evidence: 320, screen: 480 }

type Taking = { takenMs: number; isBusy: boolean }

/** @param video shows what a feed is recorded from now; null: it is not */
export function createStills(options: {
  feeds: readonly Feed[]
  grant: string | null
  video: (feed: Feed) => HTMLVideoElement | null
  monotonic: () => number
}): Stills {
  const sources = new Map<Feed, Taking>()
  let { grant } = options
  const worker = new StillsWorker({ name: 'zhishi-stills' })
  worker.addEventListener('message', ({ data }: MessageEvent<StillDone>) => {
    const source = sources.get(data.feed)
    if (source) source.isBusy = false
  })

  async function take(feed: Feed, video: HTMLVideoElement, by: string): Promise<void> {
    // Firefox before 130 and Safari before 16.4 have no frames
    const frame = 'VideoFrame' in globalThis ? new VideoFrame(video) : await createImageBitmap(video)
    worker.postMessage({ feed, grant: by, frame, longSide: LONG_SIDE[feed] } satisfies StillToSend, [frame])
  }

  return {
    tick() {
      for (const feed of options.feeds) {
        const video = options.video(feed)
        const source = sources.get(feed) ?? { takenMs: -Infinity, isBusy: false }
        sources.set(feed, source)
        const isDue = options.monotonic() - source.takenMs >= STILL_EVERY_MS
        if (!video || !isDue || source.isBusy || !grant || video.videoWidth === 0) continue
        source.takenMs = options.monotonic()
        source.isBusy = true
        take(feed, video, grant).catch(() => (source.isBusy = false))
      }
    },
    setGrant(next) {
      grant = next
    },
    close() {
      worker.terminate()
    },
  }
}
