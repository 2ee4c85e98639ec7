// Owns: the media that one feed is recorded from, and what watches them.
// Never chooses, opens or records them.
import type { Feed } from '@zhishi/core/recording'
import { monitorMedia, type MediaMonitor } from './media-monitor.ts'

export type Source = { media: MediaStream; watch: MediaMonitor; openedMs: number }

export function createSource(options: {
  media: MediaStream
  feed: Feed
  monotonic: () => number
  onEnded: (source: Source) => void
}): Source {
  const { media, monotonic } = options
  const hasSteadyFrames = options.feed !== 'screen'
  const watch = monitorMedia({ media, hasSteadyFrames, monotonic, onEnded: () => options.onEnded(source) })
  const source: Source = { media, watch, openedMs: monotonic() }
  return source
}

export function isLive({ media }: Source): boolean {
  return media.getTracks().every((it) => it.readyState === 'live')
}

export function stopMedia(media: MediaStream): void {
  for (const it of media.getTracks()) it.stop()
}
