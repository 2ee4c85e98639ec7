// Owns: comparing everything in the store with the rows: lengths, every byte by its digests, and blobs that no row names; and
// writing down as lost what a person has seen and accepted.
// Never changes anything while it looks, and keeps no more of a part in memory than one read and its digests.
import type { PartId } from '@zhishi/core/ids'
import { BLOCK_BYTES, toHex } from '@zhishi/core/recording'
import type { AuditService } from '../../audit/service.ts'
import { BlobStoreError, type BlobKey, type BlobStore } from '../../platform/blob-store/blob-store.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Log } from '../faults.ts'
import { blobShorter, blockChanged, recordLoss, type Loss } from './losses.ts'
import { keyOf, loadBlocks, loadKnown, loadPart, type Part } from '../repo.ts'
import { digestOfBytes } from './returning.ts'
import { walkParts } from './short-parts.ts'

/** While reading whole parts: each holds one read or one object, at most 4 MiB (tus-routes.ts). */
const READ_AT_ONCE = 4
/** Blobs whose rows are asked for in one statement. */
const NAMED_AT_ONCE = 500
/** A part that a running server appends to, seals or takes again while it is looked at is looked at anew. */
const TRIES = 3

/**
 * `missing`, `short`: the store holds less than was acknowledged · `changed`: bytes are not those that came in ·
 * `receiptDiffers`: the row itself contradicts its receipt · `unreadable`: they could not be asked for
 */
export type Finding = {
  part: Part
  found: 'missing' | 'short' | 'changed' | 'receiptDiffers' | 'unreadable'
  /** what of it is good */
  goodBytes: number
  /** how it is written down when it is accepted; null: it is no loss */
  loss: Loss | null
  where: string
  why: string | null
}

export type Progress = { parts: number; bytes: number; findings: number }
export type Checked = Progress & {
  /** parts of which lost bytes would be taken again by a start, if they are there */
  awaited: number
}
export type CheckReports = { finding(it: Finding): void; progress(it: Progress): void }

type Around = { db: Database; blobStore: BlobStore }

/** @param how `isWhole`: every byte, not the lengths alone */
export async function checkStore(it: Around, how: { isWhole: boolean }, told: CheckReports): Promise<Checked> {
  const checked: Checked = { parts: 0, bytes: 0, findings: 0, awaited: 0 }
  const visit = async (part: Part): Promise<void> => {
    const finding = await checkPart(it, part, how)
    checked.parts += 1
    checked.bytes += part.bytes
    if (part.lostSeal !== null) checked.awaited += 1
    if (finding) {
      checked.findings += 1
      told.finding(finding)
    }
    told.progress(checked)
  }
  await walkParts(it.db, visit, how.isWhole ? { atOnce: READ_AT_ONCE } : {})
  return checked
}

async function checkPart(it: Around, given: Part, how: { isWhole: boolean }): Promise<Finding | null> {
  let part = given
  for (let tries = 1; ; tries += 1) {
    const finding = await judgePart(it, part, how)
    const now = finding && (await loadPart(it.db, part.id))
    // deleted with its attempt, or moved on meanwhile
    if (!now) return null
    if (isSame(now, part) || tries === TRIES) return finding
    part = now
  }
}

const isSame = (a: Part, b: Part): boolean =>
  a.bytes === b.bytes && a.generation === b.generation && a.sealedAt === b.sealedAt

async function judgePart(it: Around, part: Part, how: { isWhole: boolean }): Promise<Finding | null> {
  const { blobStore, db } = it
  const finding = (
    found: Finding['found'],
    goodBytes: number,
    loss: Loss | null,
    why: string | null = null,
  ): Finding => ({
    part,
    found,
    goodBytes,
    loss,
    where: blobStore.whereIs(keyOf(part)),
    why,
  })
  try {
    if (part.bytes > 0) {
      const size = await blobStore.size(keyOf(part))
      if (size < part.bytes) return finding(size === 0 ? 'missing' : 'short', size, blobShorter(part, size))
    }
    const { receipt, digest: sealed } = part
    if (receipt && sealed && (receipt.bytes !== part.bytes || receipt.digest !== toHex(sealed)))
      return finding('receiptDiffers', part.bytes, null)
    if (!how.isWhole) return null
    const read = await digestOfBytes(blobStore, part, part.bytes)
    const expected = await loadBlocks(db, part)
    const blocks = read.closedBlocks()
    const index = expected.findIndex((one, at) => !one.equals(blocks[at] ?? Buffer.alloc(0)))
    if (index !== -1) return finding('changed', index * BLOCK_BYTES, blockChanged(part, index))
    if (!sealed || sealed.equals(read.digest())) return null
    // every full block is as it came in: what differs lies behind them
    return finding('changed', blocks.length * BLOCK_BYTES, blockChanged(part, blocks.length))
  } catch (error) {
    if (!(error instanceof BlobStoreError)) throw error
    if (error.code === 'bytesMissing') return finding('short', error.size, blobShorter(part, error.size))
    const cause = error.cause instanceof Error ? error.cause.message : error.message
    return finding('unreadable', 0, null, cause)
  }
}

/** Blobs that are there and that no row names: left by a crash, or of another database. */
export async function findUnnamed(
  { db, blobStore }: Around,
  tell: (key: BlobKey) => void,
  signal?: AbortSignal,
): Promise<{ blobs: number; unnamed: number }> {
  const found = { blobs: 0, unnamed: 0 }
  let waiting: BlobKey[] = []
  const flush = async (): Promise<void> => {
    const known = await loadKnown(db, waiting.map((key) => key.partId) as PartId[])
    for (const key of waiting) {
      if (known.get(key.partId as PartId) === key.attemptId) continue
      found.unnamed += 1
      tell(key)
    }
    waiting = []
  }
  for await (const key of blobStore.list()) {
    signal?.throwIfAborted()
    found.blobs += 1
    if (waiting.push(key) >= NAMED_AT_ONCE) await flush()
  }
  await flush()
  return found
}

/** Removes blobs that a person has seen listed, but for those that a row names by now. */
export async function removeUnnamed(
  options: Around & { audit: AuditService },
  seen: { keys: readonly BlobKey[]; place: string },
): Promise<number> {
  const known = await loadKnown(options.db, seen.keys.map((key) => key.partId) as PartId[])
  const unnamed = seen.keys.filter((key) => known.get(key.partId as PartId) !== key.attemptId)
  const subject = { blobs: unnamed.length, place: seen.place }
  await options.audit.append({ actorRole: 'commandLine', actorId: null, action: 'unnamedRemoved', subject })
  for (const key of unnamed) await options.blobStore.remove(key)
  return unnamed.length
}

/** What a person accepted, part by part, and once for all of them; the devices are asked for those bytes again. */
export async function acceptLosses(
  options: { db: Database; audit: AuditService; log: Log },
  accepted: { findings: readonly Finding[]; place: string },
): Promise<void> {
  const actor = { actorRole: 'commandLine', actorId: null }
  const losses = accepted.findings.flatMap(({ part, loss }) => (loss ? [{ part, loss: { ...loss, actor } }] : []))
  const lostBytes = losses.reduce((sum, { loss }) => sum + loss.promisedBytes - loss.keptBytes, 0)
  const subject = { parts: losses.length, lostBytes, place: accepted.place }
  await options.audit.append({ ...actor, action: 'lossAccepted', subject })
  for (const { part, loss } of losses) await recordLoss({ ...options, allowLoss: async () => {} }, part, loss)
}
