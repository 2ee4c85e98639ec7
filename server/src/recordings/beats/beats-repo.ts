// Owns: the rows of beats once they are kept (hearing-repo.ts): what devices said of their parts, and what became of it.
// Never changes what a device said.
import { and, asc, eq, gt, inArray, lte, gte, sql } from 'drizzle-orm'
import type { AttemptId, PartId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { Queryable } from '../../platform/database/database.ts'
import { beats } from '../../platform/database/tables.ts'

export type BeatRow = typeof beats.$inferSelect

export async function loadBeats(db: Queryable, partIds: readonly PartId[]): Promise<BeatRow[]> {
  if (partIds.length === 0) return []
  return db
    .select()
    .from(beats)
    .where(inArray(beats.partId, [...partIds]))
}

/** The instants at which a computer of the attempt was heard of; a phone keeps a journal too, but has no camera line. */
export async function loadComputerBeats(
  db: Queryable,
  attemptId: AttemptId,
  within: { fromAt: Instant; toAt: Instant },
): Promise<Instant[]> {
  const rows = await db
    .selectDistinct({ at: beats.receivedAt })
    .from(beats)
    .where(
      and(
        eq(beats.attemptId, attemptId),
        sql`${beats.deviceId} in (select device_id from grants where attempt_id = ${attemptId} and lines ? 'camera')`,
        gte(beats.receivedAt, within.fromAt),
        lte(beats.receivedAt, within.toAt),
      ),
    )
    .orderBy(asc(beats.receivedAt))
  return rows.map((row) => row.at)
}

/** Keeps what was found when open blocks were compared with the bytes, unless those were lost meanwhile. */
export async function updateCompared(
  db: Queryable,
  part: { id: PartId; generation: number },
  compared: readonly { receivedAt: Instant; bytes: number; isSame: boolean }[],
): Promise<void> {
  if (compared.length === 0) return
  const column = (values: readonly (number | boolean)[]) => sql.param(values)
  await db.execute(sql`
    update beats set is_open_block_same = found.is_same
    from unnest(
      ${column(compared.map((it) => it.receivedAt))}::bigint[],
      ${column(compared.map((it) => it.bytes))}::bigint[],
      ${column(compared.map((it) => it.isSame))}::boolean[]
    ) as found (received_at, bytes, is_same)
    where beats.part_id = ${part.id} and beats.received_at = found.received_at and beats.bytes = found.bytes
      and exists (select from parts where id = ${part.id} and generation = ${part.generation})`)
}

/** Bytes behind `bytes` are lost: what comes in their place was not here before, and must be compared anew. */
export async function forgetHeld(db: Queryable, partId: PartId, bytes: number): Promise<void> {
  await db
    .update(beats)
    .set({ heldBytes: bytes })
    .where(and(eq(beats.partId, partId), gt(beats.heldBytes, bytes)))
  await db
    .update(beats)
    .set({ isOpenBlockSame: null })
    .where(and(eq(beats.partId, partId), gt(beats.bytes, bytes)))
}
