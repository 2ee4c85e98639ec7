// Owns: jobs that are done in bounded processes: a few at a time, fairly between those who ask, each within its time; which
// process is kept for the next job, and which is not. Whatever a job does, its asker gets an answer, and nobody else waits longer
// than that. Knows nothing of what the jobs are.
import { z } from 'zod'
import { startBoundedProcess, type BoundedProcess } from './bounded-process.ts'
import { findConfinement, type Limits } from './confinement.ts'
import { createFairQueue, type Waiting } from './fair-queue.ts'
import { FAILED_REASONS, type ToChild } from './messages.ts'
import { askedRead, createReads, type Readable } from './reads.ts'

export type PoolLog = { warn(fields: object, message: string): void }

/**
 * Why there is no answer. `busy`: too many wait; it was not begun. `tooLarge`: it asked for more memory, or to write more, than it
 * may. `tookTooLong`: also one that neither read nor wrote for a while. `notReadable`: what it is about cannot be parsed. `crashed`: its process
 * ended. `unavailable`: nothing is wrong with it: the store, this machine, or the server is stopping. `cancelled`: by its asker.
 */
export const PROCESS_FAULTS = [
  'busy',
  'tooLarge',
  'tookTooLong',
  'notReadable',
  'crashed',
  'unavailable',
  'cancelled',
] as const
export type ProcessFault = (typeof PROCESS_FAULTS)[number]
export type PoolResult<Answer> = { ok: true; value: Answer } | { ok: false; reason: ProcessFault; why: string }

export type PoolOptions<Answer> = {
  /** in the log */
  name: string
  /** calls `serveJobs` (child.ts) */
  script: URL
  answer: z.ZodType<Answer>
  /** longest answer */
  answerMaxBytes: number
  processes: number
  /** jobs that may wait, of all and of one asker */
  maxWaiting: number
  maxWaitingOfOne?: number
  /** how long a process waits for its next job; 0: each job has its own */
  keptMs: number
  /** how many processes a job gets, one after the other, while they crash or take too long */
  tries?: 1 | 2
  startLimitMs: number
  /** a job that neither reads nor answers for so long is given up; Infinity: it has nothing to read */
  idleLimitMs?: number
  limits: Omit<Limits, 'outputMaxBytes'>
  niceness: number
  log: PoolLog
}

export type JobOptions = {
  /** whose it is (fair-queue.ts); one that has none waits for nobody of its own */
  of?: string
  limitMs: number
  bytes?: Uint8Array
  readable?: Readable
  /** a file that is open for writing, and closed by the caller; only where each job has its own process */
  output?: { file: number; maxBytes: number }
  /** its asker is gone */
  signal?: AbortSignal
  /** must not throw: how many are before it, whenever that changes; 0: it is being done */
  onAhead?: (ahead: number) => void
}

type Job<Answer> = {
  job: unknown
  options: JobOptions
  triesLeft: number
  resolve: (result: PoolResult<Answer>) => void
}
type Entry<Answer> = Waiting<Job<Answer>>
type Member<Answer> = {
  process: BoundedProcess
  entry: Entry<Answer> | null
  isReady: boolean
  timer: NodeJS.Timeout
  idleTimer?: NodeJS.Timeout | undefined
  reads: ReturnType<typeof createReads>
}

const STOPPING = { ok: false, reason: 'unavailable', why: 'the server is stopping' } as const
const CANCELLED = { ok: false, reason: 'cancelled', why: 'nobody waits for it any more' } as const

const fromChild = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), facts: z.string().max(200) }),
  askedRead.extend({ kind: z.literal('read') }),
  z.object({ kind: z.literal('answer'), answer: z.unknown() }),
  z.object({ kind: z.literal('failed'), reason: z.enum(FAILED_REASONS), why: z.string().max(300) }),
])

export type ProcessPool<JobOf, Answer> = ReturnType<typeof createProcessPool<JobOf, Answer>>

