// Owns: what the server does without being asked: timers of each process, and the kinds of job with who does them.
// Never holds a rule of when anything is due: the features say how often, and what is to be done (decision 0032).
import type { FastifyBaseLogger } from 'fastify'
import { createErasing, ERASE } from './erasing/service.ts'
import type { Features } from './features.ts'
import type { BlobStore } from './platform/blob-store/blob-store.ts'
import type { Clock } from './platform/clock.ts'
import { CLOCK_CHECK_EVERY_MS, type ClockCheck } from './platform/clock-check.ts'
import type { Database } from './platform/database/database.ts'
import { every } from './platform/every.ts'
import type { Jobs } from './platform/jobs/jobs.ts'
import { createPruning, PRUNE } from './platform/jobs/pruning.ts'
import type { createOutbox } from './platform/push/outbox.ts'
import { pruneTries } from './platform/tries.ts'
import {
  createStoreSweep,
  MEASURE,
  PACE_READ_EVERY_MS,
  SPACE_LOOK_EVERY_MS,
  SWEEP_STORE,
} from './recordings/service.ts'
import { CHECK_EVERY_MS } from './watch/service.ts'

/** Receipts carry the head of the audit chain, so it should not lag; a link costs one short transaction. */
const AUDIT_CHAIN_EVERY_MS = 5000
/** An attempt may be erased by another process; its copies on this machine go within so long. */
const COPIES_LOOK_EVERY_MS = 60_000

type Log = FastifyBaseLogger

/** Starts the timers of this process; what it gives back ends each, and waits for a run that is under way. */
export function startTimers(
  { auditChain, recordings, interviews, questions, watch }: Features,
  { clockCheck, log }: { clockCheck: ClockCheck; log: Log },
): Array<() => Promise<unknown>> {
  const saying = (message: string) => (error: unknown) => log.warn({ err: error }, message)
  return [
    every(AUDIT_CHAIN_EVERY_MS, () => auditChain.add(), saying('audit chain waits')),
    every(CLOCK_CHECK_EVERY_MS, () => clockCheck.look(), saying('the clock cannot be compared with the database’s')),
    every(PACE_READ_EVERY_MS, () => recordings.pace.read(), saying('the upload intervals wait')),
    every(SPACE_LOOK_EVERY_MS, () => recordings.lookAtSpace(), saying('it is not known how much room the disk has')),
    every(COPIES_LOOK_EVERY_MS, () => recordings.tidyCopies(), saying('copies of erased attempts wait to be removed')),
    interviews.drafts.start(saying('drafts wait')),
    questions.makeUnlockCodes(saying('unlock codes wait')),
    questions.release.start(),
    every(CHECK_EVERY_MS, () => watch.look(), saying('the figures wait')),
  ]
}

/** Says who does each kind of job. Before jobs are started, and not before it is sure whose the recordings are. */
export function handleJobs(
  jobs: Jobs,
  features: Features,
  options: { db: Database; clock: Clock; blobStore: BlobStore; log: Log; outbox: ReturnType<typeof createOutbox> },
): void {
  const { live, interviews, audit, candidates, staff } = features
  const { db, clock, outbox } = options
  jobs.handle(SWEEP_STORE, createStoreSweep(options))
  jobs.handle(MEASURE, (_data, stopping) => features.recordings.measureLeft(stopping))
  const prunes = [live.prune, interviews.drafts.prune, outbox.prune, candidates.prune, staff.prune]
  jobs.handle(PRUNE, createPruning([...prunes, () => pruneTries(db, clock)]))
  // what refers to rows before the rows it refers to
  const erasers = [
    live,
    features.identity,
    features.evidence,
    features.help,
    features.scoring,
    features.reviewCodes,
    features.recordings,
    features.questions,
    features.attempts,
    features.idPhotos,
    candidates,
    features.attachments,
    features.draws,
    staff,
    interviews,
    outbox,
    jobs,
  ].map(({ erase }) => erase)
  jobs.handle(ERASE, createErasing({ db, audit, erasers }))
}

/** What had its time while no server ran is done now, and not minutes later. Once jobs are started. */
export async function sendFirstJobs(jobs: Jobs): Promise<void> {
  await jobs.send(PRUNE, {})
  await jobs.send(MEASURE, {})
}
