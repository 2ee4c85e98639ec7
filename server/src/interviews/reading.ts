// Owns: reading interview files from outside in a process of their own: a file of one MiB can keep a parser busy for seconds, and in
// this process nobody would be answered meanwhile. Says in words why a file was not read.
import { z } from 'zod'
import type { InterviewDocument } from '@zhishi/core/interview'
import { createProcessPool, type PoolLog, type ProcessFault } from '../platform/bounded-process/process-pool.ts'
import type { FileProblem } from './document.ts'

/** `found`: what is wrong with a file that was read before, whose places are asked for. */
export type ReadingJob = { found: readonly Found[] | null }
export type ReadingAnswer = { ok: true; document: InterviewDocument } | { ok: false; problems: FileProblem[] }
export type Found = { path: (string | number)[]; message: string }

/** A roster of 20,000 people takes some 10 s of a free core. */
const LIMIT_MS = 60_000
const START_LIMIT_MS = 30_000
/** Whoever edits a file hands it in a few times. */
const KEPT_MS = 30_000
/** Each waits a minute at most. */
const MAX_WAITING = 4
/** A file of 16 MiB, and what JSON adds to it. */
const ANSWER_MAX_BYTES = 32 * 1024 * 1024

const WORDS: Record<ProcessFault, string> = {
  busy: 'other files are being read; this one was not looked at. Hand it in again in a minute',
  tooLarge:
    'reading the file needs more memory than any interview needs: it is nested too deeply or has too many entries',
  tookTooLong: `reading the file was not done after ${LIMIT_MS / 1000} s: it is nested too deeply or has too many entries`,
  notReadable: 'the file cannot be read',
  crashed: 'what reads files stopped at this one: it is nested too deeply or has too many entries',
  unavailable: 'the server cannot read files at the moment; this one was not looked at. Hand it in again in a minute',
  cancelled: 'the file was not read',
}

const answer = z.custom<ReadingAnswer>((it) => typeof it === 'object' && it !== null && 'ok' in it)

export function createReading(log: PoolLog) {
  const pool = createProcessPool<ReadingJob, ReadingAnswer>({
    name: 'interview files',
    script: new URL('./document.process.ts', import.meta.url),
    // checked whole in the process, by the same schema; a parser in JavaScript cannot be made to say anything else
    answer,
    answerMaxBytes: ANSWER_MAX_BYTES,
    processes: 1,
    maxWaiting: MAX_WAITING,
    keptMs: KEPT_MS,
    startLimitMs: START_LIMIT_MS,
    limits: { heapMB: 768, memoryMaxBytes: 1024 * 1024 * 1024, mayLoadAddons: false },
    niceness: 5,
    log,
  })
  async function run(bytes: Uint8Array, found: ReadingJob['found']): Promise<ReadingAnswer> {
    const done = await pool.run({ found }, { bytes, limitMs: LIMIT_MS })
    return done.ok
      ? done.value
      : { ok: false, problems: [{ line: 1, column: 1, path: '', message: WORDS[done.reason] }] }
  }
  return {
    read: (bytes: Uint8Array): Promise<ReadingAnswer> => run(bytes, null),
    /** Where in the file stands what was found wrong with it, in the order of `found`; without lines where it cannot be read now. */
    async place(bytes: Uint8Array, found: readonly Found[]): Promise<FileProblem[]> {
      const placed = await run(bytes, found)
      if (!placed.ok && placed.problems.length === found.length) return placed.problems
      return found.map(({ path, message }) => ({ line: 1, column: 1, path: path.join('.'), message }))
    },
    close: pool.close,
  }
}
