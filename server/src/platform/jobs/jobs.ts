// Owns: work that outlives the request and the process that asked for it: kept in PostgreSQL, taken up by one of the processes,
// tried again with growing patience, and visible until it is done. Decision 0032.
// Never holds a name, a number or a text of a person: what a job is about is named by ids alone. Never for what must happen at
// an exact time, nor for what each process does for itself (key release, clock check, pace).
import { sql } from 'drizzle-orm'
import { fromDrizzle } from 'pg-boss'
import type { Instant } from '@zhishi/core/time'
import { jobName, type JobName, type JobState } from '@zhishi/core/watch'
import type { Clock } from '../clock.ts'
import type { Database, Queryable } from '../database/database.ts'
import type { Eraser } from '../erasing.ts'
import { createBoss, JOBS_SCHEMA, throughPool } from './boss.ts'

/** The same in all processes of a version; a start writes it down anew. */
export type JobKind<Data extends object> = {
  name: JobName
  /** how often it is tried again, and after how long; each time later, until it is tried every `retryWithinS` */
  retries: number
  retryAfterS: number
  retryWithinS: number
  /** one that takes longer counts as failed */
  lastsAtMostS: number
  /** a job that waits with the same key stands for a new one; null: every job stands for itself */
  keyOf: ((data: Data) => string) | null
  /** how long one that is done, or failed for good, can be seen */
  keptS: number
  /** minute hour day month weekday, in UTC; null: only when it is asked for */
  cron: string | null
}

/** What a job found, kept with it for some days and shown. Counts and places, nothing of a person. */
export type JobOutcome = NonNullable<JobState['outcome']>
/** @param stopping aborted when the server stops: a long handler ends early, by throwing, and is tried again */
export type JobHandler<Data extends object> = (data: Data, stopping: AbortSignal) => Promise<JobOutcome | void>

export type Jobs = ReturnType<typeof createJobs>

/** Pages show what a job did within seconds; an idle process asks once in this time for each kind. */
const LOOK_EVERY_S = 2
/** pg-boss's least: so long after a process was killed its jobs count as failed, and are tried again. */
const HEARTBEAT_S = 10
/** What has not ended by then is taken up by another process, or the next start. */
const STOP_WITHIN_MS = 20_000
/** A database that is gone fails every look of every kind: one line a minute says it. */
const TOLD_AGAIN_MS = 60_000
/** A reason is a sentence, not the statement that failed. */
const REASON_MAX_CHARS = 300

type Log = {
  warn: (facts: object, message: string) => void
  error: (facts: object, message: string) => void
}
type Taken = { id: string; data: object; retryCount: number; retryLimit: number }

