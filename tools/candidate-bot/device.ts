// Owns: what a bot's computer or phone records and sends with its grant: parts by tus, beats with true digests, seals, stills.
// The server's offset is the truth: after any doubt it is asked for. Never loses a byte it has recorded.
import { setTimeout as sleep } from 'node:timers/promises'
import type { PartId } from '@zhishi/core/ids'
import {
  BEAT_INTERVAL_MS,
  STILL_EVERY_MS,
  STILL_MIME,
  UPLOAD_EVERY_MS,
  type BeatAnswer,
  type EndReason,
  type Feed,
  type JournalBody,
  type Line,
  type Receipt,
} from '@zhishi/core/recording'
import type { Film } from './clips.ts'
import { createPart, type BotPart } from './part.ts'

/** A slice is a second long; looking twice in it keeps a slice from waiting for the next. */
const CHECK_EVERY_MS = 500
/** As the candidate's page at most (web/src/capture/upload/uplink.ts). */
const REQUEST_MAX_BYTES = 1_048_576
/** Half a round trip on loopback, by which the server's clock may be wrong to us. */
const CLOCK_ERROR_MS = 5

/** What can be lost: `uploads` alone, or everything. */
export type Cut = 'nothing' | 'uploads' | 'everything'
type Sending = { isCreated: boolean; offset: number; sentAt: number; receipt: Receipt | null }
type Answer = { status: number; headers: Headers; body: unknown }

export type Device = ReturnType<typeof createDevice>

