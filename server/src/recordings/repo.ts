// Owns: the rows of parts and their block digests.
// Never takes a byte count for granted: what changes a part names the offset and generation it was decided on.
import { and, asc, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { AnyPgColumn } from 'drizzle-orm/pg-core'
import { attemptId, type AttemptId, type DeviceId, type GrantId, type PartId } from '@zhishi/core/ids'
import {
  BLOCK_BYTES,
  FEEDS,
  toHex,
  type EndReason,
  type Line,
  type Receipt,
  type Span,
  type WitnessStretch,
} from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { BlobKey } from '../platform/blob-store/blob-store.ts'
import type { Queryable } from '../platform/database/database.ts'
import { partBlocks, partPauses, parts, type LostSeal } from '../platform/database/tables.ts'
import { forgetHeld } from './beats/beats-repo.ts'

type PartRow = typeof parts.$inferSelect
export type Part = Omit<PartRow, 'id' | 'attemptId' | 'deviceId' | 'grantId' | 'endReason'> & {
  id: PartId
  attemptId: AttemptId
  deviceId: DeviceId
  grantId: GrantId
  endReason: EndReason | null
}
/** What is known of a part before its first byte. */
export type AnnouncedPart = Pick<
  Part,
  | 'id'
  | 'attemptId'
  | 'deviceId'
  | 'grantId'
  | 'line'
  | 'number'
  | 'mime'
  | 'startedAt'
  | 'startedAtErrorMs'
  | 'claimedStartAt'
  | 'announcedAt'
  | 'declaredBytes'
>

/** Where the bytes of a part lie in the blob store. */
export const keyOf = (part: Pick<Part, 'id' | 'attemptId'>): BlobKey => ({ attemptId: part.attemptId, partId: part.id })

/** A change is decided on what a part was; when it is no longer that, nothing is changed. */
const isStill = (part: Part) =>
  and(eq(parts.id, part.id), eq(parts.bytes, part.bytes), eq(parts.generation, part.generation))

/** Not sealed without a byte: such a part is what a recorder that gave nothing left behind, and nobody is shown it. */
const isNotEmpty = or(isNull(parts.sealedAt), gt(parts.bytes, 0))
export const isEmpty = ({ sealedAt, bytes }: Part): boolean => sealedAt !== null && bytes === 0

export async function loadPart(db: Queryable, id: PartId): Promise<Part | undefined> {
  const [row] = await db.select().from(parts).where(eq(parts.id, id))
  return row as Part | undefined
}

export async function loadPartsOfAttempt(db: Queryable, attemptId: AttemptId): Promise<Part[]> {
  const rows = await db
    .select()
    .from(parts)
    .where(eq(parts.attemptId, attemptId))
    .orderBy(asc(parts.startedAt), asc(parts.number))
  return rows as Part[]
}

/** Of each feed the part that started last, of those that have bytes. */
export async function loadNewestParts(db: Queryable, attemptId: AttemptId): Promise<Part[]> {
  const rows = await db
    .selectDistinctOn([parts.line])
    .from(parts)
    .where(
      and(
        eq(parts.attemptId, attemptId),
        inArray(parts.line, [...FEEDS]),
        gt(parts.bytes, 0),
        isNull(parts.claimedStartAt),
      ),
    )
    .orderBy(asc(parts.line), desc(parts.startedAt), desc(parts.number))
  return rows as Part[]
}

/** Parts in order of id, for walking through all of them. */
export async function loadPartsAfter(db: Queryable, after: PartId | null, limit: number): Promise<Part[]> {
  const rows = await db
    .select()
    .from(parts)
    .where(after === null ? undefined : gt(parts.id, after))
    .orderBy(asc(parts.id))
    .limit(limit)
  return rows as Part[]
}

/** Of those, whose lines are not all indexed, and which lost bytes and are not sealed again. */
export async function loadPartsToMend(db: Queryable, after: PartId | null, limit: number): Promise<Part[]> {
  const rows = await db
    .select()
    .from(parts)
    .where(
      and(
        after === null ? undefined : gt(parts.id, after),
        or(
          and(eq(parts.line, 'journal'), lt(parts.indexedBytes, parts.bytes)),
          and(isNull(parts.sealedAt), gt(parts.generation, 1)),
        ),
      ),
    )
    .orderBy(asc(parts.id))
    .limit(limit)
  return rows as Part[]
}

/** Whose attempt each of these parts is; those that are not known are not in the map. */
export async function loadKnown(db: Queryable, ids: readonly PartId[]): Promise<Map<PartId, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .select({ id: parts.id, attemptId: parts.attemptId })
    .from(parts)
    .where(inArray(parts.id, [...ids]))
  return new Map(rows.map((row) => [row.id as PartId, row.attemptId]))
}