export function createProcessPool<JobOf, Answer>(options: PoolOptions<Answer>) {
  const { name, log, startLimitMs, idleLimitMs = Infinity, keptMs, tries = 1 } = options
  const queue = createFairQueue<Job<Answer>>({
    maxWaiting: options.maxWaiting,
    maxWaitingOfOne: options.maxWaitingOfOne ?? options.maxWaiting,
  })
  const members = new Set<Member<Answer>>()
  const leaving = new Set<Promise<unknown>>()
  const started = Promise.withResolvers<string>()
  // heard by whoever asks for it
  started.promise.catch(() => {})
  let facts: string | undefined
  /** processes that are about to be started */
  let coming = 0
  let isClosed = false

  const tellAhead = (): void => queue.inOrder().forEach(({ options: it }, ahead) => it.onAhead?.(ahead + 1))

  /** Hands out what waits: to a process that is free, or to a new one. */
  function proceed(): void {
    for (;;) {
      const free = [...members].find(({ isReady, entry }) => isReady && entry === null)
      if (isClosed || (!free && members.size + coming >= options.processes)) break
      const entry = queue.take()
      if (!entry) break
      if (free) give(free, entry)
      else void startMember(entry)
      entry.job.options.onAhead?.(0)
      tellAhead()
    }
  }

  async function startMember(entry: Entry<Answer> | null): Promise<void> {
    coming++
    const confinement = await findConfinement()
    coming--
    if (isClosed) return void (entry && settle(entry, STOPPING))
    if (entry?.job.options.signal?.aborted) return settle(entry, CANCELLED)
    const output = entry?.job.options.output
    const process = startBoundedProcess({
      script: options.script,
      confinement,
      limits: { ...options.limits, outputMaxBytes: output?.maxBytes ?? 0 },
      answerMaxBytes: options.answerMaxBytes,
      niceness: options.niceness,
      output: output?.file ?? null,
      onMessage: (message) => hear(member, message),
      onDied: (died, why) => lose(member, died, why),
      onPrinted: (text) => log.warn({ pool: name, text }, 'a process printed'),
    })
    const timer = setTimeout(() => lose(member, 'tookTooLong', 'it did not become ready'), startLimitMs)
    const member: Member<Answer> = { process, entry, isReady: false, timer, reads: createReads(null, async () => {}) }
    members.add(member)
  }

  /** The next job of a process that is ready. */
  function give(member: Member<Answer>, entry: Entry<Answer>): void {
    const { job, options: it } = entry.job
    member.entry = entry
    clearTimeout(member.idleTimer)
    member.process.setWaitedFor(true)
    const reply = async (id: number, bytes: Uint8Array | null, failure: string | null): Promise<void> => {
      await member.process.send({ kind: 'read', id, failure } satisfies ToChild<unknown>, bytes ?? undefined)
      rest(member)
    }
    member.reads = createReads(it.readable ?? null, reply)
    member.timer = setTimeout(() => lose(member, 'tookTooLong', `not done after ${it.limitMs} ms`), it.limitMs)
    rest(member)
    void member.process.send({ kind: 'job', job } satisfies ToChild<unknown>, it.bytes)
  }

  /** It has what it asked for: from now on it is to do something with that. */
  function rest(member: Member<Answer>): void {
    clearTimeout(member.idleTimer)
    if (idleLimitMs === Infinity || !members.has(member) || member.entry === null) return
    member.idleTimer = setTimeout(
      () => lose(member, 'tookTooLong', `it did nothing for ${idleLimitMs} ms`),
      idleLimitMs,
    )
  }

  function hear(member: Member<Answer>, said: unknown): void {
    if (!members.has(member)) return
    const parsed = fromChild.safeParse(said)
    if (!parsed.success) return lose(member, 'crashed', 'it says what none of ours says')
    const message = parsed.data
    if (message.kind === 'ready') return becomeReady(member, message.facts)
    if (member.entry === null) return lose(member, 'crashed', 'it speaks without a job')
    if (message.kind === 'read') {
      // the store's time is not the process's
      clearTimeout(member.idleTimer)
      if (!member.reads.answer(message)) lose(member, 'crashed', 'it asks for bytes that are not for it')
      return
    }
    if (message.kind === 'failed') {
      const reason = member.reads.hasFailed() ? 'unavailable' : message.reason
      return finish(member, { ok: false, reason, why: message.why }, false)
    }
    const answer = options.answer.safeParse(message.answer)
    if (!answer.success) return lose(member, 'crashed', 'it answers what none of ours answers')
    finish(member, { ok: true, value: answer.data }, keptMs > 0)
  }

  function becomeReady(member: Member<Answer>, said: string): void {
    clearTimeout(member.timer)
    facts ??= said
    if (said !== facts || member.isReady) return lose(member, 'crashed', 'it is not what the first one was')
    member.isReady = true
    started.resolve(facts)
    const { entry } = member
    if (entry) return give(member, entry)
    keep(member)
    proceed()
  }

  /** A job has its answer. Only a process that gave one is used again. */
  function finish(member: Member<Answer>, result: PoolResult<Answer>, isKept: boolean): void {
    const { entry } = member
    clearTimeout(member.timer)
    clearTimeout(member.idleTimer)
    member.reads.end()
    member.entry = null
    if (isKept) keep(member)
    else leave(member)
    // an asker may look at what the process wrote once it is gone
    if (entry) void (isKept ? Promise.resolve() : member.process.gone).then(() => settle(entry, result))
    proceed()
  }

  function settle(entry: Entry<Answer>, result: PoolResult<Answer>): void {
    queue.done(entry)
    entry.job.resolve(result)
    proceed()
  }

  function keep(member: Member<Answer>): void {
    member.process.setWaitedFor(false)
    if (keptMs !== Infinity) member.idleTimer = setTimeout(() => leave(member), keptMs).unref()
  }

  function leave(member: Member<Answer>): void {
    members.delete(member)
    clearTimeout(member.timer)
    clearTimeout(member.idleTimer)
    member.reads.end()
    member.process.end()
    const gone: Promise<unknown> = member.process.gone.finally(() => leaving.delete(gone))
    leaving.add(gone)
  }

  /** Takes a process out for good; its job goes to the front if it has a try left. */
  function lose(member: Member<Answer>, reason: 'tooLarge' | 'tookTooLong' | 'crashed', why: string): void {
    if (!members.has(member)) return
    leave(member)
    const { entry, isReady } = member
    log.warn({ pool: name, reason, why, wasReady: isReady, hadJob: entry !== null }, 'a process was ended')
    void member.process.gone.then(() => {
      if (!isReady) started.reject(new Error(`a process of ${name} did not start: ${why}`))
      if (entry) again(entry, { ok: false, reason: isReady ? reason : 'unavailable', why })
      // another would start no better: what waits is told at once
      if (!isReady && members.size + coming === 0) turnAwayAll(why)
      proceed()
    })
  }

  function again(entry: Entry<Answer>, result: PoolResult<Answer>): void {
    entry.job.triesLeft--
    const isTriedAgain = entry.job.triesLeft > 0 && !isClosed && !entry.job.options.signal?.aborted
    if (!isTriedAgain || (!result.ok && ['tooLarge', 'unavailable'].includes(result.reason)))
      return settle(entry, result)
    queue.done(entry)
    queue.putBack(entry)
    tellAhead()
  }

  function turnAwayAll(why: string): void {
    for (const entry of queue.clear()) entry.job.resolve({ ok: false, reason: 'unavailable', why })
  }

  return {
    /** What the first process says of itself. @throws Error when none starts: something is missing in the installation */
    ready(): Promise<string> {
      if (members.size + coming === 0 && facts === undefined && !isClosed) void startMember(null)
      return started.promise
    },

    run(job: JobOf, it: JobOptions): Promise<PoolResult<Answer>> {
      if (isClosed) return Promise.resolve(STOPPING)
      return new Promise((resolve) => {
        if (it.signal?.aborted) return resolve(CANCELLED)
        const entry = queue.add({ job, options: it, triesLeft: tries, resolve }, it.of ?? null)
        if (!entry) return resolve({ ok: false, reason: 'busy', why: 'too many wait' })
        it.signal?.addEventListener('abort', () => {
          if (queue.remove(entry)) return resolve(CANCELLED)
          const member = [...members].find((one) => one.entry === entry)
          if (member) finish(member, CANCELLED, false)
        })
        proceed()
        const ahead = queue.inOrder().indexOf(entry.job)
        if (ahead >= 0) it.onAhead?.(ahead + 1)
      })
    },

    isBusy: (): boolean => [...members].some(({ entry }) => entry !== null),

    /** Ends all processes; what waits is answered `unavailable`. */
    async close(): Promise<void> {
      isClosed = true
      turnAwayAll(STOPPING.why)
      for (const member of members) {
        const { entry } = member
        leave(member)
        if (entry) void member.process.gone.then(() => settle(entry, STOPPING))
      }
      await Promise.all(leaving)
    },
  }
}