export function createDevice(options: { url: string; grant: string; signal: AbortSignal }) {
  const { url, grant, signal } = options
  const parts: BotPart[] = []
  const sendings = new Map<PartId, Sending>()
  const running = new Map<Line, BotPart>()
  /** what each feed shows now */
  const films = new Map<Feed, { film: Film; sinceAt: number; sentAt: number }>()
  const numbers = new Map<Line, number>()
  const uploadEveryMs = new Map<string, number>()
  let cut: Cut = 'nothing'
  let beatAt = 0
  let hasStopped = false

  function begin(line: Line, clip: Film | null): void {
    const number = (numbers.get(line) ?? 0) + 1
    numbers.set(line, number)
    const part = createPart({ line, number, startedAt: Date.now(), clip })
    parts.push(part)
    sendings.set(part.id, { isCreated: false, offset: 0, sentAt: 0, receipt: null })
    running.set(line, part)
    if (line === 'journal') {
      write({ kind: 'opened', userAgent: 'Zhishi candidate bot' })
      write({ kind: 'clockOffset', offsetMs: 0, errorMs: CLOCK_ERROR_MS })
    } else write({ kind: 'partStarted', partId: part.id, line, mime: part.mime })
    if (line !== 'journal' && clip) {
      const sentAt = films.get(line)?.sentAt ?? 0
      films.set(line, { film: clip, sinceAt: part.startedAt, sentAt })
    }
  }

  function end(line: Line, reason: EndReason): void {
    const part = running.get(line)
    part?.end(reason, Date.now())
    if (part && line !== 'journal') {
      write({ kind: 'partEnded', partId: part.id, line, reason, bytes: part.bytes() })
    }
    if (running.get(line) === part) running.delete(line)
    if (line !== 'journal') films.delete(line)
  }

  function write(body: JournalBody): void {
    running.get('journal')?.write(Date.now(), body)
  }

  async function send(
    path: string,
    method: string,
    headers: Record<string, string>,
    body?: string | Blob,
  ): Promise<Answer> {
    const response = await fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${grant}`, 'tus-resumable': '1.0.0', ...headers },
      ...(body === undefined ? {} : { body }),
      signal,
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : (JSON.parse(text) as unknown),
    }
  }

  const asJson = { 'content-type': 'application/json' }
  /** Not now is no answer. @throws Error when the server means no, which no bot expects */
  function isHeard(what: string, { status, body }: Answer): boolean {
    if (status < 300) return true
    if (status === 503 || status === 429) return false
    throw new Error(`${what} answered ${status} ${JSON.stringify(body)}`)
  }

  /** One request for the part, where one is due. */
  async function upload(part: BotPart, sending: Sending): Promise<void> {
    const { id, line } = part
    const path = `/api/parts/${id}`
    if (!sending.isCreated) {
      const headers = { 'upload-metadata': announcementOf(part), 'upload-defer-length': '1' }
      const answer = await send('/api/parts', 'POST', headers)
      if (!isHeard('creating a part', answer)) return
      sending.isCreated = true
      sending.offset = Number(answer.headers.get('upload-offset'))
    } else if (part.bytes() > sending.offset) {
      const everyMs = uploadEveryMs.get(line) ?? UPLOAD_EVERY_MS
      if (!part.isEnded() && Date.now() - sending.sentAt < everyMs) return
      const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(sending.offset) }
      sending.sentAt = Date.now()
      const answer = await send(path, 'PATCH', headers, new Blob([part.read(sending.offset, REQUEST_MAX_BYTES)]))
      if (answer.status === 409 || isHeard('appending', answer)) {
        sending.offset = Number(answer.headers.get('upload-offset'))
      }
    } else if (part.isEnded()) {
      const answer = await send(`${path}/seal`, 'POST', asJson, JSON.stringify(part.sealRequest()))
      if (isHeard('sealing', answer)) sending.receipt = answer.body as Receipt
    }
  }

  async function beat(): Promise<void> {
    beatAt = Date.now()
    const beats = [...running.values()].map((part) => part.beat())
    const says = { sentAt: beatAt, parts: beats.map((one) => one.says) }
    const answer = await send('/api/beats', 'POST', asJson, JSON.stringify(says))
    if (!isHeard('a beat', answer)) return
    for (const one of beats) one.answered()
    for (const [line, everyMs] of Object.entries((answer.body as BeatAnswer).uploadEveryMs)) {
      uploadEveryMs.set(line, everyMs)
    }
  }

  /** The picture of the film that is recorded now; as a page does, none that was not taken is sent again. */
  async function sendStills(): Promise<void> {
    for (const [feed, shown] of films) {
      const now = Date.now()
      if (now - shown.sentAt < STILL_EVERY_MS) continue
      shown.sentAt = now
      const { stills } = shown.film
      const jpeg = stills[Math.floor((now - shown.sinceAt) / STILL_EVERY_MS) % stills.length]
      if (!jpeg) continue
      const answer = await send(
        `/api/stills/${feed}`,
        'POST',
        { 'content-type': STILL_MIME },
        new Blob([new Uint8Array(jpeg)]),
      )
      isHeard('a still', answer)
    }
  }

  /** @returns once stopped. @throws whatever the server refuses for good */
  async function run(): Promise<void> {
    while (!hasStopped) {
      await sleep(CHECK_EVERY_MS, null, { signal })
      for (const part of running.values()) part.grow(Date.now())
      try {
        if (cut !== 'everything' && Date.now() - beatAt >= BEAT_INTERVAL_MS) await beat()
        if (cut !== 'everything') await sendStills()
        for (const part of parts) {
          const sending = sendings.get(part.id)
          if (cut === 'nothing' && sending && !sending.receipt) await upload(part, sending)
        }
      } catch (error) {
        // no network: everything is kept and sent at the next look
        if (signal.aborted || !(error instanceof TypeError)) throw error
      }
    }
  }

  return {
    begin,
    end,
    write,
    run,
    /** A new part begins before the old one ends, so that there is no gap. */
    goOn(feed: Feed, clip: Film, reason: EndReason): void {
      const old = running.get(feed)
      begin(feed, clip)
      old?.end(reason, Date.now())
      if (old) write({ kind: 'partEnded', partId: old.id, line: feed, reason, bytes: old.bytes() })
    },
    /** Everything that runs ends. */
    endAll(reason: EndReason): void {
      for (const line of [...running.keys()].filter((one) => one !== 'journal')) end(line, reason)
      end('journal', reason)
    },
    cut(what: Cut): void {
      cut = what
    },
    /** Tells that the turn around the room is done, until it is heard. */
    async finishSweep(): Promise<void> {
      while (!isHeard('the end of the sweep', await send('/api/evidence/sweep', 'POST', asJson, '{}')))
        await sleep(CHECK_EVERY_MS, null, { signal })
    },
    partIds: (): PartId[] => parts.map((part) => part.id),
    /** Every part has ended and has its receipt. */
    isSafe: (): boolean => running.size === 0 && parts.every((part) => sendings.get(part.id)?.receipt),
    stop(): void {
      hasStopped = true
    },
  }
}

/** The pairs of tus' Upload-Metadata. */
function announcementOf({ id, line, number, mime, startedAt }: BotPart): string {
  const facts = { partId: id, line, number, mime, startedAt, startedAtErrorMs: CLOCK_ERROR_MS }
  return Object.entries(facts)
    .map(([name, value]) => `${name} ${Buffer.from(String(value)).toString('base64')}`)
    .join(',')
}
