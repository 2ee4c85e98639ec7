// Owns: looking whether the store still holds what the rows of all parts promise, and saying what is missing.
// Never changes anything: whether little enough is missing to go on is decided by whoever asked.
import type { PartId } from '@zhishi/core/ids'
import type { BlobStore } from '../../platform/blob-store/blob-store.ts'
import { HOW_TO_ACCEPT } from '../../platform/blob-store/open.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Log } from '../faults.ts'
import { FEW_PARTS } from './losses.ts'
import { keyOf, loadPartsAfter, type Part } from '../repo.ts'

/** Rows read in one go, each with one stat: some tens of milliseconds. */
const STEP_PARTS = 500
/** Asked for at once, with connections to spare: at 20 ms an answer of an S3 store, 200,000 parts take ten minutes, not an hour. */
const ASKED_AT_ONCE = 8

export type ShortParts = {
  checked: number
  /** parts of which the store holds less than was acknowledged */
  short: number
  /** those of them of which it holds nothing */
  missing: number
  /** acknowledged bytes that are not there */
  missingBytes: number
  /** the first short ones */
  few: PartId[]
  /** parts whose bytes could not be asked for */
  unread: PartId[]
}

export const isTooMuch = ({ short }: ShortParts): boolean => short > FEW_PARTS

/** All parts, in order of id, some at once. */
export async function walkParts(
  db: Database,
  visit: (part: Part) => Promise<void>,
  { atOnce = ASKED_AT_ONCE, load = loadPartsAfter } = {},
): Promise<void> {
  for (let after: PartId | null = null; ;) {
    const step: Part[] = await load(db, after, STEP_PARTS)
    for (let from = 0; from < step.length; from += atOnce) await Promise.all(step.slice(from, from + atOnce).map(visit))
    const last = step.at(-1)
    if (!last || step.length < STEP_PARTS) return
    after = last.id
  }
}

/** Compares the lengths of all parts. A part whose blob cannot be asked is logged and named in `unread`. */
export async function countShortParts(options: { db: Database; blobStore: BlobStore; log: Log }): Promise<ShortParts> {
  const look: ShortParts = { checked: 0, short: 0, missing: 0, missingBytes: 0, few: [], unread: [] }
  await walkParts(options.db, async (part) => {
    look.checked += 1
    if (part.bytes === 0) return
    const size = await sizeOf(options, part)
    if (size === null) look.unread.push(part.id)
    else if (size < part.bytes) {
      look.short += 1
      if (size === 0) look.missing += 1
      look.missingBytes += part.bytes - size
      if (look.few.length < FEW_PARTS) look.few.push(part.id)
    }
  })
  return look
}

/** Null: it cannot be asked for now. */
export async function sizeOf(options: { blobStore: BlobStore; log: Log }, part: Part): Promise<number | null> {
  try {
    return await options.blobStore.size(keyOf(part))
  } catch (error) {
    options.log.error({ err: error, partId: part.id }, 'the bytes of a part cannot be asked for')
    return null
  }
}

/** For whoever starts the server. `isMarked`: the place is known to be the right one, whatever lies there. */
export function describeShort(
  { checked, short, missing, missingBytes, unread }: ShortParts,
  options: { place: string; isMarked: boolean },
): string {
  const reason = options.isMarked
    ? 'So much is not lost by a broken disk sector. Most often an older copy is mounted there, or files were deleted or not restored.'
    : 'This start would be the first to mark that place as the one of this database, and does so only where everything is there. Most often the volume is not mounted, or --data or --blobs name another place.'
  return [
    `${short} of ${checked} parts are shorter in ${options.place} than the database says: ${missing} are not there at all, and ${missingBytes} bytes are missing.` +
      (unread.length > 0 ? ` ${unread.length} could not be asked for.` : ''),
    reason,
    'Nothing was changed. Put the recordings back and start again.',
    `If they are gone for good: ${HOW_TO_ACCEPT}; devices then send again what they still hold.`,
  ].join('\n')
}
