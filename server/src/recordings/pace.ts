// Owns: what this process tells devices of their upload interval: who is watched, what people set, how loaded it is. The rule
// is core's (recording/pace.ts). Never the truth: watches and settings stand in the database, and every process reads them.
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { uploadEveryMs, type Line } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { SECOND_MS, type Instant } from '@zhishi/core/time'
import type { AuditService } from '../audit/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/database/database.ts'
import * as repo from './pace-repo.ts'

/** How often each process reads what holds now; with a beat every 5 s a change reaches a device within 6 s. */
export const PACE_READ_EVERY_MS = SECOND_MS
/** A feed counts as watched for so long after somebody who has it in full view last asked for more of it. */
const WATCH_MS = 10 * SECOND_MS
/** A watch is written down again only when it has less left than this: a viewer asks for more several times a second. */
const WATCH_RENEW_MS = 6 * SECOND_MS
/** Receipts that say how loaded this process is: since about two rounds of uploads. */
const LOAD_WITHIN_MS = 10 * SECOND_MS

export type Pace = ReturnType<typeof createPace>

export function createPace(it: {
  db: Database
  clock: Clock
  audit: AuditService
  /** how long the receipts of the last so many milliseconds took */
  receiptsWithin: (ms: number) => number[]
}) {
  const { db, clock, audit, receiptsWithin } = it
  let watchedUntil = new Map<string, Instant>()
  let setMs = new Map<AttemptId, number>()
  let receiptMs: number | null = null
  const nameOf = (attemptId: AttemptId, line: Line): string => `${attemptId} ${line}`

  return {
    /** Reads what holds now. To be run every {@link PACE_READ_EVERY_MS}. */
    async read(): Promise<void> {
      receiptMs = percentile95(receiptsWithin(LOAD_WITHIN_MS))
      const [watches, settings] = await Promise.all([repo.loadWatches(db, clock.now()), repo.loadSettings(db)])
      watchedUntil = new Map(watches.map((row) => [nameOf(row.attemptId, row.line), row.untilAt]))
      setMs = new Map(settings.map((row) => [row.attemptId, row.uploadEveryMs]))
    },

    uploadEveryMs: (attemptId: AttemptId, line: Line): number =>
      uploadEveryMs({
        isWatched: (watchedUntil.get(nameOf(attemptId, line)) ?? 0) > clock.now(),
        setMs: setMs.get(attemptId) ?? null,
        receiptMs,
      }),

    /** Somebody has this feed in full view, now and for some seconds: its device uploads every second. */
    async noteWatched(attemptId: AttemptId, line: Line): Promise<void> {
      const now = clock.now()
      const name = nameOf(attemptId, line)
      if ((watchedUntil.get(name) ?? 0) > now + WATCH_RENEW_MS) return
      watchedUntil.set(name, now + WATCH_MS)
      await repo.saveWatch(db, { attemptId, line, untilAt: now + WATCH_MS }, now)
    },

    /** What people set for a sitting; null: nothing, the pace is the usual one. Refuses `notFound`. */
    async readSetting(sittingId: SittingId): Promise<Result<{ uploadEveryMs: number | null }>> {
      const found = await repo.loadSetting(db, sittingId)
      return found ? accept(found) : refuse('notFound')
    },

    /** Holds for all its attempts from the next beat or receipt on. Refuses `notFound`. */
    async set(
      by: { role: string; id: string },
      sittingId: SittingId,
      to: { uploadEveryMs: number | null },
    ): Promise<Result<{ uploadEveryMs: number | null }>> {
      const isSet = await db.transaction(async (transaction) => {
        if (!(await repo.saveSetting(transaction, sittingId, to.uploadEveryMs))) return false
        const subject = { sittingId, ...to }
        await audit.append({ actorRole: by.role, actorId: by.id, action: 'uploadPaceSet', subject }, transaction)
        return true
      })
      if (!isSet) return refuse('notFound')
      await this.read()
      return accept(to)
    },
  }
}

/** Nearest rank; null: there were none. */
function percentile95(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null
}
