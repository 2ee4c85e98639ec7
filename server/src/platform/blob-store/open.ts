// Owns: opening the blob store that was chosen at start, and refusing one that cannot keep what it is given.
// Never starts on a store that cannot put, read, list and remove, or on another one than holds the recordings that are
// there; never prints a secret.
import { createHash } from 'node:crypto'
import type { Registry } from 'prom-client'
import type { Clock, Random } from '../clock.ts'
import type { Database } from '../database/database.ts'
import { checkBlobsAt } from '../database/installation.ts'
import { BlobStoreError, type BlobStore } from './blob-store.ts'
import { unreachedHint } from '../unreached-hint.ts'
import { createBucket, type Bucket } from './bucket.ts'
import { createDiskStore, type Files } from './disk-store.ts'
import type { S3Choice, S3Place } from './s3-place.ts'
import { createS3Store } from './s3-store.ts'

export type BlobsRefusal = { ok: false; reason: 'blobsUnreachable' | 'blobsElsewhere'; message: string }

/** How the place of the disk store is noted. */
const DISK = 'disk'
/** Beside the attempts, whose names are UUIDs. */
const CHECK_FOLDER = 'start-check/'

/** @param choice null: on the local disk */
export async function openBlobStore(
  choice: S3Choice | null,
  it: {
    db: Database
    dataDirectory: string
    /** under the disk store: the system's own unless a development build brings others */
    files?: Files
    clock: Clock
    random: Random
    registry: Registry
    log: { warn: (facts: object, message: string) => void }
  },
): Promise<{ ok: true; blobStore: BlobStore } | BlobsRefusal> {
  if (choice === null) return (await refuseElsewhere(it.db, DISK)) ?? { ok: true, blobStore: createDiskStore(it) }
  const bucket = createBucket({ ...it, ...choice })
  const refusal =
    (await tryBucket(bucket, choice.place, it.random.uuid())) ?? (await refuseElsewhere(it.db, choice.place.name))
  return refusal ?? { ok: true, blobStore: createS3Store({ ...it, bucket }) }
}

async function refuseElsewhere(db: Database, name: string): Promise<BlobsRefusal | null> {
  const held = await checkBlobsAt(db, name)
  if (held === null) return null
  const how = held === DISK ? 'in the data directory: leave out --blobs' : `in ${held}: name it with --blobs`
  return {
    ok: false,
    reason: 'blobsElsewhere',
    message: `The recordings of this database are kept ${how}. Nothing was changed.`,
  }
}

/** Null: all is well. */
async function tryBucket(bucket: Bucket, place: S3Place, id: string): Promise<BlobsRefusal | null> {
  const name = CHECK_FOLDER + id
  const bytes = Buffer.from(id)
  const no = (why: string): BlobsRefusal => ({
    ok: false,
    reason: 'blobsUnreachable',
    message: `Recordings cannot be kept in ${place.name} at ${place.url} (${why}). ${hintOf(why)}`,
  })
  try {
    await bucket.put(name, bytes, createHash('sha256').update(bytes).digest())
    const read = await bucket.get(name, { from: 0, to: bytes.length })
    let isListed = false
    for await (const listed of bucket.list(name)) isListed ||= listed.name === name
    await bucket.remove(name)
    const isThere = isListed && read !== null && bytes.equals(read)
    return isThere ? null : no('an object that was put could not be read or listed at once')
  } catch (error) {
    if (!(error instanceof BlobStoreError)) throw error
    return no(innermost(error))
  }
}

/** What to do, by what the store answered (Amazon S3 API reference, error responses). */
function hintOf(why: string): string {
  if (/SignatureDoesNotMatch|InvalidAccessKeyId/.test(why)) return 'The credentials are not those of this store.'
  if (/RequestTimeTooSkewed/.test(why)) return 'The clock of this machine differs from that of the store.'
  if (/NoSuchBucket/.test(why)) return 'Make the bucket first, or mend its name in --blobs.'
  if (/AuthorizationHeaderMalformed|PermanentRedirect| 301/.test(why))
    return 'Name the region of the bucket in --blobs.'
  if (/ 403/.test(why))
    return 'These credentials must be allowed to put, get, list and delete objects under this prefix.'
  return (
    unreachedHint(why) ||
    'Look at --blobs and at the credentials, which must be allowed to put, get, list and delete objects.'
  )
}

/** Node says what is wrong in the cause of "fetch failed". */
function innermost(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0])
  if (error instanceof Error) return error.cause === undefined ? error.message : innermost(error.cause)
  return String(error)
}
