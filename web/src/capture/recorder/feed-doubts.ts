// Owns: what is doubted of the source a feed is recorded from: told once, until it has passed for a while; and one thing that
// may help, opening a microphone a second time that is not heard.
// Never cuts the recording: the source changes only when the other one is heard.
import type { Feed, SourceDoubt } from '@zhishi/core/recording'
import type { Acquired } from '../capture-types.ts'
import { hasSound, type MediaMonitor } from './media-monitor.ts'
import { monitorDoubts } from './source-doubts.ts'
import type { Ticks } from './ticks.ts'

/** A microphone that gates noise is silent between sentences; this long, opening it again may help, and later once more. */
const REOPEN_SILENT_MS = 10_000
const SOUND_TRIES_MAX = 2
/** A doubt that comes back within this is the same one; the journal need not hold every pause of a microphone. */
const DOUBT_PASSES_MS = 60_000

type Doubted = { media: MediaStream; watch: MediaMonitor }

export type FeedDoubts = {
  /** Looks at what is recorded now. @param silentMs for how long nothing was heard of it; null: it cannot be listened to */
  look(source: Doubted, silentMs: number | null): void
  /** what is doubted of what is recorded now */
  of(source: Doubted | null): readonly SourceDoubt[]
}

export function createFeedDoubts(options: {
  feed: Feed
  monotonic: () => number
  ticks: Ticks
  acquire: (() => Promise<Acquired>) | undefined
  tell: (doubt: SourceDoubt) => void
  /** another microphone is heard, where this one is not; whoever takes these media owns them. @returns whether they are taken */
  offer: (media: MediaStream, instead: Doubted) => boolean
  onChange: () => void
}): FeedDoubts {
  let about: { source: Doubted; look: ReturnType<typeof monitorDoubts> } | null = null
  let doubts: readonly SourceDoubt[] = []
  let soundTries = 0
  const seenMs = new Map<SourceDoubt, number>()

  /** Opens the devices a second time, and offers those only if they are heard. */
  async function listenElsewhere(deaf: Doubted): Promise<void> {
    soundTries++
    const opened = await options.acquire?.().catch(() => null)
    if (!opened?.ok) return
    const isHeard = await hasSound(opened.media, options.ticks, options.monotonic)
    if (!isHeard || !options.offer(opened.media, deaf)) for (const one of opened.media.getTracks()) one.stop()
  }

  return {
    look(source, silentMs) {
      if (about?.source !== source) about = { source, look: monitorDoubts({ ...options, watch: source.watch }) }
      const before = doubts
      doubts = about.look(silentMs)
      const now = options.monotonic()
      for (const doubt of doubts) {
        if (now - (seenMs.get(doubt) ?? -Infinity) > DOUBT_PASSES_MS) options.tell(doubt)
        seenMs.set(doubt, now)
      }
      if (before.join() !== doubts.join()) options.onChange()
      const isLongSilent = (silentMs ?? 0) > REOPEN_SILENT_MS * 2 ** soundTries
      if (isLongSilent && soundTries < SOUND_TRIES_MAX) void listenElsewhere(source)
    },
    of: (source) => (source !== null && source === about?.source ? doubts : []),
  }
}
