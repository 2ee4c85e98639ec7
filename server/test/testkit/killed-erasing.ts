// Owns: a server process that erases an attempt and stops after the first file is gone, so that a test can kill it there.
// Never used outside tests.
import nodeFiles from 'node:fs/promises'
import { join } from 'node:path'
import pino from 'pino'
import type { AttemptId } from '@zhishi/core/ids'
import { createAuditService } from '../../src/audit/service.ts'
import { createAsking } from '../../src/erasing/service.ts'
import { startServer } from '../../src/main.ts'
import { systemRandom } from '../../src/platform/clock.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import { createJobs } from '../../src/platform/jobs/jobs.ts'

const [, , databaseUrl = '', directory = '', attemptId = '', now = ''] = process.argv
const clock = { now: () => Number(now), monotonicMs: () => performance.now() }
let removed = 0
const rm: typeof nodeFiles.rm = async (path, options) => {
  if (!String(path).includes(join('blobs', attemptId))) return nodeFiles.rm(path, options)
  if (removed > 0) return new Promise(() => process.send?.('one file is gone'))
  await nodeFiles.rm(path, options)
  removed += 1
}
const log = pino({ level: 'fatal' })
const started = await startServer(
  {
    host: '127.0.0.1',
    port: 0,
    tls: null,
    publicUrl: null,
    databaseUrl,
    databaseOwnerUrl: null,
    isJson: true,
    metricsSecret: null,
    trustProxy: false,
    dataDirectory: join(directory, 'data'),
    keysDirectory: join(directory, 'keys'),
    blobs: null,
  },
  { clock, random: systemRandom, log, readDatabaseClock: async () => clock.now(), files: { ...nodeFiles, rm } },
)
if (!started.ok) throw new Error(started.message)
const { db } = openDatabase(databaseUrl, () => {})
const jobs = createJobs({ db, clock, log })
const ask = createAsking({ db, clock, random: systemRandom, audit: createAuditService({ db, clock }), jobs })
const asked = await ask({ attemptId: attemptId as AttemptId }, ['unsealed'], { role: 'commandLine', id: null })
if (!asked.ok) throw new Error(asked.refusal.code)
