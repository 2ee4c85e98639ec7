// Owns: one line of one attempt in a thread of its own: the durable log, its upload and its beats.
// Never drops a byte it was given: what cannot be written now is written later, in order.
import type { PartId } from '@zhishi/core/ids'
import { BEAT_INTERVAL_MS, type Line } from '@zhishi/core/recording'
import type { LineFault } from '../capture-types.ts'
import { createBeats, type Beats } from '../upload/beats.ts'
import { openDeviceLog } from '../log/device-log.ts'
import { LogFullError, LogInUseError, type DurableLog } from '../log/durable-log.ts'
import { joinAppends } from './joined-appends.ts'
import { holdingsOf, removeSealed } from '../export/line-export.ts'
import { createFrameCount, type FrameCount } from './frame-count.ts'
import { TICK_MS, type FromLine, type LineSnapshot, type ToLine } from './line-protocol.ts'
import { createPartDigests, type PartDigests } from '../log/part-digests.ts'
import { createServerClock, monotonicNow } from '../../client/server-clock.ts'
import { REQUEST_TIMEOUT_MS } from '../upload/uplink.ts'
import { createUploader, type Uploader } from '../upload/uploader.ts'

/** How often a failed write is tried again. */
const WRITE_AGAIN_MS = 1000
/** How long one try to open the log waits for a reloaded page's worker to let go of it. */
const OPEN_PATIENCE_MS = 3000

/** Takes effect in the order it was sent. */
type Ordered = Exclude<ToLine, { question: number }>
type OpenLine = { line: Line; log: DurableLog; digests: PartDigests; uploader: Uploader; beats: Beats }

const clock = createServerClock(monotonicNow)
const closing = new AbortController()
let open: OpenLine | null = null
const frameCounts = new Map<PartId, FrameCount>()
let writeFault: LineFault | null = null
/** what was to be set aside, once that was tried */
let reservedBytes = 0
const waiting: Ordered[] = []
let isWorking = false
let isWanted = false
let endRest: () => void = () => {}

addEventListener('message', ({ data }: MessageEvent<ToLine>) => {
  if (data.kind === 'close') {
    closing.abort()
    uploadNext()
  }
  if ('question' in data) void answer(data)
  else {
    waiting.push(data)
    void workInOrder()
  }
})
addEventListener('online', () => {
  open?.uploader.wake()
  uploadNext()
})

const say = (message: FromLine): void => postMessage(message)

/** What is written meanwhile neither waits for this nor holds it up. */
async function answer(asked: Extract<ToLine, { question: number }>): Promise<void> {
  const { question } = asked
  try {
    if (!open) throw new Error('the log is not open')
    const { log, digests } = open
    if (asked.kind === 'askHoldings')
      return say({ kind: 'holdings', question, holdings: await holdingsOf(log, digests) })
    if (asked.kind === 'askRemoval') {
      const parts = await removeSealed(log, createPartDigests(log), asked.there)
      say({ kind: 'removed', question, parts })
      return show()
    }
    const bytes = await log.read(asked.partId, asked.offset, asked.length)
    postMessage({ kind: 'bytes', question, bytes } satisfies FromLine, [bytes.buffer])
  } catch {
    say({ kind: 'noAnswer', question })
  }
}

/** A disk that needs seconds for a sync gets what came meanwhile with the next one: it falls behind by no more than that. */
async function workInOrder(): Promise<void> {
  if (isWorking) return
  isWorking = true
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    await perform(next.kind === 'append' ? joinAppends(next, waiting) : next).catch(() => fault('logFailed'))
  }
  isWorking = false
}

async function perform(message: Ordered): Promise<void> {
  if (message.kind === 'open') return openLine(message)
  if (!open) return
  const { log, digests, uploader } = open
  switch (message.kind) {
    case 'setGrant':
      await persist(() => log.keepGrant(message.grant))
      uploader.uploadNow()
      break
    case 'startPart': {
      const { partId, mime } = message.announcement
      const count = createFrameCount(mime)
      if (count) frameCounts.set(partId, count)
      await persist(() => log.startPart(message.announcement))
      break
    }
    case 'append': {
      const { partId, offset } = message
      await persist(async () => {
        const bytes = new Uint8Array(await message.bytes.arrayBuffer())
        await log.append(partId, offset, bytes, clock.now())
        digests.push(partId, offset, bytes)
        frameCounts.get(partId)?.push(bytes)
      })
      break
    }
    case 'endPart':
      await persist(() => log.markEnded(message.partId, message.end))
      show()
      say({ kind: 'ended', partId: message.partId })
      break
    case 'uploadNow':
      uploader.uploadNow()
      break
    case 'waitAsAsked':
      uploader.waitAsAsked(message.forMs)
      return
    case 'reserve':
      void reserve(log, message.bytes)
      break
    case 'leave':
      for (const { announcement, end } of log.list()) {
        if (!end) await persist(() => log.markEnded(announcement.partId, message.end))
      }
      break
    case 'close':
      await log.close()
      say({ kind: 'closed' })
      close()
      return
  }
  show()
  uploadNext()
}

