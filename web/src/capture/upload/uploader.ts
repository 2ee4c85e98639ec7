// Owns: what to send next of one line's log, and what every answer means (docs/recording.md#transfer). The server's offset
// is the truth; one request at a time; nothing is ever given up, only put off.
// Never waits by itself: `step` does one thing and says how long until the next. Never reads a clock but the given one.
import type { PartId } from '@zhishi/core/ids'
import { isPaced, toHex, UPLOAD_EVERY_MS, type Receipt, type SealRequest } from '@zhishi/core/recording'
import type { LineFault } from '../capture-types.ts'
import type { DurableLog, LoggedPart } from '../log/durable-log.ts'
import type { PartDigests } from '../log/part-digests.ts'
import { createTusClient, type Send } from './tus.ts'
import type { Answer, Later } from './tus-answer.ts'
import { createUplink } from './uplink.ts'

/** Backoff doubles from here, with full jitter, so that thousands of clients do not come back at once. */
const BACKOFF_FIRST_MS = 500
const BACKOFF_MAX_MS = 8000
/** Spreads the clients that were all told the same Retry-After. */
const RETRY_AFTER_SPREAD_MS = 1000

/** What is held back is asked about again so often, where the server does not say. */
const HELD_BACK_MS = 60_000

/** An answer that says nothing we asked for is not from our server. */
const NO_ANSWER: Later = { kind: 'later', retryAfterMs: null, hasTimedOut: false }

export type UploaderPorts = {
  log: DurableLog
  digests: PartDigests
  send: Send
  /** monotonic milliseconds */
  now: () => number
  /** uniform in [0, 1) */
  random: () => number
  /** The server named a time (429, 503) before which this device is not to ask about any part. */
  onAskedToWait?: (forMs: number) => void
}

export type Uploader = {
  /** Does the next thing that is due, if any. @returns milliseconds until calling again makes sense; Infinity: never */
  step(): Promise<number>
  /** Ends a pause (the network is back), but not one the server asked for. */
  wake(): void
  /** What another line of this device was told. */
  waitAsAsked(forMs: number): void
  /** Tries everything again at once, also what was refused, and asks whether what was sealed is still there. */
  uploadNow(): void
  setUploadEvery(everyMs: number): void
  /** how many bytes of a part the server holds, as far as is known */
  acknowledgedBytes(part: LoggedPart): number
  /** why a part is not sent any more; null: it is */
  faultOf(partId: PartId): LineFault | null
  isServerReachable(): boolean
}

/** What to say about a part next: announce it, ask what the server holds, or go on from the known offset. */
type Sending = {
  next: 'create' | 'ask' | 'go'
  offset: number
  generation: number
  mac: string | null
  lastSentAt: number
  /** the last request was full, so more is waiting: the pace of the server is for live bytes, not for these */
  isBehind: boolean
  /** tries in a row that brought this part no further */
  failures: number
  fault: LineFault | null
  /** a fault that is over by itself: it is tried again from then on */
  heldUntil: number | null
}
type Task = { part: LoggedPart; sending: Sending; what: 'create' | 'ask' | 'append' | 'seal' }

