// Owns: opening the device of a feed that needs no press for it, again and again until it gives media that can be used.
// Never gives up, never records, and never lets go of media that somebody took.
import type { MissingCause } from '@zhishi/core/recording'
import type { Acquired } from '../capture-types.ts'
import { stopMedia } from './feed-source.ts'
import { createTries, pauseMs } from './tries.ts'

/** A camera may need 10 s to open on a computer that is busy; one that has not answered then is asked again beside. */
const OPEN_PATIENCE_MS = 15_000
const OPEN_PATIENCE_MAX_MS = 60_000
/** Media that live and give no recorder anything for so long are opened anew, where that needs no press. */
const USELESS_MS = 30_000

export type FeedOpener = {
  /** Opens the device if it is to be opened now. */
  tick(): void
  /** Opens it at once, beside what is being opened. */
  again(): void
  /** There are media, from here or from elsewhere. */
  taken(): void
  /** They have given a recorder something. */
  used(): void
  /** It is not wanted any more. */
  end(): void
  /** why it could not be opened last; null: it could, or has not been tried */
  problem(): MissingCause | null
}

export function createFeedOpener(options: {
  monotonic: () => number
  /** undefined: it needs a press */
  acquire: (() => Promise<Acquired>) | undefined
  /** the feed is to be recorded, and nothing is recorded that goes on */
  isWanted: () => boolean
  /** for how long the media that are there have given no recorder anything; null: there are none */
  uselessMs: () => number | null
  /** Whoever takes them owns them. */
  take: (media: MediaStream) => void
  onChange: () => void
}): FeedOpener {
  const { acquire } = options
  let problem: MissingCause | null = null
  let isAskedAgain = false
  let uselessTimes = 0
  const tries = createTries<object>({
    monotonic: options.monotonic,
    begin() {
      const asked = {}
      void open(asked)
      return asked
    },
    // it cannot be called off; what it answers late is taken where nothing better is there
    drop: () => {},
    patienceMs: (number) => Math.min(OPEN_PATIENCE_MAX_MS, OPEN_PATIENCE_MS * 2 ** (number - 1)),
    pauseMs,
  })

  function isNeeded(): boolean {
    if (!acquire || !options.isWanted()) return false
    const uselessMs = options.uselessMs()
    return uselessMs === null || isAskedAgain || uselessMs > USELESS_MS * 2 ** uselessTimes
  }

  async function open(asked: object): Promise<void> {
    // what is not even answered is tried again like what is refused
    const opened = (await acquire?.().catch(() => null)) ?? null
    if (!opened?.ok) {
      if (isNeeded()) problem = opened?.cause ?? null
      isAskedAgain = false
      tries.failed(asked)
    } else if (isNeeded()) {
      if (options.uselessMs() !== null) uselessTimes++
      options.take(opened.media)
    } else {
      stopMedia(opened.media)
    }
    options.onChange()
  }

  return {
    tick() {
      if (isNeeded()) tries.tick()
    },
    again() {
      if (!acquire) return
      isAskedAgain = true
      tries.again()
    },
    taken() {
      problem = null
      isAskedAgain = false
      tries.end()
    },
    used() {
      isAskedAgain = false
      uselessTimes = 0
      tries.end()
    },
    end: () => tries.end(),
    problem: () => problem,
  }
}
