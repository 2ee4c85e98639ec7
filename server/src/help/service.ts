// Owns: help by text between a candidate and the proctors: one numbered conversation for each attempt.
// Never decides whose attempt it is or where it stands: whoever asks says so. Never keeps a text in the clear.
import { scopeOf } from '@zhishi/core/access'
import { topicOfAttempt, type HelpMessage } from '@zhishi/core/contract'
import type { AttemptId, CommandId, PersonId, StaffId } from '@zhishi/core/ids'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { DAY_MS, MINUTE_MS, type Instant } from '@zhishi/core/time'
import type { AuditService } from '../audit/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Transaction } from '../platform/database/database.ts'
import type { StaffCaller } from '../platform/http/caller.ts'
import type { Keys } from '../platform/keys.ts'
import type { Publish } from '../platform/push/outbox.ts'
import { erase } from './erase.ts'
import { presentHelpMessage, type HelpQueueEntry } from './present.ts'
import * as repo from './repo.ts'

/** A message every three seconds for a whole minute is more than anybody reads; what is above that is a stuck key. */
const MESSAGES_PER_MINUTE = 20
/** The queue shows everybody who waits, and of those who do not only whom a proctor may still want to look up. */
const ANSWERED_IN_QUEUE = 100
/** A last “thank you” is never answered; after a week it no longer stands in front of those who ask today. */
const QUEUE_KEEPS_MS = 7 * DAY_MS

export type HelpAuthor = { side: 'candidate'; id: PersonId } | { side: 'proctor'; id: StaffId }
export type HelpService = ReturnType<typeof createHelpService>

export function createHelpService(ports: {
  db: Database
  clock: Clock
  keys: Keys
  audit: AuditService
  publish: Publish
}) {
  const { db, clock, keys, audit, publish } = ports

  const contextOf = (attemptId: string, messageId: string): string => `${attemptId}/${messageId}`
  const open = (attemptId: string, message: { messageId: string; textSealed: Buffer }): string =>
    keys.open('helpTexts', message.textSealed, contextOf(attemptId, message.messageId)).toString('utf8')
  const present = (row: repo.HelpMessageRow): HelpMessage => presentHelpMessage(row, open(row.attemptId, row))

  /** A repeated id gets the first answer, if it is the same message again; null: there is none of that id. */
  function firstAnswer(
    before: repo.HelpMessageRow | undefined,
    said: { attemptId: AttemptId; author: HelpAuthor; text: string },
  ): Result<HelpMessage> | null {
    if (!before) return null
    const isSame =
      before.attemptId === said.attemptId &&
      before.from === said.author.side &&
      before.authorId === said.author.id &&
      Buffer.from(said.text).equals(Buffer.from(open(before.attemptId, before)))
    return isSame ? accept(present(before)) : refuse('commandIdReused')
  }

  async function pauseFor(transaction: Transaction, attemptId: AttemptId, side: repo.HelpSide, now: Instant) {
    const sentAt = await repo.loadSentAt(transaction, attemptId, side, MESSAGES_PER_MINUTE)
    if (sentAt === null || now - sentAt >= MINUTE_MS) return null
    return refuse('tooManyTries', { retryAfterS: Math.ceil((sentAt + MINUTE_MS - now) / 1000) })
  }

  return {
    /** What goes when an attempt or an interview is erased. */
    erase,
    /**
     * Writes one message at the end of the attempt's conversation. The same message under the same id again changes
     * nothing and gets the same answer, also when `isClosed`: nothing new may be written (`attemptOver`).
     */
    async send(
      attemptId: AttemptId,
      author: HelpAuthor,
      said: { messageId: CommandId; text: string },
      { isClosed }: { isClosed: boolean },
    ): Promise<Result<HelpMessage>> {
      const now = clock.now()
      const { messageId, text } = said
      return db.transaction(async (transaction) => {
        await repo.lockConversation(transaction, attemptId)
        const repeated = firstAnswer(await repo.loadMessage(transaction, messageId), { attemptId, author, text })
        if (repeated) return repeated
        if (isClosed) return refuse('attemptOver')
        const paused = await pauseFor(transaction, attemptId, author.side, now)
        if (paused) return paused
        const row = {
          attemptId,
          number: (await repo.loadLastNumber(transaction, attemptId)) + 1,
          messageId,
          from: author.side,
          authorId: author.id,
          textSealed: keys.seal('helpTexts', Buffer.from(text), contextOf(attemptId, messageId)),
          sentAt: now,
        }
        // the id may have been used in another conversation since it was looked for: that lock is not ours
        if (!(await repo.insertMessage(transaction, row))) return refuse('commandIdReused')
        if (author.side === 'proctor') {
          await audit.append(
            {
              actorRole: 'proctor',
              actorId: author.id,
              action: 'helpAnswered',
              subject: { attemptId, number: row.number },
            },
            transaction,
          )
        }
        await publish(transaction, topicOfAttempt(attemptId), { kind: 'helpArrived', attemptId })
        return accept(present(row))
      })
    },

    /** The whole conversation, in order. */
    list: async (attemptId: AttemptId): Promise<HelpMessage[]> => (await repo.loadMessages(db, attemptId)).map(present),

    /**
     * Conversations of this week that a candidate has written in, where the caller answers: the longest unanswered first,
     * answered ones last.
     */
    async queue(caller: StaffCaller): Promise<HelpQueueEntry[]> {
      const scope = scopeOf(caller, 'help')
      const sinceAt = clock.now() - QUEUE_KEEPS_MS
      const conversations = await repo.loadConversations(db, { scope, sinceAt, answered: ANSWERED_IN_QUEUE })
      return conversations.map(({ attemptId, messages, last, waitingSince }) => ({
        attemptId,
        lastText: open(attemptId, last),
        messages,
        waitingSince,
      }))
    },

    /** Since when candidates wait for an answer; attempts that wait for none are not in the map. */
    waitingSince: (attemptIds: readonly AttemptId[]): Promise<Map<AttemptId, Instant>> =>
      repo.loadWaiting(db, attemptIds),
  }
}
