// Owns: a page's end of one line: starts its worker, keeps the latest picture of it, matches questions and answers.
// Never looks at bytes.
import type { AttemptId, PartId } from '@zhishi/core/ids'
import type { Line, PartAnnouncement } from '@zhishi/core/recording'
import type { OpenFailure } from '../capture-types.ts'
import type { PartEnd } from '../log/durable-log.ts'
import type { LineHoldings, RemovedPart, SealedThere } from '../export/line-export.ts'
import type { FromLine, LineSnapshot, ToLine } from './line-protocol.ts'
import LineWorker from './line.worker.ts?worker'
import type { ServerClock } from '../../client/server-clock.ts'

export type LineOptions = {
  attemptId: AttemptId
  line: Line
  grant: string | null
  serverClock: ServerClock
  onChange: () => void
  /** the server told this line to wait, and means all lines of the device */
  onAskedToWait: (forMs: number) => void
  onTick: () => void
}

/** Where a recorder or the journal puts what it writes. */
export type PartSink = {
  /** The number of the next part of this line; each call takes one. */
  nextNumber(): number
  picture(): LineSnapshot
  startPart(announcement: PartAnnouncement): void
  append(partId: PartId, offset: number, bytes: Blob): void
  /** Resolves once every byte given before, and the end, are in the log. */
  endPart(partId: PartId, end: PartEnd): Promise<void>
}

export type LineClient = PartSink & {
  line: Line
  picture(): LineSnapshot
  /** What the log holds, for an export. Rejects where it cannot be read. */
  holdings(): Promise<LineHoldings>
  /** Removes what the server has sealed alike. Rejects where the log cannot be read. */
  removeSealed(there: readonly SealedThere[]): Promise<RemovedPart[]>
  /** Up to `length` bytes of a part; rejects where they cannot be read. */
  read(partId: PartId, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>
  setGrant(grant: string): void
  uploadNow(): void
  waitAsAsked(forMs: number): void
  /** Sets room aside on the disk; 0 gives it back. Does not wait. */
  reserve(bytes: number): void
  /** Tells the worker that the page is going away. Does not wait. */
  leave(end: PartEnd): void
  close(): Promise<void>
}

/** A worker that does not answer `close` is ended after this; its log is as safe as after any crash. */
const CLOSE_PATIENCE_MS = 3000

export async function openLine(options: LineOptions): Promise<LineClient | OpenFailure> {
  const worker = new LineWorker({ name: `zhishi-${options.line}` })
  const onEnded = new Map<PartId, () => void>()
  let latest: LineSnapshot = { parts: [], fault: null, isServerReachable: true, isRoomShort: false }
  const answers = new Map<number, (message: FromLine) => void>()
  let questions = 0
  let highestNumber = 0
  let onOpened: (failure: OpenFailure | null) => void = () => {}
  let onClosed: () => void = () => {}

  const tell = (message: ToLine): void => worker.postMessage(message)
  worker.addEventListener('message', ({ data }: MessageEvent<FromLine>) => hear(data))
  const opening = new Promise<OpenFailure | null>((resolve) => {
    onOpened = resolve
    // the worker's own script did not load or run: there is nothing to keep bytes in
    worker.addEventListener('error', () => resolve('storageUnavailable'))
  })
  const { attemptId, line, grant, serverClock } = options
  tell({ kind: 'open', attemptId, line, grant: grant || null, clockSample: serverClock.best() })
  const failure = await opening
  if (failure) {
    worker.terminate()
    return failure
  }
  highestNumber = Math.max(0, ...latest.parts.map((part) => part.number))

  return {
    line,
    picture: () => latest,
    nextNumber: () => ++highestNumber,
    startPart: (announcement) => tell({ kind: 'startPart', announcement }),
    append: (partId, offset, bytes) => tell({ kind: 'append', partId, offset, bytes }),
    endPart: (partId, end) =>
      new Promise((resolve) => {
        onEnded.set(partId, resolve)
        tell({ kind: 'endPart', partId, end })
      }),
    async holdings() {
      const heard = await ask({ kind: 'askHoldings' })
      if (heard.kind !== 'holdings') throw new Error(`the log of ${line} cannot be read`)
      return heard.holdings
    },
    async removeSealed(there) {
      const heard = await ask({ kind: 'askRemoval', there })
      if (heard.kind !== 'removed') throw new Error(`the log of ${line} cannot be read`)
      return heard.parts
    },
    async read(partId, offset, length) {
      const heard = await ask({ kind: 'askBytes', partId, offset, length })
      if (heard.kind !== 'bytes') throw new Error(`part ${partId} cannot be read at ${offset}`)
      return heard.bytes
    },
    setGrant: (next) => tell({ kind: 'setGrant', grant: next }),
    uploadNow: () => tell({ kind: 'uploadNow' }),
    waitAsAsked: (forMs) => tell({ kind: 'waitAsAsked', forMs }),
    reserve: (bytes) => tell({ kind: 'reserve', bytes }),
    leave: (end) => tell({ kind: 'leave', end }),
    async close() {
      await new Promise<void>((resolve) => {
        onClosed = resolve
        setTimeout(resolve, CLOSE_PATIENCE_MS)
        tell({ kind: 'close' })
      })
      worker.terminate()
    },
  }

  function ask(
    asked:
      | { kind: 'askHoldings' }
      | { kind: 'askRemoval'; there: readonly SealedThere[] }
      | { kind: 'askBytes'; partId: PartId; offset: number; length: number },
  ): Promise<FromLine> {
    const question = ++questions
    return new Promise((resolve) => {
      answers.set(question, resolve)
      tell({ ...asked, question })
    })
  }

  function hear(message: FromLine): void {
    switch (message.kind) {
      case 'opened':
        latest = message.picture
        onOpened(null)
        break
      case 'notOpened':
        onOpened(message.failure)
        break
      case 'progress':
        latest = message.picture
        options.onChange()
        break
      case 'ended':
        onEnded.get(message.partId)?.()
        onEnded.delete(message.partId)
        break
      case 'holdings':
      case 'removed':
      case 'bytes':
      case 'noAnswer':
        answers.get(message.question)?.(message)
        answers.delete(message.question)
        break
      case 'clockSample':
        options.serverClock.add(message.sample)
        break
      case 'toldToWait':
        options.onAskedToWait(message.forMs)
        break
      case 'tick':
        options.onTick()
        break
      case 'closed':
        onClosed()
        break
    }
  }
}
