// Owns: the journal of one page life: numbered lines of what happened on this device, in a part of its own.
// Never judges what it is told: every entry is a claim of this device (docs/recording.md#journal).
import { partId as partIdSchema, type PartId } from '@zhishi/core/ids'
import { JOURNAL_MIME, type EndReason, type JournalBody, type JournalEntry } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { PartSink } from '../line/line-client.ts'
import type { ServerClock } from '../../client/server-clock.ts'

export type Journal = {
  /**
   * Appends an entry. The first one starts the part; after `end` nothing is noted.
   * @param at when it happened, if that was before now
   */
  note(body: JournalBody, at?: Instant): void
  isRunning(): boolean
  /** Resolves once every entry is in the log. */
  end(reason: EndReason): Promise<void>
}

/** The contract's limit of the first entry's `userAgent`. */
const USER_AGENT_MAX = 400

export function createJournal(sink: PartSink, serverClock: ServerClock, userAgent: string): Journal {
  let partId: PartId | null = null
  let entries = 0
  let bytes = 0
  let hasEnded = false

  function write(to: PartId, body: JournalBody, at = serverClock.now()): void {
    const entry: JournalEntry = { number: ++entries, at, body }
    const line = new Blob([`${JSON.stringify(entry)}\n`])
    sink.append(to, bytes, line)
    bytes += line.size
  }

  function start(): PartId {
    const id = partIdSchema.parse(crypto.randomUUID())
    sink.startPart({
      partId: id,
      line: 'journal',
      number: sink.nextNumber(),
      mime: JOURNAL_MIME,
      startedAt: serverClock.now(),
      startedAtErrorMs: serverClock.errorMs(),
    })
    write(id, { kind: 'opened', userAgent: userAgent.slice(0, USER_AGENT_MAX) })
    return id
  }

  return {
    note(body, at) {
      if (hasEnded) return
      partId ??= start()
      write(partId, body, at)
    },
    isRunning: () => partId !== null && !hasEnded,
    async end(endReason) {
      if (hasEnded) return
      hasEnded = true
      if (partId) await sink.endPart(partId, { endReason, endedAt: serverClock.now() })
    },
  }
}