export async function loadPartsOfDevice(db: Queryable, attemptId: AttemptId, deviceId: DeviceId) {
  return db
    .select({ id: parts.id, line: parts.line, sealedAt: parts.sealedAt })
    .from(parts)
    .where(and(eq(parts.attemptId, attemptId), eq(parts.deviceId, deviceId)))
}

/** Undefined when a part of that id, or of that line and number on that device, is there already. */
export async function insertPart(db: Queryable, part: AnnouncedPart): Promise<Part | undefined> {
  const [row] = await db.insert(parts).values(part).onConflictDoNothing().returning()
  return row as Part | undefined
}

export async function updateDeclaredBytes(db: Queryable, part: Part, declaredBytes: number): Promise<void> {
  await db.update(parts).set({ declaredBytes }).where(eq(parts.id, part.id))
}

/** Of the bytes of a part: so many more came from a file that staff imported. */
export async function addImportedBytes(db: Queryable, id: PartId, bytes: number): Promise<void> {
  await db
    .update(parts)
    .set({ importedBytes: sql`${parts.importedBytes} + ${bytes}` })
    .where(eq(parts.id, id))
}

export async function loadPauses(db: Queryable, ids: readonly PartId[]) {
  if (ids.length === 0) return []
  return db
    .select()
    .from(partPauses)
    .where(inArray(partPauses.partId, [...ids]))
}

/** Digests of the full blocks of a part, in order. */
export async function loadBlocks(db: Queryable, part: Part): Promise<Buffer[]> {
  const rows = await db
    .select({ digest: partBlocks.digest })
    .from(partBlocks)
    .where(and(eq(partBlocks.partId, part.id), lt(partBlocks.index, blocksIn(part.bytes))))
    .orderBy(asc(partBlocks.index))
  return rows.map((row) => row.digest)
}

/** Of several parts, in order. */
export async function loadBlocksOf(db: Queryable, ids: readonly PartId[]) {
  if (ids.length === 0) return []
  return db
    .select({ partId: partBlocks.partId, digest: partBlocks.digest, arrivedAt: partBlocks.arrivedAt })
    .from(partBlocks)
    .where(inArray(partBlocks.partId, [...ids]))
    .orderBy(asc(partBlocks.partId), asc(partBlocks.index))
}

/** Keeps what was worked out of a part that is still sealed as it was. */
export async function saveWitness(db: Queryable, part: Part, witness: WitnessStretch[]): Promise<void> {
  await db
    .update(parts)
    .set({ witness })
    .where(and(isStill(part), isNotNull(parts.sealedAt)))
}

/** Keeps what was read from a part that is still sealed as it was. */
export async function saveRecorded(db: Queryable, part: Part, recorded: Span[]): Promise<void> {
  await db
    .update(parts)
    .set({ recorded })
    .where(and(isStill(part), isNotNull(parts.sealedAt)))
}

/** Sealed feeds that were not read yet, the oldest first. */
export async function loadUnmeasured(db: Queryable, limit: number): Promise<PartId[]> {
  const { rows } = await db.execute<{ id: PartId }>(sql`
    select id from parts where sealed_at is not null and recorded is null and bytes > 0 and line <> 'journal'
    order by sealed_at limit ${limit}`)
  return rows.map(({ id }) => id)
}

/** Unwitnessed stretches of the feeds of these attempts, of sealed parts: what was worked out stands in their rows. */
export async function loadUnwitnessed(db: Queryable, attemptIds: readonly AttemptId[]) {
  const { rows } = await db.execute<{ attemptId: AttemptId; fromAt: string; toAt: string }>(sql`
    select attempt_id as "attemptId", stretch ->> 'fromAt' as "fromAt", stretch ->> 'toAt' as "toAt"
    from parts, jsonb_array_elements(witness) as stretch
    where ${isAnyOf(parts.attemptId, attemptIds)} and stretch ->> 'state' = 'unwitnessed'`)
  return rows.map((row) => ({ ...row, fromAt: Number(row.fromAt), toAt: Number(row.toAt) }))
}

/**
 * Takes back what is lost: the length goes down, the generation up, and a seal is broken. What is known of the lost bytes
 * stays, block digests too: by it they are taken again when they are back.
 */
export async function lowerPart(
  db: Queryable,
  part: Part,
  to: { bytes: number; generation: number },
): Promise<Part | undefined> {
  const [row] = await db
    .update(parts)
    .set({
      bytes: to.bytes,
      generation: to.generation,
      sealedAt: null,
      digest: null,
      receipt: null,
      witness: null,
      recorded: null,
      indexedBytes: 0,
      indexedLines: 0,
      lostSeal: sealOf(part) ?? part.lostSeal,
    })
    .where(isStill(part))
    .returning()
  if (!row) return undefined
  await forgetHeld(db, part.id, to.bytes)
  await db
    .update(partPauses)
    .set({ bytes: to.bytes })
    .where(and(eq(partPauses.partId, part.id), gt(partPauses.bytes, to.bytes)))
  return row as Part
}

