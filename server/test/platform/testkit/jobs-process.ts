// Owns: a process that takes up a job and never ends it, so that a test can kill it in the middle.
// Never used outside tests.
import { systemClock } from '../../../src/platform/clock.ts'
import { openDatabase } from '../../../src/platform/database/database.ts'
import { createJobs } from '../../../src/platform/jobs/jobs.ts'
import { SAMPLE } from './sample-job.ts'

const [, , url = ''] = process.argv
const { db } = openDatabase(url, () => {})
const jobs = createJobs({ db, clock: systemClock, log: { warn: () => {}, error: () => {} } })
jobs.handle(SAMPLE, ({ what }) => {
  process.send?.(what)
  return new Promise(() => {})
})
await jobs.start()
