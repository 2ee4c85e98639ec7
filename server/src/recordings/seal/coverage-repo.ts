// Owns: what the rows say of how much is recorded: parts as they are held, and what journals say of gaps.
// Never reads what was recorded (measuring.ts does), and never changes a row.
import { and, asc, isNull, ne, or, sql } from 'drizzle-orm'
import type { AttemptId } from '@zhishi/core/ids'
import {
  FEEDS,
  isNotice,
  missingCause,
  type Feed,
  type FeedNotes,
  type HeldPart,
  type JournalBody,
  type Line,
} from '@zhishi/core/recording'
import type { Queryable } from '../../platform/database/database.ts'
import { grants, parts } from '../../platform/database/tables.ts'
import { isAnyOf } from '../repo.ts'
import { inSlices } from '../beats/monitored-repo.ts'

export type HeldRow = HeldPart & { attemptId: AttemptId; line: Line }

/**
 * Of these attempts; of journals only the computers': a phone's says nothing of the computer. A part whose start is uncertain
 * covers nothing.
 */
export const loadHeldParts = (db: Queryable, attemptIds: readonly AttemptId[]): Promise<HeldRow[]> =>
  inSlices(attemptIds, async (slice) => {
    const isOfPhone = sql`exists (select from ${grants} where ${grants.id} = ${parts.grantId} and ${grants.lines} ? 'evidence')`
    const rows = await db
      .select({
        attemptId: parts.attemptId,
        line: parts.line,
        startedAt: parts.startedAt,
        endedAt: parts.endedAt,
        lastBytesAt: parts.lastBytesAt,
        endReason: parts.endReason,
        bytes: parts.bytes,
        isSealed: sql<boolean>`${parts.sealedAt} is not null`,
        recorded: parts.recorded,
      })
      .from(parts)
      .where(
        and(
          isAnyOf(parts.attemptId, slice),
          isNull(parts.claimedStartAt),
          or(ne(parts.line, 'journal'), sql`not ${isOfPhone}`),
        ),
      )
      .orderBy(asc(parts.startedAt), asc(parts.number))
    return rows as HeldRow[]
  })

/** What the journals of an attempt say of each feed that was due and not recorded. */
export async function loadFeedNotes(db: Queryable, attemptId: AttemptId): Promise<Map<Feed, FeedNotes>> {
  const { rows } = await db.execute<{ claimedAt: string | null; body: JournalBody }>(sql`
    select claimed_at as "claimedAt", body from journal_entries
    where attempt_id = ${attemptId} and body ->> 'kind' in ('notice', 'gap')
      and (body ->> 'kind' = 'gap' or body ->> 'notice' = 'captureMissing')`)
  return new Map(FEEDS.map((feed) => [feed, notesOf(feed)]))

  function notesOf(feed: Feed): FeedNotes {
    const own = rows.filter(({ body }) => isNotice(body) && body.feed === feed)
    return {
      missing: own.flatMap(({ claimedAt, body }) => {
        const cause = body.kind === 'notice' ? missingCause.safeParse(body.detail) : null
        return cause?.success && claimedAt !== null ? [{ at: Number(claimedAt), cause: cause.data }] : []
      }),
      gaps: own.flatMap(({ body }) => (body.kind === 'gap' ? [body] : [])),
    }
  }
}