function sealOf({ bytes, digest, sealedAt, receipt, witness }: Part): LostSeal | null {
  return digest === null || sealedAt === null ? null : { bytes, digest: toHex(digest), sealedAt, receipt, witness }
}

/** Digests of blocks of bytes that were lost, from block `from` on, as far as they follow each other. */
export async function loadLostBlocks(db: Queryable, id: PartId, from: number): Promise<Buffer[]> {
  const rows = await db
    .select({ index: partBlocks.index, digest: partBlocks.digest })
    .from(partBlocks)
    .where(and(eq(partBlocks.partId, id), gte(partBlocks.index, from)))
    .orderBy(asc(partBlocks.index))
  const gapAt = rows.findIndex(({ index }, at) => index !== from + at)
  return (gapAt === -1 ? rows : rows.slice(0, gapAt)).map((row) => row.digest)
}

/** Counts bytes again that are back. False: the part has changed meanwhile. */
export async function raisePart(db: Queryable, part: Part, bytes: number): Promise<boolean> {
  const raised = await db
    .update(parts)
    .set({ bytes })
    .where(and(isStill(part), isNull(parts.sealedAt)))
    .returning({ id: parts.id })
  return raised.length > 0
}

/** Puts a lost seal back, with the digests of all full blocks; when those arrived stays as it was noted. */
export async function restoreSeal(
  db: Queryable,
  part: Part,
  seal: LostSeal & { receipt: Receipt },
  blocks: readonly Uint8Array[],
): Promise<boolean> {
  const { bytes, digest, sealedAt, receipt, witness } = seal
  const sealed = await db
    .update(parts)
    .set({ bytes, digest: Buffer.from(digest, 'hex'), sealedAt, receipt, witness, lostSeal: null })
    .where(and(isStill(part), isNull(parts.sealedAt)))
    .returning({ id: parts.id })
  if (sealed.length === 0) return false
  if (blocks.length > 0) {
    const rows = blocks.map((one, index) => ({ partId: part.id, index, digest: Buffer.from(one) }))
    await db
      .insert(partBlocks)
      .values(rows)
      .onConflictDoUpdate({ target: [partBlocks.partId, partBlocks.index], set: { digest: sql`excluded.digest` } })
  }
  return true
}

export async function markSealed(
  db: Queryable,
  part: Part,
  seal: { digest: Buffer; endReason: EndReason; endedAt: Instant; sealedAt: Instant; receipt: Receipt },
): Promise<boolean> {
  const sealed = await db
    .update(parts)
    .set({ ...seal, lostSeal: null })
    .where(and(isStill(part), isNull(parts.sealedAt)))
    .returning({ id: parts.id })
  return sealed.length > 0
}

/** Counts per attempt and line, of all these attempts in one query; parts that were sealed without a byte are none. */
export async function loadSummaries(db: Queryable, attemptIds: readonly AttemptId[]) {
  const rows = await db
    .select({
      attemptId: parts.attemptId,
      line: parts.line,
      parts: sql<number>`count(*)::int`,
      bytes: sql<string>`sum(${parts.bytes})`,
      sealedParts: sql<number>`count(${parts.sealedAt})::int`,
      measuredParts: sql<number>`count(${parts.recorded})::int`,
      generations: sql<string>`sum(${parts.generation})`,
    })
    .from(parts)
    .where(and(isAnyOf(parts.attemptId, attemptIds), isNotEmpty))
    .groupBy(parts.attemptId, parts.line)
    .orderBy(parts.line)
  return rows.map(({ attemptId, line, parts, bytes, sealedParts, measuredParts, generations }) => ({
    attemptId: attemptId as AttemptId,
    counts: { line: line as Line, parts, bytes: Number(bytes), sealedParts },
    state: [line, parts, bytes, sealedParts, measuredParts, generations].join('/'),
  }))
}

/** Of these names, those of attempts that have parts. */
export async function loadWithParts(db: Queryable, names: readonly string[]): Promise<Set<string>> {
  const ids = names.filter((name) => attemptId.safeParse(name).success) as AttemptId[]
  if (ids.length === 0) return new Set()
  const rows = await db.selectDistinct({ id: parts.attemptId }).from(parts).where(isAnyOf(parts.attemptId, ids))
  return new Set(rows.map((row) => row.id))
}

/** One array parameter, however many ids there are: a list of parameters ends at 65,535 (PostgreSQL's protocol). */
export function isAnyOf(column: AnyPgColumn, ids: readonly AttemptId[]) {
  return sql`${column} = any(${sql.param(ids)}::uuid[])`
}

function blocksIn(bytes: number): number {
  return Math.floor(bytes / BLOCK_BYTES)
}
