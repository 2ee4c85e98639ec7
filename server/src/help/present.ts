// Owns: what of the conversations leaves the server.
// Never says which proctor answered: to a candidate they are one.
import type { HelpMessage, HelpRow } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import type { Instant } from '@zhishi/core/time'
import type { HelpMessageRow } from './repo.ts'

/** What the queue needs to know of an attempt; the attempts feature knows it. */
export type AboutAttempt = Pick<HelpRow, 'sittingId' | 'sittingName' | 'maskedName' | 'phase'>

export type HelpQueueEntry = {
  attemptId: AttemptId
  lastText: string
  messages: number
  waitingSince: Instant | null
}

export function presentHelpMessage(
  { number, messageId, from, sentAt }: Omit<HelpMessageRow, 'textSealed'>,
  text: string,
): HelpMessage {
  return { number, messageId, from, text, sentAt }
}

/** In the order of the queue; an attempt that is gone meanwhile is left out. */
export function presentHelpQueue(
  queue: readonly HelpQueueEntry[],
  about: ReadonlyMap<AttemptId, AboutAttempt>,
): HelpRow[] {
  return queue.flatMap((entry) => {
    const attempt = about.get(entry.attemptId)
    if (!attempt) return []
    const { sittingId, sittingName, maskedName, phase } = attempt
    return [{ ...entry, sittingId, sittingName, maskedName, phase }]
  })
}
