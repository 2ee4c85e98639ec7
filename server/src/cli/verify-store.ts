// Owns: `npm run verify -- --store`: reads everything in the store of a server and compares it with the database; and, by
// --accept-loss, the only way by which more than a few parts are written down as lost.
// Never changes anything without --accept-loss, and then only when exactly as many parts are concerned as were named.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Registry } from 'prom-client'
import { createAuditService } from '../audit/service.ts'
import { parseConfig, type Config } from '../config.ts'
import { BlobStoreError, type BlobKey } from '../platform/blob-store/blob-store.ts'
import { foreign, markerIn, locateStore, refuseElsewhere, type LocatedStore } from '../platform/blob-store/open.ts'
import { systemClock, systemRandom } from '../platform/clock.ts'
import { openDatabase, type Database } from '../platform/database/database.ts'
import { countParts, loadInstallation, noteBlobsAt } from '../platform/database/installation.ts'
import { createLog } from '../platform/log.ts'
import { joinDatabase } from '../platform/database/obtain-database.ts'
import { hasKeys, loadKeys } from '../platform/keys.ts'
import {
  acceptLosses,
  checkStore,
  findUnnamed,
  removeUnnamed,
  type Finding,
  type Progress,
} from '../recordings/service.ts'

/** Somebody who waits sees that it goes on. */
const PROGRESS_EVERY_MS = 5000
const MB = 1_000_000
/** SQLSTATE: no such column, no such table: a database of an older version, or of none. */
const OLDER = new Set(['42703', '42P01'])
export const OLDER_TEXT =
  'The database is of an older version, or no server has started on it yet: start the server once.'

const say = (text: string): void => void process.stdout.write(`${text}\n`)
const tell = (text: string): void => void process.stderr.write(`${text}\n`)

type Asked = { isWhole: boolean; accepted: number | null; removed: number | null }

export async function verifyStore(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      store: { type: 'boolean' },
      lengths: { type: 'boolean', default: false },
      'accept-loss': { type: 'string' },
      'remove-unnamed': { type: 'string' },
      data: { type: 'string' },
      keys: { type: 'string' },
      blobs: { type: 'string' },
    },
  })
  const named = values['accept-loss']
  if (named !== undefined && !/^\d+$/.test(named)) throw new Error('--accept-loss names a number of parts')
  const unwanted = values['remove-unnamed']
  if (unwanted !== undefined && !/^\d+$/.test(unwanted)) throw new Error('--remove-unnamed names a number of blobs')
  const asked = {
    isWhole: !values.lengths,
    accepted: named === undefined ? null : Number(named),
    removed: unwanted === undefined ? null : Number(unwanted),
  }
  const places = (['data', 'keys', 'blobs'] as const).flatMap((name) =>
    values[name] ? [`--${name}`, values[name]] : [],
  )
  const parsed = parseConfig(places, process.env)
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const { config } = parsed
  if (config.databaseUrl === null && !existsSync(join(config.dataDirectory, 'postgres')))
    throw new Error(`There is no database in ${config.dataDirectory}: name the directory of the server with --data.`)
  const log = createLog('fatal')
  const obtained = await joinDatabase(config, { log, random: systemRandom })
  if (!obtained.ok) throw new Error(obtained.message)
  const database = openDatabase(obtained.url, () => {})
  try {
    return await verify(database.db, config, asked)
  } catch (error) {
    if (error instanceof BlobStoreError)
      throw new Error(`The store cannot be read: ${String(error.cause)}`, { cause: error })
    throw isOlder(error) ? new Error(OLDER_TEXT, { cause: error }) : error
  } finally {
    await database.close()
    await obtained.stop()
  }
}

export function isOlder(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return typeof cause === 'object' && cause !== null && 'code' in cause && OLDER.has(String(cause.code))
}

async function verify(db: Database, config: Config, asked: Asked): Promise<number> {
  const installed = await loadInstallation(db)
  if (!installed) throw new Error('No server has started on this database yet: there is nothing to look at.')
  const keys = hasKeys(config.keysDirectory) ? loadKeys(config.keysDirectory, systemRandom) : null
  if (keys?.masterKeyId !== installed.masterKeyId)
    throw new Error(
      `The keys of this database are not in ${config.keysDirectory}: name their directory with --keys. Recordings are encrypted, and cannot be read without them.`,
    )
  const placed = locateStore(config.blobs, installed, {
    db,
    receiptsDb: db,
    keys,
    dataDirectory: config.dataDirectory,
    clock: systemClock,
    random: systemRandom,
    registry: new Registry(),
    log: { warn: () => {} },
  })
  const { announced } = await countParts(db)
  const elsewhere = refuseElsewhere(placed, installed, announced)
  if (elsewhere) throw new Error(elsewhere.message)
  const marker = await markerIn(placed, installed)
  if (marker === 'foreign' || marker === 'damaged') throw new Error(foreign(placed.place, marker).message)
  const isMarked = marker === 'own'
  say(
    `store: ${placed.place}, ${isMarked ? 'marked as the one of this database' : 'WITHOUT the marker of this database'}`,
  )

  const findings: Finding[] = []
  const progress = showProgress(announced)
  const looked = await checkStore({ db, blobStore: placed.blobStore }, asked, {
    finding(found) {
      findings.push(found)
      say(sayFinding(found))
    },
    progress,
  })
  const unnamed: BlobKey[] = []
  await findUnnamed({ db, blobStore: placed.blobStore }, (key) => {
    unnamed.push(key)
    say(`no row names ${placed.blobStore.whereIs(key)}`)
  })
  say(
    `${looked.parts} parts of ${(looked.bytes / MB).toFixed(1)} MB, ${asked.isWhole ? 'all of it read' : 'by their lengths'}: ` +
      `${looked.findings} not as they should be, ${unnamed.length} blob(s) that no row names${asked.removed === null ? ' (they are left as they are)' : ''}`,
  )
  if (looked.awaited > 0)
    say(`${looked.awaited} parts lost bytes earlier: the next start takes them again where they are back`)
  if (asked.removed !== null) return remove(db, placed, { unnamed, asked: asked.removed, isMarked })
  const losses = findings.filter(({ loss }) => loss !== null)
  if (asked.accepted !== null) return accept(db, placed, { losses, asked: asked.accepted, isMarked })
  if (findings.length === 0 && isMarked) {
    if (unnamed.length > 0)
      say(`to remove what no row names: npm run verify -- --store --lengths --remove-unnamed ${unnamed.length}`)
    say(asked.isWhole ? 'all as it should be' : 'all lengths are as they should be')
    return 0
  }
  say(sayHow(findings, { ...asked, isMarked, place: placed.place }))
  return 1
}

