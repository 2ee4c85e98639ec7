// Owns: opening the blob store that was chosen at start, and refusing one that cannot keep what it is given.
// Never starts on a store that cannot put, read, list and remove, nor in a place that is not this installation's; changes
// nothing before that is sure, and never prints a secret.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Registry } from 'prom-client'
import type { Clock, Random } from '../clock.ts'
import type { Database } from '../database/database.ts'
import { countParts, loadInstallation, noteBlobsAt, type Installation } from '../database/installation.ts'
import { BlobStoreError, type BlobStore } from './blob-store.ts'
import type { Keys } from '../keys.ts'
import { unreachedHint } from '../unreached-hint.ts'
import { createBucket, type Bucket } from './bucket.ts'
import { createDiskStore, type Files } from './disk-store.ts'
import { createEncryptedDisk } from './encrypted-disk.ts'
import { createDataKeys } from './interview-keys.ts'
import { installationName, judgeMarker, MARKER_NAME, markerText, type MarkerVerdict } from './marker.ts'
import type { S3Choice, S3Location } from './s3-location.ts'
import { createS3Store } from './s3-store.ts'

export type BlobsRefusal = {
  ok: false
  reason: 'blobsUnreachable' | 'blobsElsewhere' | 'blobsUnmarked' | 'blobsForeign'
  message: string
}

/** A store in its place, before anybody has looked at it. */
export type LocatedStore = {
  blobStore: BlobStore
  /** the place for people: a directory, or `s3://bucket/prefix` */
  place: string
  /** as the database notes it */
  notedAs: string
  bucket: { bucket: Bucket; place: S3Location } | null
}

export type OpenedBlobs = {
  ok: true
  blobStore: BlobStore
  place: string
  /** false: of recordings from before there were markers; to be marked once all bytes are seen to be there */
  isMarked: boolean
  mark(): Promise<void>
}

type Parts = {
  db: Database
  /** what appends wait for; an S3 store asks `db` alone */
  receiptsDb: Database
  keys: Keys
  dataDirectory: string
  /** under the disk store: the system's own unless a development build brings others */
  files?: Files
  clock: Clock
  random: Random
  registry: Registry
  log: { warn: (facts: object, message: string) => void }
}

/** How the place of the disk store is noted. */
const DISK = 'disk'
/** Beside the attempts, whose names are UUIDs. */
const CHECK_FOLDER = 'start-check/'

/** How to go on where recordings are missing for good. */
export const HOW_TO_ACCEPT =
  'npm run verify -- --store --lengths (with the same --data, --keys and --blobs) lists what is missing and says how to accept it'

/** Asks nothing of the store yet. @param choice null: on the local disk */
export function locateStore(choice: S3Choice | null, installed: Installation, options: Parts): LocatedStore {
  const marker = markerText(installationName(installed))
  const dataKeys = createDataKeys({ ...options, db: options.receiptsDb })
  if (choice === null) {
    const blobStore = createEncryptedDisk({ ...options, dataKeys, disk: createDiskStore({ ...options, marker }) })
    return { blobStore, place: join(options.dataDirectory, 'blobs'), notedAs: DISK, bucket: null }
  }
  const { place } = choice
  const bucket = createBucket({ ...options, ...choice })
  const blobStore = createS3Store({ ...options, dataKeys, bucket, marker, name: place.name })
  return { blobStore, place: place.name, notedAs: place.name, bucket: { bucket, place } }
}

/** Whose marker lies in the place. Throws {@link BlobStoreError} `unavailable` where it cannot be read. */
export async function markerIn({ blobStore }: LocatedStore, installed: Installation): Promise<MarkerVerdict> {
  return judgeMarker(await blobStore.readMarker(), markerText(installationName(installed)))
}

