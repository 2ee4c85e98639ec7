// Owns: candidates that record and upload: which bytes are due when, how long each receipt took, who falls behind.
// Never sends a batch later than its interval to look better, and never gives a byte up: what failed is asked for and sent.
import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { BEAT_INTERVAL_MS, FEEDS, STILL_EVERY_MS, STILL_MIME, UPLOAD_EVERY_MS, type Feed } from '@zhishi/core/recording'
import type { Seat } from './arrive.ts'
import { BYTES_PER_S, createRecorded, cut, POOL_BYTES, REQUEST_MAX_BYTES, type Recorded, type Sent } from './feeds.ts'
import type { Subject, Target } from './targets.ts'
import { openWire, type Answer, type Wire } from './wire.ts'

/** Requests that begin parts, under way at once. */
const BEGIN_AT_ONCE = 48
const SLICE_MS = 1000
/** As a client's first step of backoff. */
const AFTER_FAILURE_MS = 500
/** Longer than this in arrears is behind: with its own batch recorded, two are waiting. */
const BEHIND_AFTER_MS = 2 * UPLOAD_EVERY_MS

/** All that the server looks at of a JPEG is its frame header (T.81 B.2.2): 320 × 240, and as many bytes as a face has. */
const STILL = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 240, 1, 64, 1, 1, 0x11, 0]),
  randomBytes(8000),
  Buffer.from([0xff, 0xd9]),
])

type Line = {
  subject: Subject
  seat: Seat
  pool: number
  wire: Wire
  place: string
  acknowledged: number
  /** what earlier runs recorded */
  before: number
  recorded: Recorded | null
}
/** The computer with camera and screen, the phone with evidence: each beats and sends stills for its own, one at a time. */
type Device = { feeds: readonly Feed[]; wire: Wire; last: Promise<void> }
type Candidate = { seat: Seat; lines: Line[]; devices: Device[] }

export type Ran = {
  receiptsMs: number[]
  bytesSent: number
  beats: number
  stills: number
  failures: number
  /** uploads that the server refused with a time to come again */
  toldToWait: number
  /** candidates of whom a feed was behind when the time was over */
  behind: number
}

const nothingYet = (): Ran => ({
  receiptsMs: [],
  bytesSent: 0,
  beats: 0,
  stills: 0,
  failures: 0,
  toldToWait: 0,
  behind: 0,
})

