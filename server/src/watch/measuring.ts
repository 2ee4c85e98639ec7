// Owns: taking the ten figures once, from what the features and the machine say.
// Never a rule: what counts stands in core; never throws: what cannot be measured is a figure of its own.
import { BEATS_WITHIN_MS, isKeyDue, isSealDue, identityWaitsSince, p95, type Reading } from '@zhishi/core/watch'
import type { FigureName } from '@zhishi/core/watch'
import type { AttemptId } from '@zhishi/core/ids'
import type { Line } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { AttemptLists } from '../attempt-lists/service.ts'
import type { LoadedAttempt } from '../attempts/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { ClockCheck } from '../platform/clock-check.ts'
import type { RecordingsService, MonitoredLine } from '../recordings/service.ts'

export type Measured = {
  readings: Record<Exclude<FigureName, 'diskLeftMs'>, Reading>
  /** how many attempts are behind: the bounds of `bytesBehind` are for each */
  attemptsBehind: number
  /** all bytes of recordings, and what the disk has left for more; null: not known */
  totalBytes: number | null
  freeBytes: number | null
}

type OfAttempts = Pick<
  Measured['readings'],
  'bytesBehind' | 'unsealedParts' | 'openGaps' | 'missingKeys' | 'identityQueueAgeMs'
> & { attemptsBehind: number }

const NOT_MEASURED: OfAttempts = {
  bytesBehind: 'failed',
  unsealedParts: 'failed',
  openGaps: 'failed',
  missingKeys: 'failed',
  identityQueueAgeMs: 'failed',
  attemptsBehind: 0,
}

export function createMeasuring(ports: {
  clock: Clock
  clockCheck: ClockCheck
  lists: AttemptLists
  /** whether the key of the questions has been given, as this process knows */
  hasKey: (id: AttemptId) => boolean
  recordings: RecordingsService
  unsentSince: () => Promise<Instant | null>
  freeBytes: () => Promise<number>
  onError: (error: unknown) => void
}) {
  const { clock, clockCheck, lists, hasKey, recordings, onError } = ports
  /** attempts whose journals have said that the questions were shown: they are not asked again */
  const saw = new Set<AttemptId>()

  async function orElse<T, E>(work: () => Promise<T>, otherwise: E): Promise<T | E> {
    try {
      return await work()
    } catch (error) {
      onError(error)
      return otherwise
    }
  }

  async function ofAttempts(): Promise<OfAttempts> {
    const underWay = await lists.underWay()
    const entered = underWay.filter(({ attempt }) => attempt.facts.enteredAt !== null).map(({ id }) => id)
    const lines = await recordings.linesSeen(entered, clock.now() - BEATS_WITHIN_MS)
    // alarms are found from the same; that they could not be is no reason to have no figures
    const hasAlarms = await orElse(() => lists.findAllAlarms(underWay, lines).then(() => true), false)
    const now = clock.now()
    const seen = byAttempt(lines)
    const sum = (of: (one: LoadedAttempt) => number): number => underWay.reduce((all, one) => all + of(one), 0)
    const behind = lines.filter((line) => line.bytesBehind > 0)
    const waitingSince = underWay.flatMap(({ attempt }) => identityWaitsSince(attempt, now) ?? [])
    return {
      bytesBehind: behind.reduce((all, line) => all + line.bytesBehind, 0),
      attemptsBehind: new Set(behind.map((line) => line.attemptId)).size,
      unsealedParts: sum(({ id, attempt }) =>
        [...linesOf(seen, id)]
          .filter(([line]) => isSealDue(attempt, line, now))
          .reduce((all, [, { parts, sealedParts }]) => all + parts - sealedParts, 0),
      ),
      openGaps: hasAlarms ? sum(({ id }) => lists.alarmsOf(id).length) : 'failed',
      missingKeys: await missingKeys(underWay, now),
      identityQueueAgeMs: waitingSince.length === 0 ? 'nothing' : now - Math.min(...waitingSince),
    }
  }

  async function missingKeys(underWay: readonly LoadedAttempt[], now: Instant): Promise<number> {
    const without = underWay
      .filter(({ id, attempt }) => isKeyDue(attempt, now) && !hasKey(id) && !saw.has(id))
      .map(({ id }) => id)
    const shown = await recordings.sawQuestions(without)
    for (const id of shown) saw.add(id)
    return without.length - shown.length
  }

  return async (): Promise<Measured> => {
    await orElse(() => clockCheck.look(), undefined)
    const clocks = clockCheck.newest()
    const [known, unsentSince, totalBytes, freeBytes] = await Promise.all([
      orElse(ofAttempts, NOT_MEASURED),
      orElse(ports.unsentSince, 'failed' as const),
      orElse(recordings.totalBytes, null),
      orElse(ports.freeBytes, null),
    ])
    const { attemptsBehind, ...readings } = known
    return {
      readings: {
        ...readings,
        receiptP95Ms: p95(recordings.receiptTimes()),
        databaseLagMs: clocks === null ? 'failed' : clocks.tookMs,
        clockOffsetMs: clocks === null ? 'failed' : Math.abs(clocks.offsetMs),
        outboxAgeMs: unsentSince === 'failed' ? 'failed' : unsentSince === null ? 'nothing' : clock.now() - unsentSince,
      },
      attemptsBehind,
      totalBytes,
      freeBytes,
    }
  }
}

/** What is known of the lines of each attempt. */
export function byAttempt(lines: readonly MonitoredLine[]): Map<AttemptId, Map<Line, MonitoredLine>> {
  const all = new Map<AttemptId, Map<Line, MonitoredLine>>()
  for (const one of lines) all.set(one.attemptId, (all.get(one.attemptId) ?? new Map()).set(one.line, one))
  return all
}

export const linesOf = (
  seen: ReadonlyMap<AttemptId, Map<Line, MonitoredLine>>,
  id: AttemptId,
): Map<Line, MonitoredLine> => seen.get(id) ?? new Map<Line, MonitoredLine>()