/** @param choice null: on the local disk */
export async function openBlobStore(choice: S3Choice | null, options: Parts): Promise<OpenedBlobs | BlobsRefusal> {
  const { db, clock, random } = options
  const installed = await loadInstallation(db)
  if (!installed) throw new Error('the installation is noted before its recordings are opened')
  const placed = locateStore(choice, installed, options)
  const { blobStore, place, notedAs, bucket } = placed
  const counted = await countParts(db)
  const elsewhere = refuseElsewhere(placed, installed, counted.announced)
  if (elsewhere) return elsewhere
  const markedAt = installed.blobsAt === notedAs ? installed.blobsMarkedAt : null
  try {
    const found = await markerIn(placed, installed)
    if (found === 'foreign' || found === 'damaged') return foreign(place, found)
    if (found === 'missing' && markedAt !== null) return unmarked(place, counted.acknowledged)
    if (found === 'missing' && counted.acknowledged === 0 && (await holdsBlobs(blobStore))) return unknown(place)
    const refusal = bucket && (await tryBucket(bucket.bucket, bucket.place, random.uuid()))
    if (refusal) return refusal
    const mark = async () => {
      if (found === 'missing') await blobStore.writeMarker()
      await noteBlobsAt(db, notedAs, markedAt ?? clock.now())
    }
    const isMarked = found === 'own' || counted.acknowledged === 0
    if (isMarked) await mark()
    return { ok: true, blobStore, place, isMarked, mark }
  } catch (error) {
    if (!(error instanceof BlobStoreError)) throw error
    return unreachable(placed, innermost(error))
  }
}

async function holdsBlobs(blobStore: BlobStore): Promise<boolean> {
  for await (const _ of blobStore.list()) return true
  return false
}

/** Null: they are kept in this place, or there are none yet. @param parts how many were ever announced */
export function refuseElsewhere(
  { notedAs }: LocatedStore,
  { blobsAt: held }: Installation,
  parts: number,
): BlobsRefusal | null {
  if (held === notedAs || held === null || parts === 0) return null
  const how = held === DISK ? 'in the data directory: leave out --blobs' : `in ${held}: name it with --blobs`
  return no('blobsElsewhere', `The recordings of this database are kept ${how}. Nothing was changed.`)
}

export function foreign(place: string, found: 'foreign' | 'damaged'): BlobsRefusal {
  const whose =
    found === 'foreign'
      ? `${place} holds the recordings of another installation: its ${MARKER_NAME} names another one than this database.`
      : `${MARKER_NAME} in ${place}, which says whose recordings lie there, cannot be understood: it is damaged, or not ours.`
  const how =
    found === 'foreign'
      ? 'Name the place of this one with --data or --blobs, or the database of that one.'
      : `Name the right place with --data or --blobs, or put the file back from a backup. If this is the right place, move the file away; then ${HOW_TO_ACCEPT}.`
  return no('blobsForeign', `${whose} Nothing was changed. ${how}`)
}

function unknown(place: string): BlobsRefusal {
  return no(
    'blobsForeign',
    `${place} holds recordings, and this database knows of none: they are another installation's, or the database is a new one. Nothing was changed. Name the right place with --data or --blobs, or the right database; or move these recordings away first.`,
  )
}

function unmarked(place: string, parts: number): BlobsRefusal {
  return no(
    'blobsUnmarked',
    `The recordings of this database (${parts} parts) lie in ${place}, but ${MARKER_NAME} is not there. A volume that is not mounted looks like this, and so does a bucket that was emptied. Nothing was changed, and nothing is lost by this start. Mount the volume, or name the right place with --data or --blobs, and start again. If this is the right place and the recordings are gone: ${HOW_TO_ACCEPT}.`,
  )
}

function unreachable({ place, bucket }: LocatedStore, why: string): BlobsRefusal {
  const how = bucket
    ? `${place} at ${bucket.place.url} (${why}). ${hintOf(why)}`
    : `${place} (${why}). Look at the disk and at who may write there. Nothing was changed.`
  return no('blobsUnreachable', `Recordings cannot be kept in ${how}`)
}

function no(reason: BlobsRefusal['reason'], message: string): BlobsRefusal {
  return { ok: false, reason, message }
}

/** Null: all is well. */
async function tryBucket(bucket: Bucket, place: S3Location, id: string): Promise<BlobsRefusal | null> {
  const name = CHECK_FOLDER + id
  const bytes = Buffer.from(id)
  await bucket.put(name, bytes, createHash('sha256').update(bytes).digest())
  const read = await bucket.get(name, { from: 0, to: bytes.length })
  let isListed = false
  for await (const listed of bucket.list(name)) isListed ||= listed.name === name
  await bucket.remove(name)
  if (isListed && read !== null && bytes.equals(read)) return null
  const why = 'an object that was put could not be read or listed at once'
  return no('blobsUnreachable', `Recordings cannot be kept in ${place.name} at ${place.url} (${why}). ${hintOf(why)}`)
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
