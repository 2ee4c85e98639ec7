// Owns: the rows of help messages and their order within an attempt.
// Never sees a text in the clear, and never changes a message.
import { and, asc, desc, eq, sql, type SQL } from 'drizzle-orm'
import type { Scope } from '@zhishi/core/access'
import type { AttemptId, CommandId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { Queryable, Transaction } from '../platform/database/database.ts'
import { helpMessages } from '../platform/database/tables.ts'

export type HelpSide = 'candidate' | 'proctor'
export type HelpMessageRow = typeof helpMessages.$inferSelect

/** The newest of a conversation, with how long somebody has been waiting in it. */
export type Conversation = {
  attemptId: AttemptId
  messages: number
  last: Pick<HelpMessageRow, 'messageId' | 'textSealed'>
  waitingSince: Instant | null
}

/** Names the conversations' locks among advisory locks: "help" in ASCII. The attempt is the second key. */
const CONVERSATION_LOCK = 0x68656c70

/** One writer at a time in a conversation, until the transaction ends. Another attempt of the same hash only waits. */
export async function lockConversation(transaction: Transaction, attemptId: AttemptId): Promise<void> {
  await transaction.execute(sql`select pg_advisory_xact_lock(${CONVERSATION_LOCK}, hashtext(${attemptId}))`)
}

export async function loadMessage(db: Queryable, messageId: CommandId): Promise<HelpMessageRow | undefined> {
  const [row] = await db.select().from(helpMessages).where(eq(helpMessages.messageId, messageId))
  return row
}

export function loadMessages(db: Queryable, attemptId: AttemptId): Promise<HelpMessageRow[]> {
  return db.select().from(helpMessages).where(eq(helpMessages.attemptId, attemptId)).orderBy(asc(helpMessages.number))
}

/** The number of the newest message; 0: there is none. To be asked under the conversation's lock. */
export async function loadLastNumber(db: Queryable, attemptId: AttemptId): Promise<number> {
  const [row] = await db
    .select({ number: helpMessages.number })
    .from(helpMessages)
    .where(eq(helpMessages.attemptId, attemptId))
    .orderBy(desc(helpMessages.number))
    .limit(1)
  return row?.number ?? 0
}

/** When that side sent its message so many back from now (1: its newest); null: it has not sent so many. */
export async function loadSentAt(
  db: Queryable,
  attemptId: AttemptId,
  side: HelpSide,
  back: number,
): Promise<Instant | null> {
  const [row] = await db
    .select({ sentAt: helpMessages.sentAt })
    .from(helpMessages)
    .where(and(eq(helpMessages.attemptId, attemptId), eq(helpMessages.from, side)))
    .orderBy(desc(helpMessages.number))
    .offset(back - 1)
    .limit(1)
  return row?.sentAt ?? null
}

/** False when a message of that id is there already, in whatever conversation. */
export async function insertMessage(db: Queryable, row: HelpMessageRow): Promise<boolean> {
  const inserted = await db
    .insert(helpMessages)
    .values(row)
    .onConflictDoNothing({ target: helpMessages.messageId })
    .returning({ number: helpMessages.number })
  return inserted.length > 0
}

/** Messages `m` of these conversations, each with the number of the newest answer beside it. */
const withAnswers = (which: SQL) => sql`(
  select *, max(number) filter (where "from" = 'proctor') over (partition by attempt_id) as answered
  from help_messages where ${which}) m`
const IS_UNANSWERED = sql`m."from" = 'candidate' and m.number > coalesce(m.answered, 0)`

/** When the oldest unanswered message of each attempt came; attempts that wait for nobody are not in the map. */
export async function loadWaiting(db: Queryable, attemptIds: readonly AttemptId[]): Promise<Map<AttemptId, Instant>> {
  const { rows } = await db.execute<{ attemptId: AttemptId; waitingSince: string }>(sql`
    select m.attempt_id as "attemptId", min(m.sent_at) as "waitingSince"
    from ${withAnswers(sql`attempt_id = any(${sql.param(attemptIds)}::uuid[])`)}
    where ${IS_UNANSWERED} group by m.attempt_id`)
  return new Map(rows.map((row) => [row.attemptId, Number(row.waitingSince)]))
}

/** What is of another interview must not take the place of what is shown: it is left out before anything is counted. */
const isOf = (scope: Scope) =>
  scope === 'all'
    ? sql`true`
    : sql`attempt_id in (
        select a.id from attempts a join sittings s on s.id = a.sitting_id
        where s.interview_id = any(${sql.param(scope)}::uuid[]))`

/**
 * Conversations of these interviews in which a candidate has written, and somebody has since that instant: all that wait, the
 * longest first, then so many of the others, the newest first.
 */
export async function loadConversations(
  db: Queryable,
  which: { scope: Scope; sinceAt: Instant; answered: number },
): Promise<Conversation[]> {
  const { rows } = await db.execute<{
    attemptId: AttemptId
    messages: number
    messageId: string
    textSealed: Buffer
    waitingSince: string | null
  }>(sql`
    with asked as (
      select m.attempt_id, count(*)::int as messages, max(m.number) as last_number,
        min(m.sent_at) filter (where ${IS_UNANSWERED}) as waiting_since
      from ${withAnswers(sql`
        attempt_id in (select attempt_id from help_messages where sent_at >= ${which.sinceAt}) and ${isOf(which.scope)}`)}
      group by m.attempt_id having bool_or(m."from" = 'candidate')
    ), ranked as (
      select asked.attempt_id, messages, waiting_since, message_id, text_sealed, sent_at,
        row_number() over (partition by waiting_since is null order by sent_at desc) as place
      from asked join help_messages m on m.attempt_id = asked.attempt_id and m.number = last_number
    )
    select attempt_id as "attemptId", messages, message_id as "messageId", text_sealed as "textSealed",
      waiting_since as "waitingSince"
    from ranked where waiting_since is not null or place <= ${which.answered}
    order by waiting_since nulls last, sent_at desc, attempt_id`)
  return rows.map(({ attemptId, messages, messageId, textSealed, waitingSince }) => ({
    attemptId,
    messages,
    last: { messageId, textSealed },
    waitingSince: waitingSince === null ? null : Number(waitingSince),
  }))
}
