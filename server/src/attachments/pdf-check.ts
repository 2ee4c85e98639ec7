// Owns: whether candidates will see what is in a PDF: it is opened by pdf.js, as their page does, in a thread of its own.
// Never draws it, and never lets a PDF from outside keep the server from its work: time and memory have a limit.
import { Worker } from 'node:worker_threads'

export const PDF_FAULTS = ['password', 'xfa', 'noPages', 'unreadable'] as const
export type PdfFault = (typeof PDF_FAULTS)[number]

/** 30 s: a scan of 20 MiB takes one on two busy cores; what takes longer would keep a candidate's page waiting too. */
const CHECK_LIMIT_MS = 30_000
/** MB of the thread's heap: ten times what the largest file that is allowed needs. */
const CHECK_HEAP_MB = 512

/** Null: it opens, without a password, and has pages of its own. */
export function faultOfPdf(bytes: Buffer): Promise<PdfFault | null> {
  const { promise, resolve } = Promise.withResolvers<PdfFault | null>()
  const worker = new Worker(new URL('./pdf-check.worker.ts', import.meta.url), {
    workerData: Uint8Array.from(bytes),
    execArgv: [],
    // no secret of the server is within reach of what parses foreign files
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: CHECK_HEAP_MB },
    stdout: true,
    stderr: true,
  })
  const limit = setTimeout(() => void worker.terminate(), CHECK_LIMIT_MS)
  worker.once('message', (fault: PdfFault | null) => resolve(fault))
  // out of memory, or a bug of the parser: the file cannot be shown
  worker.once('error', () => resolve('unreadable'))
  worker.once('exit', () => {
    clearTimeout(limit)
    resolve('unreadable')
  })
  return promise
}
