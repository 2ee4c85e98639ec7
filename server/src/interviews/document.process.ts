// Owns: reading an interview file from outside in a bounded process. Keeps nothing of one file for the next.
import { serveJobs } from '../platform/bounded-process/child.ts'
import { parseInterviewFile } from './document.ts'
import type { ReadingAnswer, ReadingJob } from './reading.ts'

serveJobs(async ({ found }: ReadingJob, { bytes }): Promise<ReadingAnswer> => {
  const read = parseInterviewFile(bytes)
  if (!read.ok) return read
  if (found === null) return { ok: true, document: read.document }
  return { ok: false, problems: found.map(({ path, message }) => read.problemAt(path, message)) }
})