export function createUploader({ log, digests, send, now, random, onAskedToWait }: UploaderPorts): Uploader {
  const tus = createTusClient(send, () => log.grant() ?? '')
  const sendings = new Map<PartId, Sending>()
  let everyMs = UPLOAD_EVERY_MS
  const uplink = createUplink()
  let failures = 0
  let notBefore = -Infinity
  let isToldToWait = false
  let isReachable = true

  return {
    async step() {
      if (now() < notBefore) return notBefore - now()
      const { task, dueInMs } = chooseTask()
      if (!task) return dueInMs
      await take(task, await perform(task))
      return Math.max(0, notBefore - now())
    },
    wake() {
      if (!isToldToWait) notBefore = -Infinity
    },
    waitAsAsked,
    uploadNow() {
      notBefore = -Infinity
      failures = 0
      for (const it of sendings.values()) {
        it.fault = null
        it.heldUntil = null
        it.isBehind = true
        if (it.next === 'go') it.next = 'ask'
      }
    },
    setUploadEvery(next) {
      everyMs = next
    },
    acknowledgedBytes: (part) => sendingOf(part).offset,
    faultOf: (partId) => sendings.get(partId)?.fault ?? null,
    isServerReachable: () => isReachable,
  }

  function sendingOf({ announcement: { partId }, acknowledged }: LoggedPart): Sending {
    const sending = sendings.get(partId) ?? {
      // what an earlier page life was told is asked for again, sealed parts too: the server may have lost bytes since
      next: acknowledged ? 'ask' : 'create',
      offset: acknowledged?.offset ?? 0,
      generation: acknowledged?.generation ?? 1,
      mac: acknowledged?.mac ?? null,
      lastSentAt: -Infinity,
      isBehind: false,
      failures: 0,
      fault: null,
      heldUntil: null,
    }
    sendings.set(partId, sending)
    return sending
  }

  /**
   * Oldest first, but no part that the server cannot take holds up the others; sealed parts are looked after when
   * nothing else is to be done.
   */
  function chooseTask(): { task: Task | null; dueInMs: number } {
    let dueInMs = Infinity
    if (log.grant() === null) return { task: null, dueInMs }
    const parts = log.list()
    // a beat counts only for a part that is announced: none waits for it behind what an outage has left
    const fresh = parts.find((part) => isToAnnounce(part, sendingOf(part)))
    if (fresh) return { task: { part: fresh, sending: sendingOf(fresh), what: 'create' }, dueInMs }
    const failuresOf = (part: LoggedPart): number => sendingOf(part).failures
    for (const part of parts.filter((it) => !it.receipt).toSorted((a, b) => failuresOf(a) - failuresOf(b))) {
      const sending = sendingOf(part)
      const unsent = part.bytes - sending.offset
      if (unsent < 0 && sending.next === 'go') sending.fault ??= 'logShorter'
      if (sending.heldUntil !== null && sending.heldUntil > now()) {
        dueInMs = Math.min(dueInMs, sending.heldUntil - now())
        continue
      }
      if (sending.fault && sending.heldUntil === null) continue
      // nothing of it is here yet, and perhaps never will be
      if (part.bytes === 0 && sending.next === 'create') continue
      if (sending.next !== 'go') return { task: { part, sending, what: sending.next }, dueInMs }
      if (unsent > 0) {
        const goesNow = part.end || sending.isBehind || !isPaced(everyMs)
        const waitMs = goesNow ? 0 : sending.lastSentAt + everyMs - now()
        if (waitMs <= 0) return { task: { part, sending, what: 'append' }, dueInMs }
        dueInMs = Math.min(dueInMs, waitMs)
      } else if (part.end) return { task: { part, sending, what: 'seal' }, dueInMs }
    }
    for (const part of parts.filter((it) => it.receipt)) {
      const sending = sendingOf(part)
      // sealing again changes nothing where all is well, and finds out what a HEAD would not: a lost seal
      if (sending.next !== 'go' && !sending.fault) return { task: { part, sending, what: 'seal' }, dueInMs }
    }
    return { task: null, dueInMs }
  }

  async function perform({ part, sending, what }: Task): Promise<Answer> {
    const { partId } = part.announcement
    switch (what) {
      case 'create':
        return tus.create(part.announcement)
      case 'ask': {
        const answer = await tus.ask(partId, sending)
        return answer.kind === 'held' && answer.offset === null ? NO_ANSWER : answer
      }
      case 'append': {
        const mostBytes = uplink.requestBytes()
        const bytes = await log.read(partId, sending.offset, mostBytes)
        const sentAt = now()
        const answer = await tus.append(partId, sending.offset, bytes)
        if (answer.kind === 'later' && answer.hasTimedOut) uplink.timedOut(bytes.length)
        if (answer.kind !== 'held') return answer
        if (answer.offset !== sending.offset + bytes.length) return { kind: 'differs' }
        sending.lastSentAt = sentAt
        sending.isBehind = bytes.length === mostBytes
        uplink.passed(bytes.length, now() - sentAt)
        return answer
      }
      case 'seal': {
        const request = await sealRequest(part)
        const answer = await tus.seal(partId, request)
        const isAbout = answer.kind === 'sealed' && isReceiptFor(answer.receipt, partId, request)
        return answer.kind === 'held' || (answer.kind === 'sealed' && !isAbout) ? NO_ANSWER : answer
      }
    }
  }

  async function take({ part, sending, what }: Task, answer: Answer): Promise<void> {
    const { partId } = part.announcement
    isReachable = answer.kind !== 'later'
    if (sending.heldUntil !== null && answer.kind !== 'heldBack') sending.fault = sending.heldUntil = null
    if (answer.kind === 'tooLarge') {
      // smaller requests from now on; where there are none, only our own server's word ends it
      if (what === 'append' && uplink.tooLarge()) return
      if (answer.isOurs) sending.fault = 'tooLarge'
      else putOff(sending, NO_ANSWER)
      return
    }
    switch (answer.kind) {
      case 'held':
        if (what === 'append') failures = sending.failures = 0
        everyMs = answer.uploadEveryMs ?? everyMs
        await hold(part, sending, answer.offset ?? 0, answer)
        return
      case 'sealed':
        failures = sending.failures = 0
        sending.next = 'go'
        if (part.receipt?.signature !== answer.receipt.signature) await log.markSealed(partId, answer.receipt)
        return
      case 'elsewhere': {
        const isLoss = answer.offset < sending.offset && (answer.generation ?? 0) <= sending.generation
        noteContradiction(sending)
        if (part.receipt) await log.markUnsealed(partId)
        // less than was acknowledged, without a word of a loss: say what we were told, and hear it once more
        if (isLoss) sending.next = 'ask'
        else await hold(part, sending, answer.offset, { generation: answer.generation, mac: null })
        return
      }
      case 'unknown':
        noteContradiction(sending)
        sending.next = 'create'
        if (part.receipt) await log.markUnsealed(partId)
        return
      case 'differs':
        noteContradiction(sending)
        sending.next = 'ask'
        if (part.receipt) await log.markUnsealed(partId)
        return
      case 'heldBack':
        sending.fault = answer.code
        sending.heldUntil = now() + (answer.retryAfterMs ?? HELD_BACK_MS) + random() * RETRY_AFTER_SPREAD_MS
        return
      case 'refused':
        sending.fault = answer.code
        sending.heldUntil = null
        return
      case 'later':
        putOff(sending, answer)
        return
    }
  }

  /** Nothing was learnt about the part: asked again after a pause. */
  function putOff(sending: Sending, { retryAfterMs }: Later): void {
    failures++
    sending.failures++
    if (retryAfterMs === null) {
      isToldToWait = false
      notBefore = now() + backoffMs()
    } else {
      waitAsAsked(retryAfterMs)
      onAskedToWait?.(retryAfterMs)
    }
    if (sending.next === 'go') sending.next = 'ask'
  }

  /** The server holds so much: from here the part goes on. */
  async function hold(
    part: LoggedPart,
    sending: Sending,
    offset: number,
    { generation, mac }: { generation: number | null; mac: string | null },
  ): Promise<void> {
    if (offset < sending.offset) askAboutAll()
    sending.next = 'go'
    sending.offset = offset
    sending.generation = generation ?? sending.generation
    const known = part.acknowledged
    const isKnown = known?.offset === offset && known.generation === sending.generation
    sending.mac = mac ?? (isKnown ? known.mac : null)
    if (isKnown && known.mac === sending.mac) return
    await log.markAcknowledged(part.announcement.partId, {
      offset,
      generation: sending.generation,
      mac: sending.mac,
    })
  }

  /** A server that lost bytes of one part (restored from a backup) may have lost others'. */
  function askAboutAll(): void {
    for (const it of sendings.values()) if (it.next === 'go') it.next = 'ask'
  }

  /** A contradiction is cleared up at once; contradictions in a row are not allowed to become a loop. */
  function noteContradiction(sending: Sending): void {
    failures++
    sending.failures++
    if (failures > 1) notBefore = now() + backoffMs()
  }

  function waitAsAsked(forMs: number): void {
    isToldToWait = true
    notBefore = Math.max(notBefore, now() + forMs + random() * RETRY_AFTER_SPREAD_MS)
  }

  function backoffMs(): number {
    return random() * Math.min(BACKOFF_MAX_MS, BACKOFF_FIRST_MS * 2 ** (failures - 1))
  }

  async function sealRequest(part: LoggedPart): Promise<SealRequest> {
    if (!part.end) throw new Error('only an ended part can be sealed')
    const digest = part.receipt?.digest ?? toHex((await digests.of(part.announcement.partId)).digest())
    return { bytes: part.bytes, digest, ...part.end }
  }
}

/** Nothing of it is there yet, and nothing has gone wrong with it. */
function isToAnnounce({ bytes, receipt, acknowledged }: LoggedPart, { next, fault, failures }: Sending): boolean {
  const isNew = bytes > 0 && receipt === null && acknowledged === null
  return isNew && next === 'create' && fault === null && failures === 0
}

function isReceiptFor(receipt: Receipt, partId: PartId, request: SealRequest): boolean {
  return receipt.partId === partId && receipt.bytes === request.bytes && receipt.digest === request.digest
}
