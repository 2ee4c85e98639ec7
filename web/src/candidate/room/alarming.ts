// Owns: which feeds of this computer are an alarm, which outage is which, and what going on waits for before T0.
// Never decides what is recorded: it chooses among what core's statement says.
import type { Feed, FeedStatement } from '@zhishi/core/recording'
import { SECOND_MS } from '@zhishi/core/time'
import type { Stage } from '../attempt/stage.ts'

export type ComputerFeed = Exclude<Feed, 'evidence'>
export const COMPUTER_FEEDS = ['camera', 'screen'] as const satisfies readonly ComputerFeed[]

export type Alarming = FeedStatement & { feed: ComputerFeed }

/** A feed that cannot begin without a press is an alarm at once: waiting brings nothing. */
export function alarmingOf(feeds: readonly FeedStatement[]): Alarming[] {
  return feeds.filter(
    (one): one is Alarming =>
      one.feed !== 'evidence' && (one.state === 'missing' || (one.state === 'starting' && one.cause === 'pressNeeded')),
  )
}

/** One outage of one feed: another one is another alarm, also where the candidate had folded the one before. */
export const outageKey = ({ feed, sinceAt }: Pick<FeedStatement, 'feed' | 'sinceAt'>): string => `${feed} ${sinceAt}`

/**
 * What was missing and is recorded again is told from this length on: each start of a device costs a moment, and the
 * interview counts gaps from three seconds on (settings.recording.gapCountsFrom).
 */
const NOTABLE_FROM_MS = 3 * SECOND_MS
export const isNotable = ({ missingMs }: Pick<FeedStatement, 'missingMs'>): boolean => missingMs >= NOTABLE_FROM_MS

export type Waited = { feed: ComputerFeed; it: FeedStatement | undefined }

/** Feeds that are to be recorded before the candidate goes on, and are not. */
export function waitedFor(feeds: readonly FeedStatement[]): Waited[] {
  return COMPUTER_FEEDS.map((feed) => ({ feed, it: feeds.find((one) => one.feed === feed) })).filter(
    ({ it }) => it?.state !== 'recording',
  )
}

/** From T0 on, without a network and where staff have excused the step, nobody is held by a feed. */
export function isHeldBy(
  waited: readonly Waited[],
  { stage, isReached, isExcused }: { stage: Stage; isReached: boolean; isExcused: boolean },
): boolean {
  return waited.length > 0 && !isExcused && isReached && stage === 'waiting'
}