async function remove(
  db: Database,
  placed: LocatedStore,
  options: { unnamed: readonly BlobKey[]; asked: number; isMarked: boolean },
): Promise<number> {
  if (!options.isMarked || options.unnamed.length !== options.asked) {
    tell(
      options.isMarked
        ? `${options.unnamed.length} blob(s) have no row, not ${options.asked}: nothing was removed. Look at them first.`
        : `${placed.place} is not marked as the store of this database: nothing was removed.`,
    )
    return 2
  }
  const audit = createAuditService({ db, clock: systemClock })
  const removed = await removeUnnamed(
    { db, blobStore: placed.blobStore, audit },
    { keys: options.unnamed, place: placed.place },
  )
  say(`${removed} blob(s) that no row named are removed`)
  return 0
}

async function accept(
  db: Database,
  placed: LocatedStore,
  options: { losses: readonly Finding[]; asked: number; isMarked: boolean },
): Promise<number> {
  if (options.losses.length !== options.asked) {
    tell(
      `${options.losses.length} parts would be written down as lost, not ${options.asked}: nothing was changed. Look at them first.`,
    )
    return 2
  }
  const log = createLog('fatal')
  const audit = createAuditService({ db, clock: systemClock })
  await acceptLosses({ db, audit, log }, { findings: options.losses, place: placed.place })
  if (!options.isMarked) await placed.blobStore.writeMarker()
  await noteBlobsAt(db, placed.notedAs, systemClock.now())
  say(
    `accepted: ${options.losses.length} parts are written down as lost, in the audit log too, and ${placed.place} is marked. ` +
      'Start the server: devices send again what they still hold. Bytes that come back later are taken again by a start.',
  )
  return 0
}

function showProgress(total: number): (it: Progress) => void {
  let reportedAt = systemClock.monotonicMs()
  return ({ parts, bytes, findings }) => {
    const nowMs = systemClock.monotonicMs()
    if (nowMs - reportedAt < PROGRESS_EVERY_MS) return
    reportedAt = nowMs
    tell(`${parts} of ${total} parts, ${(bytes / MB).toFixed(0)} MB, ${findings} not as they should be`)
  }
}

function sayFinding({ part, found, goodBytes, where, why }: Finding): string {
  const says = {
    missing: 'MISSING: nothing is there',
    short: `SHORT: ends after ${goodBytes} bytes`,
    changed: `CHANGED: behind byte ${goodBytes} it is not what came in`,
    receiptDiffers: 'ROW DAMAGED: it contradicts its own receipt',
    unreadable: `UNREADABLE: ${why}`,
  }[found]
  const sealed = part.sealedAt === null ? 'not sealed' : `sealed ${new Date(part.sealedAt).toISOString()}`
  return `attempt ${part.attemptId}, ${part.line} ${part.number}, part ${part.id}: ${part.bytes} bytes, ${sealed}\n    ${says}\n    ${where}`
}

function sayHow(findings: readonly Finding[], options: Asked & { isMarked: boolean; place: string }): string {
  const count = findings.filter(({ loss }) => loss !== null).length
  const command = `npm run verify -- --store${options.isWhole ? '' : ' --lengths'} --accept-loss ${count}`
  const lines = ['What to do:']
  if (!options.isMarked)
    lines.push(
      `- If ${options.place} is not the right place: mount the volume, or name the place with --data or --blobs.`,
    )
  if (count > 0)
    lines.push(
      '- Put the files back from a backup or the volume they lie on, and start the server: it takes what is back.',
      `- Only where that cannot be done: "${command}" writes ${count} parts down as lost. Devices that still hold them send them again.`,
    )
  else if (!options.isMarked) lines.push(`- If it is the right place: "${command}" marks it, and nothing is lost.`)
  if (findings.some(({ found }) => found === 'unreadable'))
    lines.push('- What is unreadable is not lost yet: look at the disk or the store, and copy what can be read.')
  if (findings.some(({ found }) => found === 'receiptDiffers'))
    lines.push('- A damaged row is mended from a backup of the database; the bytes themselves are there.')
  return lines.join('\n')
}
