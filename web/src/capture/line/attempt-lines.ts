// Owns: all lines of one attempt, opened by one page at a time, and the picture of them.
// Never records (feed-recorder.ts).
import type { AttemptId, PartId } from '@zhishi/core/ids'
import type { Line } from '@zhishi/core/recording'
import { lockAttempt } from './attempt-lock.ts'
import type { CaptureSnapshot, FeedSnapshot, LineFault, OpenFailure } from '../capture-types.ts'
import type { PartEnd } from '../log/durable-log.ts'
import type { ExportSource } from '../export/export-file.ts'
import { createJournal } from '../recorder/journal.ts'
import type { SealedThere } from '../export/line-export.ts'
import { openLine, type LineClient } from './line-client.ts'
import type { ServerClock } from '../../client/server-clock.ts'

export type AttemptOptions = {
  attemptId: AttemptId
  lines: readonly Line[]
  grant: string | null
  serverClock: ServerClock
  /** the attempt is not wanted any more, while it is being opened */
  calledOff?: AbortSignal
  onChange: () => void
  onTick: () => void
}

export type AttemptLines = {
  line(line: Line): LineClient
  /** @param present what the page knows of a line beyond its log; undefined: nothing is recorded there */
  snapshot(present?: (line: Line) => PresentState): CaptureSnapshot
  partIds(): readonly PartId[]
  exportSource: ExportSource
  /**
   * Removes the feeds' parts that the server has sealed alike, and notes it in a journal of its own. The journals stay:
   * they are small, show no picture, and say what became of the rest. @returns bytes that are free now
   */
  removeSealed(there: readonly SealedThere[]): Promise<number>
  isSealed(): boolean
  isServerReachable(): boolean
  /** room set aside on any line is used up, or could not be had */
  isRoomShort(): boolean
  faultOf(line: Line): LineFault | null
  setGrant(grant: string): void
  uploadNow(): void
  leave(end: PartEnd): void
  close(): Promise<void>
}

/** Nothing is recorded there. */
export const AT_REST = {
  isDue: false,
  recordingSince: null,
  missingSince: null,
  missedMs: 0,
  cause: null,
  doubts: [],
} satisfies Partial<FeedSnapshot>

/** What a page knows of a line beyond its log. */
export type PresentState = Pick<FeedSnapshot, keyof typeof AT_REST>

export async function openAttempt(options: AttemptOptions): Promise<AttemptLines | OpenFailure> {
  const { attemptId } = options
  const letGo = await lockAttempt(attemptId, options.calledOff)
  if (typeof letGo === 'string') return letGo === 'unavailable' ? 'storageUnavailable' : 'openElsewhere'
  let clients: readonly LineClient[] = []
  const opened = await Promise.all(
    options.lines.map((line) =>
      openLine({
        ...options,
        line,
        onAskedToWait: (forMs) => clients.forEach((it) => it.line !== line && it.waitAsAsked(forMs)),
      }),
    ),
  )
  clients = opened.filter((it) => typeof it !== 'string')
  const failure = opened.find((it) => typeof it === 'string')
  if (failure) {
    await close()
    return failure
  }
  const parts = () => clients.flatMap((it) => it.picture().parts)
  const lineOf = (line: Line): LineClient => {
    const client = clients.find((it) => it.line === line)
    if (!client) throw new Error(`${line} was not opened`)
    return client
  }

  return {
    line: lineOf,
    snapshot: (present = (): PresentState => AT_REST) => ({
      attemptId,
      feeds: clients.map((client) => ({ ...sum(client), ...present(client.line) })),
      isServerReachable: clients.every((it) => it.picture().isServerReachable),
      quality: null,
    }),
    exportSource: {
      attemptId,
      holdings: () => Promise.all(clients.map((it) => it.holdings())),
      read: ({ line, partId }, offset, length) => lineOf(line).read(partId, offset, length),
    },
    async removeSealed(there) {
      const feeds = clients.filter((it) => it.line !== 'journal')
      const removed = (await Promise.all(feeds.map((it) => it.removeSealed(there)))).flat()
      if (removed.length === 0) return 0
      const journal = createJournal(lineOf('journal'), options.serverClock, navigator.userAgent)
      for (const part of removed) journal.note({ kind: 'localCopyRemoved', ...part })
      await journal.end('finished')
      return removed.reduce((sum, { bytes }) => sum + bytes, 0)
    },
    partIds: () => parts().map((it) => it.partId),
    isSealed: () => parts().every((it) => it.isSealed),
    isServerReachable: () => clients.every((it) => it.picture().isServerReachable),
    isRoomShort: () => clients.some((it) => it.picture().isRoomShort),
    faultOf: (line) => lineOf(line).picture().fault,
    setGrant: (grant) => clients.forEach((it) => it.setGrant(grant)),
    uploadNow: () => clients.forEach((it) => it.uploadNow()),
    leave: (end) => clients.forEach((it) => it.leave(end)),
    close,
  }

  async function close(): Promise<void> {
    await Promise.all(clients.map((it) => it.close()))
    if (typeof letGo === 'function') letGo()
  }
}

function sum({ line, picture }: LineClient): Omit<FeedSnapshot, keyof typeof AT_REST> {
  const { parts, fault } = picture()
  return {
    line,
    parts: parts.length,
    bytes: parts.reduce((bytes, it) => bytes + it.bytes, 0),
    acknowledgedBytes: parts.reduce((bytes, it) => bytes + Math.min(it.bytes, it.acknowledgedBytes), 0),
    isSealed: parts.length > 0 && parts.every((it) => it.isSealed),
    fault,
  }
}
