// Owns: what a device's recording of one feed means for what may be said of it (core's recording/statement.ts).
// Never decides what is said.
import { FEEDS, type Feed, type KnownFeed } from '@zhishi/core/recording'
import type { FeedSnapshot } from '../capture-types.ts'

/** The feeds among the lines of an attempt, as far as this device knows them. */
export function knownFeeds(lines: readonly FeedSnapshot[]): KnownFeed[] {
  return FEEDS.flatMap((feed) => {
    const line = lines.find((one) => one.line === feed)
    return line ? [knownFeed(feed, line)] : []
  })
}

function knownFeed(feed: Feed, it: FeedSnapshot): KnownFeed {
  return {
    feed,
    isDue: it.isDue,
    recordingSince: it.recordingSince,
    missingSince: it.missingSince,
    missedMs: it.missedMs,
    cause: it.cause,
    bytesHere: it.bytes,
    bytesThere: it.acknowledgedBytes,
    isOnDisk: it.fault !== 'diskFull' && it.fault !== 'logFailed',
  }
}
