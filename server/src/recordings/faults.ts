// Owns: which faults of disk and database become a clean refusal: the disk is full, the disk or the database cannot be asked.
// Never hides a bug: anything else goes on being thrown. Whatever is refused here was not acknowledged.
import type { FastifyBaseLogger } from 'fastify'
import { refuse, type Refusal, type Result } from '@zhishi/core/refusal'
import { BlobStoreError } from '../platform/blob-store/blob-store.ts'
import { isDatabaseGone } from '../platform/database/database.ts'

export type Log = Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>

/** A quarter of the longest pause between two tries of a client (8 s, docs/recording.md#transfer). */
const RETRY_AFTER_S = 2

export function refusalOfFault(error: unknown): Refusal | null {
  if (error instanceof BlobStoreError && error.code === 'storageFull') return { code: 'storageFull' }
  if (error instanceof BlobStoreError || isDatabaseGone(error))
    return { code: 'unavailable', retryAfterS: RETRY_AFTER_S }
  return null
}

/** Runs the work; such a fault is logged once and becomes a refusal. */
export async function guarded<T>(log: Log, doing: string, work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    return await work()
  } catch (error) {
    const refusal = refusalOfFault(error)
    if (!refusal) throw error
    log.warn({ err: error, refusal: refusal.code }, `${doing}: refused`)
    const { code, ...facts } = refusal
    return refuse(code, facts)
  }
}
