// Owns: the side of a bounded process: it takes jobs, one after the other, does them and answers. Loaded in such a process only.
// Never outlives its parent, and asks for bytes of no other blob than those of its job.
import { Socket } from 'node:net'
import { createFrameReader, writeFrame } from './frames.ts'
import { PORT_FD, READ_MAX_BYTES, type FailedReason, type FromChild, type ToChild } from './messages.ts'

export type ReadBlob = (blob: number, range: { from: number; to: number }) => Promise<Uint8Array>

/** What is thrown for what is asked of memory by a file, not by us. */
export class TooLargeError extends Error {
  override name = 'TooLargeError'
}

/** Of one job, with what it read. */
const FROM_PARENT = { messageMaxBytes: 2 ** 30, bytesMax: 2 ** 30 }
/** Of an error's message, which may hold what was parsed. */
const WHY_MAX_CHARACTERS = 300

/**
 * Does every job by `work`, whose errors say that a file cannot be read.
 * @param facts what the parent may want to know of this process before it is used
 */
export function serveJobs<Job, Answer>(
  work: (job: Job, it: { bytes: Uint8Array; read: ReadBlob }) => Promise<Answer>,
  facts = '',
): void {
  const port = new Socket({ fd: PORT_FD })
  const say = (message: FromChild<Answer>): void => void writeFrame(port, message)
  const waiting = new Map<number, { resolve(bytes: Uint8Array): void; reject(error: Error): void }>()
  let next = 0

  /** In pieces, as no read may be long. */
  const read: ReadBlob = async (blob, { from, to }) => {
    const whole = new Uint8Array(to - from)
    for (let at = from; at < to; at += READ_MAX_BYTES) {
      whole.set(await readPiece(blob, at, Math.min(at + READ_MAX_BYTES, to)), at - from)
    }
    return whole
  }
  function readPiece(blob: number, from: number, to: number): Promise<Uint8Array> {
    const id = next++
    say({ kind: 'read', id, blob, from, to })
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
  }

  async function answer(job: Job, bytes: Uint8Array): Promise<void> {
    try {
      say({ kind: 'answer', answer: await work(job, { bytes, read }) })
    } catch (error) {
      const why = (error instanceof Error ? error.message : String(error)).slice(0, WHY_MAX_CHARACTERS)
      say({ kind: 'failed', reason: reasonOf(error), why })
    }
  }

  const hear = createFrameReader(FROM_PARENT, (frame, bytes) => {
    const message = frame as ToChild<Job>
    if (message.kind === 'job') return void answer(message.job, bytes)
    const asked = waiting.get(message.id)
    waiting.delete(message.id)
    if (message.failure === null) asked?.resolve(bytes)
    else asked?.reject(new Error(message.failure))
  })
  port.on('data', hear)
  // whoever started it is gone
  port.on('close', () => process.exit(0))
  port.on('error', () => process.exit(0))
  // from a terminal it comes to all: it is the server that ends, and this with it
  process.on('SIGINT', () => {})
  say({ kind: 'ready', facts })
}

/** Of the system and of Node: it may hold no more, write no more; the disk is full. */
const REASON_BY_CODE: Record<string, FailedReason> = {
  ENOMEM: 'tooLarge',
  ERR_MEMORY_ALLOCATION_FAILED: 'tooLarge',
  EFBIG: 'tooLarge',
  ENOSPC: 'unavailable',
  EDQUOT: 'unavailable',
}

function reasonOf(error: unknown): FailedReason {
  if (error instanceof TooLargeError) return 'tooLarge'
  if (!(error instanceof Error)) return 'notReadable'
  // the engine's own words where memory is not given
  if (error instanceof RangeError && /allocation failed/i.test(error.message)) return 'tooLarge'
  const code = 'code' in error ? String(error.code) : ''
  return REASON_BY_CODE[code] ?? 'notReadable'
}
