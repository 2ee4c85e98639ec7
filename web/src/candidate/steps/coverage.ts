// Owns: how much of each feed was due, is recorded and is missing, in whole seconds that add up, and where it is missing.
// Never counts: the server does, from the sealed files; here it is only laid out.
import type { AttemptView, FeedCoverageView } from '@zhishi/core/contract'
import type { Feed } from '@zhishi/core/recording'
import { SECOND_MS, type Instant } from '@zhishi/core/time'

export type Gap = FeedCoverageView['gaps'][number]

/** `dueMs = recordedMs + checkingMs + missingMs`, each of them whole seconds. */
export type CoverageRow = {
  feed: Feed
  dueMs: number
  recordedMs: number
  /** here, and not read yet */
  checkingMs: number
  missingMs: number
  gaps: readonly Gap[]
  /** missing between entry and T0, beside the above */
  missingBeforeMs: number
  state: 'absent' | 'arriving' | 'checking' | 'safe'
}

export type Within = { fromAt: Instant; toAt: Instant }

/** The time that the table is about: from T0, or from an entry that came later, to the end. */
export function answeringTimeOf({ schedule, enteredAt, finishedAt }: AttemptView): Within | null {
  const { startsAt, endsAt } = schedule
  if (startsAt === null || endsAt === null) return null
  return { fromAt: Math.max(startsAt, enteredAt ?? startsAt), toAt: Math.min(finishedAt ?? endsAt, endsAt) }
}

const whole = (ms: number): number => Math.floor(ms / SECOND_MS) * SECOND_MS

export function rowOf(it: FeedCoverageView, within: Within | null): CoverageRow {
  const sums = it.fromStart ?? it.fromEntry
  const dueMs = Math.round(sums.dueMs / SECOND_MS) * SECOND_MS
  const missingMs = Math.min(dueMs, whole(sums.missingMs))
  const checkingMs = Math.min(dueMs - missingMs, whole(sums.claimedMs))
  const isInside = (gap: Gap): boolean => within === null || (gap.toAt > within.fromAt && gap.fromAt < within.toAt)
  return {
    feed: it.feed,
    dueMs,
    recordedMs: dueMs - missingMs - checkingMs,
    checkingMs,
    missingMs,
    gaps: it.gaps.filter((gap) => isInside(gap) && lengthIn(gap, within) >= SECOND_MS),
    missingBeforeMs: it.fromStart ? whole(it.fromEntry.missingMs - it.fromStart.missingMs) : 0,
    state: stateOf(it),
  }
}

/** How much of a gap lies within. */
export function lengthIn({ fromAt, toAt }: Gap, within: Within | null): number {
  if (within === null) return toAt - fromAt
  return Math.min(toAt, within.toAt) - Math.max(fromAt, within.fromAt)
}

function stateOf({ parts, sealedParts, measuredParts }: FeedCoverageView): CoverageRow['state'] {
  if (parts === 0) return 'absent'
  if (sealedParts < parts) return 'arriving'
  return measuredParts < parts ? 'checking' : 'safe'
}
