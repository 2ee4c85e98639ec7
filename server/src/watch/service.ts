// Owns: looking at the figures every few seconds, the last ten minutes of them, and the summary of a sitting.
// Never keeps what another process needs: each measures for itself, and a restart only shortens the curves.
import type { SittingSummary, WatchView } from '@zhishi/core/contract'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { SittingId } from '@zhishi/core/ids'
import { phaseAt, PHASES } from '@zhishi/core/process'
import { MINUTE_MS, SECOND_MS, type Instant } from '@zhishi/core/time'
import {
  BEATS_WITHIN_MS,
  boundsOfFigure,
  FIGURES,
  isSafe,
  missingOf,
  stateOfFigure,
  timeLeft,
  type FigureName,
  type JobState,
  type Reading,
} from '@zhishi/core/watch'
import type { Registry } from 'prom-client'
import type { AttemptLists } from '../attempt-lists/service.ts'
import type { AttemptsService } from '../attempts/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { ClockCheck } from '../platform/clock-check.ts'
import type { RecordingsService } from '../recordings/service.ts'
import { exportFigures } from './exporting.ts'
import { byAttempt, createMeasuring, linesOf } from './measuring.ts'

/** A key that is missing at T0 + 5 s is seen before T0 + 10 s. */
export const CHECK_EVERY_MS = 5 * SECOND_MS
const KEPT_MS = 10 * MINUTE_MS
/** More than fit on a page; names are opened one by one, so not those of thousands. */
const NAMED_AT_MOST = 50
type Look = { at: Instant; readings: Record<FigureName, Reading>; attemptsBehind: number; totalBytes: number | null }

export type WatchService = ReturnType<typeof createWatchService>

export function createWatchService(ports: {
  clock: Clock
  clockCheck: ClockCheck
  attempts: Pick<AttemptsService, 'brief' | 'hasKey'>
  lists: AttemptLists
  recordings: RecordingsService
  unsentSince: () => Promise<Instant | null>
  freeBytes: () => Promise<number>
  jobStates: () => Promise<JobState[]>
  registry: Registry
  log: { warn: (facts: object, message: string) => void }
}) {
  const { clock, attempts, lists, recordings, log } = ports
  const measure = createMeasuring({
    ...ports,
    hasKey: attempts.hasKey,
    onError: (error) => log.warn({ err: error }, 'a figure could not be measured'),
  })
  let looks: Look[] = []
  let jobs: JobState[] | null = null
  exportFigures(ports.registry, (name) => looks.at(-1)?.readings[name] ?? 'nothing')

  /** From the oldest count that is kept to this one: a single upload does not move it. */
  function diskLeft(freeBytes: number | null, totalBytes: number | null, at: Instant): Reading {
    if (freeBytes === null || totalBytes === null) return 'failed'
    const before = looks.find((look) => look.totalBytes !== null)
    if (before?.totalBytes === undefined || before.totalBytes === null) return 'nothing'
    return timeLeft(freeBytes, { bytes: totalBytes - before.totalBytes, withinMs: at - before.at })
  }

  return {
    /** Takes the figures once. */
    async look(): Promise<void> {
      const { readings, attemptsBehind, totalBytes, freeBytes } = await measure()
      jobs = await ports.jobStates().catch((error: unknown) => {
        log.warn({ err: error }, 'what is done in the background is not known')
        return null
      })
      const at = clock.now()
      const diskLeftMs = diskLeft(freeBytes, totalBytes, at)
      // a clock that was set back would keep the looks of a future that never came
      looks = looks.filter((look) => look.at >= at - KEPT_MS && look.at <= at)
      looks.push({ at, readings: { ...readings, diskLeftMs }, attemptsBehind, totalBytes })
    },

    view(): WatchView {
      const newest = looks.at(-1)
      return {
        serverNow: clock.now(),
        lookedAt: looks.map((look) => look.at),
        jobs,
        figures: FIGURES.map((name) => {
          const reading = newest?.readings[name] ?? 'failed'
          const bounds = boundsOfFigure(name, name === 'bytesBehind' ? newest?.attemptsBehind : undefined)
          return {
            name,
            value: valueOf(reading),
            state: stateOfFigure(reading, bounds),
            check: bounds.check,
            act: bounds.act,
            values: looks.map((look) => valueOf(look.readings[name])),
          }
        }),
      }
    },

    async summarise(sittingId: SittingId): Promise<Result<SittingSummary>> {
      const loaded = await lists.ofSitting(sittingId)
      if (loaded === null) return refuse('notFound')
      const entered = loaded.filter(({ attempt }) => attempt.facts.enteredAt !== null).map(({ id }) => id)
      const [lines, held] = await Promise.all([
        recordings.linesSeen(entered, clock.now() - BEATS_WITHIN_MS),
        recordings.heldParts(entered),
      ])
      const now = clock.now()
      const seen = byAttempt(lines)
      const rows = loaded.map(({ id, attempt }) => {
        const what = missingOf(
          attempt,
          {
            alarms: lists.alarmsOf(id),
            seen: linesOf(seen, id),
            held: Map.groupBy(held.get(id) ?? [], (one) => one.line),
          },
          now,
        )
        return { id, phase: phaseAt(attempt, now), what, isSafe: isSafe(attempt, what, now) }
      })
      const incomplete = rows.filter(({ what }) => what.length > 0)
      const needy = incomplete.slice(0, NAMED_AT_MOST)
      const briefs = await attempts.brief(needy.map(({ id }) => id))
      const posts = new Map(loaded.map(({ id, post }) => [id, post]))
      return accept({
        serverNow: now,
        sittingId,
        attempts: loaded.length,
        phases: PHASES.map((phase) => ({ phase, count: rows.filter((row) => row.phase === phase).length })),
        recordings: {
          safe: rows.filter((row) => row.isSafe === true).length,
          unsafe: rows.filter((row) => row.isSafe === false).length,
          inside: rows.filter((row) => row.phase === 'waiting' || row.phase === 'answering').length,
        },
        incomplete: incomplete.length,
        missing: needy.map(({ id, phase, what }) => ({
          attemptId: id,
          maskedName: briefs.get(id)?.maskedName ?? '',
          post: posts.get(id) ?? null,
          phase,
          what,
        })),
      })
    },
  }
}

const valueOf = (reading: Reading): number | null => (typeof reading === 'number' ? Math.round(reading) : null)
