// Owns: the job that looks, once a day, for bytes in the store that no row names, and says so.
// Never removes one: a person does, by a command that names how many (cli/verify-store.ts).
import type { BlobStore } from '../../platform/blob-store/blob-store.ts'
import type { Database } from '../../platform/database/database.ts'
import type { JobHandler, JobKind } from '../../platform/jobs/jobs.ts'
import { findUnnamed } from './checking.ts'
import type { Log } from '../faults.ts'

const HOUR_S = 3600

export const SWEEP_STORE: JobKind<Record<string, never>> = {
  name: 'sweepStore',
  retries: 3,
  retryAfterS: 600,
  retryWithinS: HOUR_S,
  // 40,000 names a second on a disk, 1,000 a second in an S3 store: ten million of them there
  lastsAtMostS: 3 * HOUR_S,
  keptS: 7 * 24 * HOUR_S,
  keyOf: () => 'all',
  // at night in China, where nobody is interviewed
  cron: '17 19 * * *',
}

/** The log names the first of them, for whoever looks before they run the command that lists all. */
const NAMED_AT_MOST = 20

export function createStoreSweep(ports: {
  db: Database
  blobStore: BlobStore
  log: Log
}): JobHandler<Record<string, never>> {
  return async (_data, stopping) => {
    await ports.blobStore.checkMarker()
    const named: string[] = []
    const found = await findUnnamed(
      ports,
      (key) => {
        if (named.length < NAMED_AT_MOST) named.push(ports.blobStore.whereIs(key))
      },
      stopping,
    )
    if (found.unnamed > 0) {
      ports.log.warn(
        { ...found, named },
        'bytes lie in the store that no row names: npm run verify -- --store --lengths lists them and says how to remove them',
      )
    }
    return found
  }
}