export function createJobs(ports: { db: Database; clock: Clock; log: Log }) {
  const { db, clock, log } = ports
  const boss = createBoss(throughPool(db.$client))
  const stopping = new AbortController()
  const handlers = new Map<JobName, { kind: JobKind<never>; handler: JobHandler<never> }>()
  const workers = new Map<JobName, string>()
  let toldAtMs = -Infinity
  boss.on('error', ({ message }) => {
    if (clock.monotonicMs() - toldAtMs < TOLD_AGAIN_MS) return
    toldAtMs = clock.monotonicMs()
    log.warn({ reason: message }, 'jobs wait for the database')
  })

  /** Looks at once instead of at its next turn. */
  function wake(name: JobName): void {
    const worker = workers.get(name)
    if (worker !== undefined) boss.notifyWorker(worker)
  }

  async function prepare({ name, keyOf, cron, ...kind }: JobKind<never>): Promise<void> {
    const options = {
      retryLimit: kind.retries,
      retryDelay: kind.retryAfterS,
      retryBackoff: true,
      retryDelayMax: kind.retryWithinS,
      expireInSeconds: kind.lastsAtMostS,
      heartbeatSeconds: HEARTBEAT_S,
      deleteAfterSeconds: kind.keptS,
    }
    await boss.createQueue(name, { ...options, policy: keyOf === null ? 'standard' : 'short' })
    await boss.updateQueue(name, options)
    if (cron === null) await boss.unschedule(name)
    else await boss.schedule(name, cron)
  }

  async function begin(name: JobName, kind: JobKind<never>, handler: JobHandler<never>): Promise<void> {
    await prepare(kind)
    const options = { pollingIntervalSeconds: LOOK_EVERY_S, includeMetadata: true, batchSize: 1 } as const
    const worker = await boss.work(name, options, async ([job]: Taken[]) => {
      if (!job) return
      try {
        return await handler(job.data as never, stopping.signal)
      } catch (error) {
        const facts = { err: error, job: name, jobId: job.id, tries: job.retryCount + 1 }
        if (job.retryCount < job.retryLimit) log.warn(facts, 'a job failed; it is tried again')
        else log.error(facts, 'a job failed for good')
        throw withoutDetails(error)
      } finally {
        // as long as there are some, one follows the other
        wake(name)
      }
    })
    workers.set(name, worker)
  }

  return {
    /** Says who does a kind of job. Before {@link start}. */
    handle<Data extends object>(kind: JobKind<Data>, handler: JobHandler<Data>): void {
      handlers.set(kind.name, { kind, handler })
    },

    /** Asks for a job; inside a transaction it stands or falls with it. */
    async send<Data extends object>(kind: JobKind<Data>, data: Data, within?: Queryable): Promise<void> {
      await boss.send(kind.name, data, {
        ...(kind.keyOf ? { singletonKey: kind.keyOf(data) } : {}),
        ...(within ? { db: fromDrizzle(within, sql) } : {}),
      })
      // one of a transaction is not there before its commit: the next look finds it
      if (!within) wake(kind.name)
    },

    /** Takes up jobs. */
    async start(): Promise<void> {
      await boss.start()
      for (const [name, { kind, handler }] of handlers) await begin(name, kind, handler)
    },

    /** For a command beside the server, which asks for jobs and does none. */
    async startAsking<Data extends object>(kind: JobKind<Data>): Promise<void> {
      await boss.start()
      await prepare(kind)
    },

    /** Takes nothing up any more, and waits for what is under way. */
    async stop(): Promise<void> {
      stopping.abort()
      await boss.stop({ graceful: true, close: false, timeout: STOP_WITHIN_MS })
    },

    /** Jobs about an attempt, whether they wait, run or are done. */
    erase: {
      async attempt(within, { attemptId }) {
        const schema = sql.identifier(JOBS_SCHEMA)
        await within.execute(sql`delete from ${schema}.job where data ->> 'attemptId' = ${attemptId}`)
      },
    } satisfies Eraser,

    view: (): Promise<JobState[]> => loadStates(db),
  }
}

/** The database's driver puts statements and their values into its errors: neither is to be kept with a job. */
function withoutDetails(error: unknown): Error {
  let innermost = error
  while (innermost instanceof Error && innermost.cause !== undefined) innermost = innermost.cause
  const message = innermost instanceof Error ? innermost.message : String(innermost)
  const plain = new Error(message.slice(0, REASON_MAX_CHARS))
  delete plain.stack
  return plain
}

type StateRow = {
  name: string
  waiting: string
  running: string
  failed: string
  reason: string | null
  doneAt: string | null
  outcome: JobOutcome | null
}

async function loadStates(db: Queryable): Promise<JobState[]> {
  const schema = sql.identifier(JOBS_SCHEMA)
  const { rows } = await db.execute<StateRow>(sql`
    with own as (
      select name, state::text, output, created_on, completed_on from ${schema}.job
    ), counts as (
      select name, count(*) filter (where state in ('created', 'retry')) as waiting,
        count(*) filter (where state = 'active') as running, count(*) filter (where state = 'failed') as failed
      from own group by name
    ), unsuccessful as (
      select distinct on (name) name, coalesce(output ->> 'message', output -> 'value' ->> 'message') as reason from own
      where state in ('failed', 'retry') order by name, created_on desc
    ), done as (
      select distinct on (name) name, output, completed_on from own where state = 'completed' order by name, completed_on desc
    )
    select name, coalesce(waiting, 0) as waiting, coalesce(running, 0) as running, coalesce(failed, 0) as failed,
      reason, output as outcome, floor(extract(epoch from completed_on) * 1000) as "doneAt"
    from ${schema}.queue left join counts using (name) left join unsuccessful using (name) left join done using (name)
    order by name`)
  return rows.flatMap((row) => {
    // queues of pg-boss's own, and those of a version that is no more
    const name = jobName.safeParse(row.name)
    if (!name.success) return []
    return {
      name: name.data,
      waiting: Number(row.waiting),
      running: Number(row.running),
      failed: Number(row.failed),
      reason: row.reason,
      doneAt: row.doneAt === null ? null : (Number(row.doneAt) as Instant),
      outcome: row.outcome,
    }
  })
}
