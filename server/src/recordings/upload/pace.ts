// Owns: what this process tells devices of their upload interval: who is watched, what people set, how loaded it is. The rule
// is core's (recording/pace.ts). Never the truth: live views and settings stand in the database, and every process reads them.
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { isUnderLoad, uploadEveryMs, type UploadPaceView } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { SECOND_MS } from '@zhishi/core/time'
import type { AuditService } from '../../audit/service.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Lateness } from '../../platform/lateness.ts'
import * as repo from './pace-repo.ts'

/** How often each process reads what holds now; with a beat every 5 s a change reaches a device within 6 s. */
export const PACE_READ_EVERY_MS = SECOND_MS
/** Receipts that say how loaded this process is: since about two rounds of uploads. */
const LOAD_WITHIN_MS = 10 * SECOND_MS
/** Turns of the event loop that a receipt needs, its body's pieces and the answers of disk and database. */
const RECEIPT_TURNS = 8

export type Pace = ReturnType<typeof createPace>

export function createPace(ports: {
  db: Database
  audit: AuditService
  /** the attempts that somebody has in full view now */
  loadViewedLive: () => Promise<ReadonlySet<AttemptId>>
  /** how long the receipts of the last so many milliseconds took */
  receiptsWithin: (ms: number) => number[]
  lateness: Lateness
}) {
  const { db, audit, receiptsWithin } = ports
  let watched: ReadonlySet<AttemptId> = new Set()
  let setMs = new Map<AttemptId, number>()
  let receiptMs: number | null = null
  /** how late this process was at the last readings */
  let lateMs: number[] = []

  /** Bodies that wait to be read are in no receipt yet: how far the process is behind says what theirs will take. */
  function takesMs(): number | null {
    lateMs = [ports.lateness.nowMs(), ...lateMs].slice(0, LOAD_WITHIN_MS / PACE_READ_EVERY_MS)
    const [taken, comingMs] = [percentile(receiptsWithin(LOAD_WITHIN_MS), 0.95), percentile(lateMs, 0.5) ?? 0]
    return comingMs > 0 ? Math.max(taken ?? 0, comingMs * RECEIPT_TURNS) : taken
  }

  async function present(sittingId: SittingId, setTo: number | null): Promise<UploadPaceView> {
    return {
      uploadEveryMs: setTo,
      uploadEveryMsNow: uploadEveryMs({ isViewedLive: false, setMs: setTo, receiptMs }),
      isUnderLoad: isUnderLoad(receiptMs),
      liveUploadEveryMs: uploadEveryMs({ isViewedLive: true, setMs: setTo, receiptMs }),
      viewedAttempts: await repo.countOfSitting(db, sittingId, [...watched]),
    }
  }

  return {
    /** Reads what holds now. To be run every {@link PACE_READ_EVERY_MS}. */
    async read(): Promise<void> {
      receiptMs = takesMs()
      const [watchedNow, settings] = await Promise.all([ports.loadViewedLive(), repo.loadSettings(db)])
      watched = watchedNow
      setMs = new Map(settings.map((row) => [row.attemptId, row.uploadEveryMs]))
    },

    uploadEveryMs: (attemptId: AttemptId): number =>
      uploadEveryMs({
        isViewedLive: watched.has(attemptId),
        setMs: setMs.get(attemptId) ?? null,
        receiptMs,
      }),

    /** What people set for a sitting, and what this process tells its devices now. Refuses `notFound`. */
    async readSetting(sittingId: SittingId): Promise<Result<UploadPaceView>> {
      const found = await repo.loadSetting(db, sittingId)
      if (!found) return refuse('notFound')
      return accept(await present(sittingId, found.uploadEveryMs))
    },

    /** Holds for all its attempts from the next beat or receipt on. Refuses `notFound`. */
    async set(
      by: { role: string; id: string },
      sittingId: SittingId,
      to: { uploadEveryMs: number | null },
    ): Promise<Result<UploadPaceView>> {
      const isSet = await db.transaction(async (transaction) => {
        if (!(await repo.saveSetting(transaction, sittingId, to.uploadEveryMs))) return false
        const subject = { sittingId, ...to }
        await audit.append({ actorRole: by.role, actorId: by.id, action: 'uploadPaceSet', subject }, transaction)
        return true
      })
      if (!isSet) return refuse('notFound')
      await this.read()
      return accept(await present(sittingId, to.uploadEveryMs))
    },
  }
}

/** Nearest rank; null: there were none. */
function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null
}