export function createCandidates(options: { url: string; target: Target; seats: readonly Seat[]; pool: Uint8Array }) {
  const { url, target, seats, pool } = options
  const all: Candidate[] = []
  /** pushed to by all runs under way */
  let ran: Ran

  function make(index: number): Candidate {
    const seat = seats[index % seats.length]
    if (!seat) throw new Error('there is no seat')
    // where there are more candidates than seats, several record under one grant
    const number = Math.floor(index / seats.length) + 1
    const lineOf = (feed: Feed): Line => ({
      subject: {
        feed,
        partId: randomUUID(),
        number,
        grant: feed === 'evidence' ? seat.phone : seat.computer,
        startedAt: Date.now(),
      },
      seat,
      // spread over the pool by the golden ratio: neighbours have nothing in common
      pool: Math.floor((((index * 3 + FEEDS.indexOf(feed)) * 0.618_033_988_75) % 1) * POOL_BYTES),
      wire: openWire(url),
      place: '',
      acknowledged: 0,
      before: 0,
      recorded: null,
    })
    const deviceOf = (...feeds: Feed[]): Device => ({ feeds, wire: openWire(url), last: Promise.resolve() })
    return { seat, lines: FEEDS.map(lineOf), devices: [deviceOf('camera', 'screen'), deviceOf('evidence')] }
  }

  async function begin(line: Line): Promise<void> {
    const head = target.begin(line.subject)
    const answer = head && (await line.wire.send(head))
    if (answer && answer.status !== 201) throw new Error(`beginning a part answered ${answer.status} ${answer.body}`)
    line.place = target.placeOf(line.subject, answer)
    if (target.hasBeats) line.recorded = createRecorded(pool, line.pool)
    if (line.subject.feed !== 'evidence') return
    // a phone has sent its first second before anybody may enter (docs/process-rules.md#evidence)
    line.before = BYTES_PER_S.evidence
    line.recorded?.grow(line.before)
    while (line.acknowledged < line.before) await append(line, line.before - line.acknowledged)
  }

  async function append(line: Line, atMost: number): Promise<void> {
    const bytes = cut(pool, line.pool, line.acknowledged, Math.min(atMost, REQUEST_MAX_BYTES))
    const head = target.append(line.subject, line.place, line.acknowledged, bytes)
    const from = performance.now()
    const answer = await line.wire.send(head, bytes).catch(() => null)
    const held = answer && target.heldAfter(answer, line.acknowledged + bytes.length)
    if (held === null) return recover(line, answer?.header('retry-after') ?? null)
    if (answer?.status !== 409) ran.receiptsMs.push(performance.now() - from)
    ran.bytesSent += Math.max(0, held - line.acknowledged)
    line.acknowledged = held
  }

  /** After any error the server's offset is the truth; who is told when to come again does, spread over a second. */
  async function recover(line: Line, retryAfterS: string | null): Promise<void> {
    if (retryAfterS === null) ran.failures += 1
    else ran.toldToWait += 1
    await sleep(retryAfterS === null ? AFTER_FAILURE_MS : (Number(retryAfterS) + Math.random()) * 1000)
    const head = target.ask(line.subject, line.place)
    const answer: Answer | null = head && (await line.wire.send(head).catch(() => null))
    const said = answer?.status === 200 ? answer.header('upload-offset') : null
    if (said !== null) line.acknowledged = Number(said)
  }

  async function beat({ lines }: Candidate, { feeds, wire }: Device): Promise<void> {
    const told = lines
      .filter(({ subject }) => feeds.includes(subject.feed))
      .flatMap((line) => (line.recorded ? [{ line, beat: line.recorded.beat() }] : []))
    const [first] = told
    if (!first) return
    const parts = told.map(({ line: { subject }, beat: { says } }) => ({
      partId: subject.partId,
      line: subject.feed,
      ...says,
    }))
    const body = Buffer.from(JSON.stringify({ sentAt: Date.now(), parts }))
    const { grant } = first.line.subject
    const head = ['POST /api/beats HTTP/1.1', `authorization: Bearer ${grant}`, 'content-type: application/json']
    const answer = await wire.send(head, body).catch(() => null)
    if (answer?.status !== 200) return void (ran.failures += 1)
    ran.beats += 1
    for (const one of told) one.beat.answered()
  }

  /** One of each feed of the device, one behind the other. */
  async function sendStills({ seat }: Candidate, { feeds, wire }: Device): Promise<void> {
    for (const feed of feeds) {
      const grant = feed === 'evidence' ? seat.phone : seat.computer
      const head = [
        `POST /api/stills/${feed} HTTP/1.1`,
        `authorization: Bearer ${grant}`,
        `content-type: ${STILL_MIME}`,
      ]
      const answer = await wire.send(head, STILL).catch(() => null)
      // one that is refused or lost is left out, as a device does: none is evidence
      if (answer?.status === 204) ran.stills += 1
    }
  }

  /** Does it for every device again and again, each at a phase of its own. */
  function rhythm(
    recording: readonly Candidate[],
    options: { from: number; runMs: number; everyMs: number },
    work: (candidate: Candidate, device: Device) => Promise<void>,
  ): Promise<void>[] {
    return recording.flatMap((candidate, at) =>
      candidate.devices.map(async (device, which) => {
        const phaseMs = (((at * 2 + which) * 0.618_033_988_75) % 1) * options.everyMs
        for (let due = options.from + phaseMs; due < options.from + options.runMs; due += options.everyMs) {
          await sleep(Math.max(0, due - performance.now()))
          device.last = device.last.then(() => work(candidate, device))
          await device.last
        }
      }),
    )
  }

  /** Uploads every 4 s what was recorded, whole slices; a batch whose time came while another was under way goes at once. */
  async function recordLine(line: Line, phaseMs: number, from: number, runMs: number): Promise<void> {
    const rate = BYTES_PER_S[line.subject.feed]
    const recordedAt = (atMs: number): number =>
      line.before + Math.floor(Math.min(atMs - from, runMs) / SLICE_MS) * rate * (SLICE_MS / 1000)
    for (let due = from + phaseMs; due < from + runMs; due += UPLOAD_EVERY_MS) {
      await sleep(Math.max(0, due - performance.now()))
      if (performance.now() > from + runMs) break
      const recorded = recordedAt(performance.now())
      line.recorded?.grow(recorded)
      if (recorded > line.acknowledged) await append(line, recorded - line.acknowledged)
    }
    await sleep(Math.max(0, from + runMs - performance.now()))
    line.before = recordedAt(from + runMs)
  }

  const isBehind = (line: Line): boolean =>
    line.before - line.acknowledged > (BYTES_PER_S[line.subject.feed] * BEHIND_AFTER_MS) / 1000

  return {
    /** Begins the parts of so many candidates in all. */
    async begin(count: number): Promise<void> {
      ran = nothingYet()
      const fresh = Array.from({ length: Math.max(0, count - all.length) }, (_, at) => make(all.length + at))
      all.push(...fresh)
      const lines = fresh.flatMap((one) => one.lines)
      await Promise.all(
        Array.from({ length: BEGIN_AT_ONCE }, async () => {
          for (let line = lines.pop(); line; line = lines.pop()) await begin(line)
        }),
      )
    },

    /** The first so many record and upload in real time, each feed and each beat at a phase of its own. */
    async pace(count: number, seconds: number): Promise<Ran> {
      ran = nothingYet()
      const from = performance.now()
      const runMs = seconds * 1000
      const recording = all.slice(0, count)
      const beats = target.hasBeats ? rhythm(recording, { from, runMs, everyMs: BEAT_INTERVAL_MS }, beat) : []
      // those who share another's grants would come too soon after him
      const seated = target.hasBeats ? recording.slice(0, seats.length) : []
      const pictures = rhythm(seated, { from, runMs, everyMs: STILL_EVERY_MS }, sendStills)
      const uploads = recording
        .flatMap((one) => one.lines)
        .map((line, at) => recordLine(line, ((at * 0.618_033_988_75) % 1) * UPLOAD_EVERY_MS, from, runMs))
      await Promise.all([...uploads, ...beats, ...pictures])
      ran.behind = recording.filter(({ lines }) => lines.some(isBehind)).length
      return ran
    },

    /** So many feeds at once, each its next four seconds as soon as the last were acknowledged. */
    async flatOut(connections: number, seconds: number): Promise<Ran> {
      ran = nothingYet()
      const until = performance.now() + seconds * 1000
      const lines = all.flatMap((one) => one.lines).slice(0, connections)
      await Promise.all(
        lines.map(async (line) => {
          const bytes = (BYTES_PER_S[line.subject.feed] * UPLOAD_EVERY_MS) / 1000
          while (performance.now() < until) await append(line, bytes)
        }),
      )
      return ran
    },

    sent: (): Sent[] =>
      all.flatMap(({ lines }) =>
        lines.map(({ seat, subject, pool: place, acknowledged }) => ({
          attemptId: seat.attemptId,
          partId: subject.partId,
          place,
          acknowledgedBytes: acknowledged,
        })),
      ),
    close(): void {
      for (const { wire } of all.flatMap(({ lines }) => lines)) wire.close()
      for (const { wire } of all.flatMap(({ devices }) => devices)) wire.close()
    },
  }
}
