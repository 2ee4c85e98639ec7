// Owns: a few worker threads and a bounded queue before them. A thread that dies, hangs or fails is replaced, and its
// job is tried once more on another; then it is answered `unavailable`. Nobody waits for ever.
// Knows nothing of what the jobs are. Workers get no environment, so no secret of the server's.
import { type ResourceLimits, Worker } from 'node:worker_threads'

export type PoolLog = { warn(fields: object, message: string): void }

export type PoolOptions = {
  /** module of the worker: posts {kind: 'ready', facts} once, then {kind: 'answer', answer} for every message */
  script: URL
  workers: number
  /** jobs that may wait; the next one is answered `busy` */
  maxWaiting: number
  jobLimitMs: number
  startLimitMs: number
  resourceLimits: ResourceLimits
  log: PoolLog
}

export type PoolResult<Answer> = { ok: true; value: Answer } | { ok: false; reason: 'busy' | 'unavailable' }

export type WorkerPool<Job, Answer> = {
  /** what the first worker said of itself when it was ready; one that says otherwise is not used */
  facts: string
  /** `onAhead` must not throw: it is told how many are before this job, whenever that changes; 0: it is being done */
  run(job: Job, onAhead?: (ahead: number) => void): Promise<PoolResult<Answer>>
  close(): Promise<void>
}

type FromWorker<Answer> = { kind: 'ready'; facts: string } | { kind: 'answer'; answer: Answer }
type Entry<Job, Answer> = {
  job: Job
  triesLeft: number
  onAhead: (ahead: number) => void
  resolve: (result: PoolResult<Answer>) => void
}
type Member<Job, Answer> = { worker: Worker; entry: Entry<Job, Answer> | null; isReady: boolean; timer: NodeJS.Timeout }

/** A job gets this many workers, one after the other. */
const TRIES = 2

/**
 * Resolves when the first worker is ready.
 * @throws Error when it does not become ready: something is missing in the installation.
 */
export async function startWorkerPool<Job, Answer>(options: PoolOptions): Promise<WorkerPool<Job, Answer>> {
  const { log, jobLimitMs, startLimitMs } = options
  const waiting: Entry<Job, Answer>[] = []
  const members = new Set<Member<Job, Answer>>()
  const stopping = new Set<Promise<unknown>>()
  const started = Promise.withResolvers<string>()
  let facts: string | undefined
  let isClosed = false

  const tellAhead = () => waiting.forEach((entry, ahead) => entry.onAhead(ahead + 1))

  /** Starts what is missing and hands out what waits. */
  function proceed(): void {
    if (isClosed) return
    while (members.size < options.workers) startMember()
    for (const member of members) {
      if (!member.isReady || member.entry !== null) continue
      const entry = waiting.shift()
      if (entry === undefined) return
      member.entry = entry
      member.timer = setTimeout(() => lose(member, 'took too long'), jobLimitMs)
      member.worker.postMessage(entry.job)
      entry.onAhead(0)
      tellAhead()
    }
  }

  function startMember(): void {
    const worker = new Worker(options.script, {
      env: {},
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: options.resourceLimits,
    })
    const timer = setTimeout(() => lose(member, 'did not become ready'), startLimitMs)
    const member: Member<Job, Answer> = { worker, entry: null, isReady: false, timer }
    members.add(member)
    worker.on('message', (message: FromWorker<Answer>) => hear(member, message))
    worker.on('error', (error) => lose(member, error.message))
    worker.on('exit', () => lose(member, 'ended'))
    for (const output of [worker.stdout, worker.stderr]) {
      output.on('data', (bytes: Buffer) => log.warn({ text: bytes.toString().trim() }, 'a worker printed'))
    }
  }

  function hear(member: Member<Job, Answer>, message: FromWorker<Answer>): void {
    if (!members.has(member)) return
    clearTimeout(member.timer)
    if (message.kind === 'ready') {
      facts ??= message.facts
      if (message.facts !== facts) return lose(member, 'is not what the first one was')
      member.isReady = true
      started.resolve(facts)
    } else {
      member.entry?.resolve({ ok: true, value: message.answer })
      member.entry = null
    }
    proceed()
  }

  /** Takes a worker out for good; its job goes to the front of the queue if it has a try left. */
  function lose(member: Member<Job, Answer>, why: string): void {
    if (!members.delete(member)) return
    clearTimeout(member.timer)
    stop(member.worker)
    log.warn({ why, wasReady: member.isReady, hadJob: member.entry !== null }, 'a worker is replaced')
    const { entry } = member
    if (entry !== null) {
      entry.triesLeft--
      if (entry.triesLeft > 0) waiting.unshift(entry)
      else entry.resolve({ ok: false, reason: 'unavailable' })
      tellAhead()
    }
    if (member.isReady) return proceed()
    started.reject(new Error(`a worker of ${options.script.pathname} did not start: ${why}`))
    // starting it again at once would fail again; the next job tries
    if (members.size === 0) turnAwayAll()
  }

  function stop(worker: Worker): void {
    const stopped = worker.terminate().finally(() => stopping.delete(stopped))
    stopping.add(stopped)
  }

  function turnAwayAll(): void {
    for (const { resolve } of waiting.splice(0)) resolve({ ok: false, reason: 'unavailable' })
  }

  async function close(): Promise<void> {
    isClosed = true
    turnAwayAll()
    for (const member of members) {
      clearTimeout(member.timer)
      member.entry?.resolve({ ok: false, reason: 'unavailable' })
      stop(member.worker)
    }
    members.clear()
    await Promise.all(stopping)
  }

  proceed()
  try {
    return {
      facts: await started.promise,
      run(job, onAhead = () => {}) {
        if (isClosed) return Promise.resolve({ ok: false, reason: 'unavailable' })
        if (waiting.length >= options.maxWaiting) return Promise.resolve({ ok: false, reason: 'busy' })
        return new Promise((resolve) => {
          const entry = { job, triesLeft: TRIES, onAhead, resolve }
          waiting.push(entry)
          proceed()
          if (waiting.includes(entry)) onAhead(waiting.length)
        })
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