async function openLine(message: ToLine & { kind: 'open' }): Promise<void> {
  const log = await openPatiently(message)
  if (!log) return say({ kind: 'notOpened', failure: 'storageUnavailable' })
  const { grant } = message
  if (message.clockSample) clock.add(message.clockSample)
  const digests = createPartDigests(log)
  const upload = createUploader({
    log,
    digests,
    send: within(REQUEST_TIMEOUT_MS),
    now: monotonicNow,
    random: Math.random,
    onAskedToWait: (forMs) => say({ kind: 'toldToWait', forMs }),
  })
  const beats = createBeats({ line: message.line, log, digests, send: within(BEAT_INTERVAL_MS), now: clock.now })
  open = { line: message.line, log, digests, uploader: upload, beats }
  say({ kind: 'opened', picture: picture(open) })
  setInterval(() => say({ kind: 'tick' }), TICK_MS)
  setInterval(() => void beat(), BEAT_INTERVAL_MS)
  void uploadForEver(open)
  if (grant && grant !== log.grant()) await perform({ kind: 'setGrant', grant })
}

/**
 * The page has the attempt for itself (attempt-lock.ts), so who still holds the log is a worker of an earlier page life,
 * which a busy computer may take long to end. @returns null: it cannot be had, or is not wanted any more
 */
async function openPatiently({ attemptId, line }: ToLine & { kind: 'open' }): Promise<DurableLog | null> {
  while (!closing.signal.aborted) {
    try {
      return await openDeviceLog(attemptId, line, OPEN_PATIENCE_MS)
    } catch (error) {
      if (!(error instanceof LogInUseError)) return null
    }
  }
  return null
}

/** Beside everything else: it may take seconds, and what is recorded meanwhile is written between its steps. */
async function reserve(log: DurableLog, bytes: number): Promise<void> {
  reservedBytes = 0
  try {
    await log.reserve(bytes)
    reservedBytes = bytes
  } catch {
    // not for want of room: nothing is set aside, and the recording is as safe as without it
  }
  show()
}

/**
 * Writes to the log, however long it takes to get room: messages behind this one wait, so the order is kept. What the
 * log refuses as wrong is not tried again, and shows as a fault.
 */
async function persist(write: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await write()
      writeFault = null
      return
    } catch (error) {
      fault(error instanceof LogFullError ? 'diskFull' : 'logFailed')
      const isDiskTrouble = error instanceof LogFullError || error instanceof DOMException
      if (!isDiskTrouble || closing.signal.aborted) return
      await new Promise((resolve) => setTimeout(resolve, WRITE_AGAIN_MS))
    }
  }
}

async function uploadForEver({ uploader }: OpenLine): Promise<void> {
  while (!closing.signal.aborted) {
    const waitMs = await uploader.step().catch(() => WRITE_AGAIN_MS)
    show()
    await rest(waitMs)
  }
}

/** Waits, unless or until there is something to upload at once. */
async function rest(waitMs: number): Promise<void> {
  if (!isWanted && waitMs > 0) {
    await new Promise<void>((resolve) => {
      endRest = resolve
      if (waitMs !== Infinity) setTimeout(resolve, waitMs)
    })
  }
  isWanted = false
}

function uploadNext(): void {
  isWanted = true
  endRest()
}

async function beat(): Promise<void> {
  if (!open) return
  const sentAt = monotonicNow()
  const answer = await open.beats.beat()
  if (!answer) return
  const sample = { serverNow: answer.serverNow, sentAt, receivedAt: monotonicNow() }
  clock.add(sample)
  say({ kind: 'clockSample', sample })
  open.uploader.setUploadEvery(answer.uploadEveryMs[open.line])
  // whoever answers a beat can take bytes as well
  open.uploader.wake()
  uploadNext()
}

function within(timeoutMs: number): typeof fetch {
  return (path, init) => fetch(path, { ...init, signal: AbortSignal.timeout(timeoutMs) })
}

function fault(it: LineFault): void {
  writeFault = it
  show()
}

function show(): void {
  if (open) say({ kind: 'progress', picture: picture(open) })
}

function picture({ log, uploader }: OpenLine): LineSnapshot {
  const parts = log.list()
  return {
    parts: parts.map((part) => ({
      partId: part.announcement.partId,
      number: part.announcement.number,
      bytes: part.bytes,
      acknowledgedBytes: uploader.acknowledgedBytes(part),
      end: part.end,
      isSealed: part.receipt !== null,
      frames: frameCounts.get(part.announcement.partId)?.frames() ?? null,
      soundPackets: frameCounts.get(part.announcement.partId)?.soundPackets() ?? null,
    })),
    fault:
      writeFault ?? parts.map((part) => uploader.faultOf(part.announcement.partId)).find((it) => it !== null) ?? null,
    isServerReachable: uploader.isServerReachable(),
    isRoomShort: log.reservedBytes() < reservedBytes,
  }
}
