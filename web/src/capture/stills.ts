// Owns: taking a small picture of each feed every few seconds for the proctor's wall, and handing it to a worker.
// Never evidence, never in the durable log, and never in the way of recording: one that cannot be taken is left out.
import { STILL_EVERY_MS, type Feed } from '@zhishi/core/recording'
import StillsWorker from './stills.worker.ts?worker'

/** The frame is the page's until it is posted, and the worker's from then on. */
export type StillToSend = { feed: Feed; grant: string; frame: VideoFrame | ImageBitmap; longSide: number }
export type StillDone = { feed: Feed }

export type Stills = {
  /** Takes what is due; to be called by the ticks of a worker, which come also while the page is hidden. */
  tick(): void
  setGrant(grant: string): void
  close(): void
}

/** The longer side of a still, in pixels: what a tile of the wall shows of a face, and of a screen enough to know the page. */
const LONG_SIDE: Record<Feed, number> = { camera: 320, evidence: 320, screen: 480 }

type Source = { media: MediaStream; video: HTMLVideoElement; takenMs: number; isBusy: boolean }

/** @param media what a feed is recorded from now; null: it is not */
export function createStills(it: {
  feeds: readonly Feed[]
  grant: string | null
  media: (feed: Feed) => MediaStream | null
  monotonic: () => number
}): Stills {
  const sources = new Map<Feed, Source>()
  let { grant } = it
  const worker = new StillsWorker({ name: 'zhishi-stills' })
  worker.addEventListener('message', ({ data }: MessageEvent<StillDone>) => {
    const source = sources.get(data.feed)
    if (source) source.isBusy = false
  })

  function sourceOf(feed: Feed): Source | null {
    const media = it.media(feed)
    const known = sources.get(feed)
    if (known?.media === media) return known
    if (known) known.video.srcObject = null
    sources.delete(feed)
    if (!media) return null
    const opened = { media, video: play(media), takenMs: -Infinity, isBusy: false }
    sources.set(feed, opened)
    return opened
  }

  async function take(feed: Feed, source: Source, by: string): Promise<void> {
    // Firefox before 130 and Safari before 16.4 have no frames
    const frame = 'VideoFrame' in globalThis ? new VideoFrame(source.video) : await createImageBitmap(source.video)
    worker.postMessage({ feed, grant: by, frame, longSide: LONG_SIDE[feed] } satisfies StillToSend, [frame])
  }

  return {
    tick() {
      for (const feed of it.feeds) {
        const source = sourceOf(feed)
        const isDue = source !== null && it.monotonic() - source.takenMs >= STILL_EVERY_MS
        if (!source || !isDue || source.isBusy || !grant || source.video.videoWidth === 0) continue
        source.takenMs = it.monotonic()
        source.isBusy = true
        take(feed, source, grant).catch(() => (source.isBusy = false))
      }
    },
    setGrant(next) {
      grant = next
    },
    close() {
      for (const { video } of sources.values()) video.srcObject = null
      worker.terminate()
    },
  }
}

/** A <video> outside the document goes on in a hidden page too, as the one that counts frames does (media-watch.ts). */
function play(media: MediaStream): HTMLVideoElement {
  const video = document.createElement('video')
  video.muted = true
  video.playsInline = true
  video.srcObject = new MediaStream(media.getVideoTracks())
  // rejects when it is closed before the first frame came
  video.play().catch(() => {})
  return video
}
