// Owns: what beats and arrivals prove of a part: for every stretch of its time, how soon somebody else than the device
// knew its bytes (docs/recording.md#beats). Never a verdict: `unwitnessed` says that nobody can vouch, not that anybody
// lied.
import { z } from 'zod'
import { instant, type Instant } from '../time/index.ts'
import { BEAT_INTERVAL_MS } from './beat.ts'
import { BLOCK_BYTES } from './digest.ts'

/**
 * `live`: arrived as it was recorded. `witnessed`: arrived late, and is what beats described at its time.
 * `unwitnessed`: arrived late, and no beat describes it, or one described something else. `missing`: not here.
 */
export const WITNESS_STATES = ['live', 'witnessed', 'unwitnessed', 'missing'] as const
export const witnessState = z.enum(WITNESS_STATES)
export type WitnessState = z.infer<typeof witnessState>

export const witnessStretch = z
  .object({
    fromAt: instant,
    toAt: instant,
    state: witnessState,
    /** at most so long after it was recorded the last of it arrived; null: live, or not here */
    lateByMs: z.int().nullable(),
  })
  .meta({ id: 'WitnessStretch' })
export type WitnessStretch = z.infer<typeof witnessStretch>

/**
 * What is known of a stretch this soon counts as known at its time: three beats, so that one may be lost. So much could
 * be recorded anew without being seen here.
 */
export const WITNESSED_WITHIN_MS = 3 * BEAT_INTERVAL_MS
/**
 * Bytes that come this soon after the beat that speaks of them need no witness: an upload every 5 s at most, heard of
 * with the next beat.
 */
const IN_TIME_MS = 2 * BEAT_INTERVAL_MS

/** A part as the server holds it. */
export type WitnessedPart = {
  startedAt: Instant
  endedAt: Instant | null
  bytes: number
  lastBytesAt: Instant | null
  isSealed: boolean
  /** the full blocks that are here, in order; `arrivedAt` null: not known */
  blocks: readonly { digest: string; arrivedAt: Instant | null }[]
  /** instants after which nothing came for a while, and how much of the present bytes was here then */
  pauses: readonly { at: Instant; bytes: number }[]
}

/** A beat as the server took it. Its own `sentAt` is a claim and proves nothing. */
export type TakenBeat = {
  receivedAt: Instant
  bytes: number
  closedBlocks: readonly { index: number; digest: string }[]
  /** how much of the present bytes the server held then; null: not noted */
  heldBytes: number | null
  /** whether the bytes that are here have the open block's digest at that length; null: not compared */
  isOpenBlockSame: boolean | null
}

/**
 * The beats whose open block must be compared with the bytes before {@link witnessOf} can say all it could: those that
 * speak of bytes which are here but came late.
 */
export function beatsToCompare<Beat extends TakenBeat>(part: WitnessedPart, beats: readonly Beat[]): Beat[] {
  const arrivals = arrivalsOf(part, beats)
  return beats.filter(
    (beat) =>
      beat.isOpenBlockSame === null &&
      beat.bytes <= part.bytes &&
      beat.bytes % BLOCK_BYTES !== 0 &&
      !isInTime(beat, arrivals),
  )
}

/**
 * The stretches of the part's time, in order and without a hole. Beats say how far the recording was at which instant;
 * arrivals and digests say when those bytes were known. Order and repeats of beats do not matter.
 */
export function witnessOf(part: WitnessedPart, beats: readonly TakenBeat[]): WitnessStretch[] {
  const fromAt = part.startedAt
  const toAt = Math.max(fromAt, part.endedAt ?? Math.max(part.lastBytesAt ?? 0, ...beats.map((it) => it.receivedAt)))
  const arrivals = arrivalsOf(part, beats)
  const proofs = proofsOf(part, beats, arrivals)
  const contradictedAt = beats
    .filter((beat) => contradicts(part, beat, arrivals))
    .map((beat) => Math.min(beat.receivedAt, toAt))

  const stretches: WitnessStretch[] = []
  let coveredTo = fromAt
  const cover = (until: Instant, state: WitnessState, lateByMs: number | null): void => {
    const end = Math.min(until, toAt)
    if (end <= coveredTo) return
    const last = stretches.at(-1)
    if (last?.state === state) {
      last.toAt = end
      if (lateByMs !== null) last.lateByMs = Math.max(last.lateByMs ?? 0, lateByMs)
    } else stretches.push({ fromAt: coveredTo, toAt: end, state, lateByMs })
    coveredTo = end
  }

  for (const { at, bytes } of positionsOf(part, beats, toAt)) {
    // not here yet; what is here of this stretch cannot be told from what is not
    if (bytes > part.bytes && !part.isSealed) break
    const knownInMs = reachedAt(bytes, proofs) - coveredTo
    const arrivedInMs = reachedAt(bytes, arrivals) - coveredTo
    const lateByMs = arrivedInMs === Infinity ? null : arrivedInMs
    const isContradicted = contradictedAt.some((said) => said > coveredTo && said <= at)
    if (arrivedInMs <= WITNESSED_WITHIN_MS) cover(at, 'live', null)
    else if (knownInMs <= WITNESSED_WITHIN_MS && !isContradicted) cover(at, 'witnessed', lateByMs)
    else cover(at, 'unwitnessed', lateByMs)
  }
  // the last of a part is on its way while it runs, and its end is stated a moment after its last byte
  const isOnItsWay = toAt - coveredTo <= WITNESSED_WITHIN_MS && part.bytes > 0
  const last = stretches.at(-1)
  if (isOnItsWay) cover(toAt, last?.state ?? 'live', last?.lateByMs ?? null)
  else cover(toAt, 'missing', null)
  return stretches
}

/** How much of the time between two instants is in the stretches of that state, counted once where several lie. */
export function lengthIn(
  stretches: readonly Pick<WitnessStretch, 'fromAt' | 'toAt'>[],
  within: { fromAt: Instant; toAt: Instant },
): number {
  let lengthMs = 0
  let countedTo = within.fromAt
  for (const { fromAt, toAt } of stretches.toSorted((a, b) => a.fromAt - b.fromAt)) {
    const end = Math.min(toAt, within.toAt)
    lengthMs += Math.max(0, end - Math.max(fromAt, countedTo))
    countedTo = Math.max(countedTo, end)
  }
  return lengthMs
}

/** At `at` there were `bytes`: recorded, here, or proven. */
type Point = { at: Instant; bytes: number }

/** Those with more bytes than any before, in order of time. */
function rising(points: readonly Point[]): Point[] {
  let most = 0
  return points
    .toSorted((a, b) => a.at - b.at || b.bytes - a.bytes)
    .filter(({ bytes }) => {
      const isMore = bytes > most
      if (isMore) most = bytes
      return isMore
    })
}

/** The first instant with so many bytes; Infinity: there is none. A phone's day has 17,000 beats, so it is halved. */
function reachedAt(bytes: number, points: readonly Point[]): number {
  let from = 0
  for (let to = points.length; from < to;) {
    const middle = (from + to) >> 1
    if ((points[middle]?.bytes ?? 0) >= bytes) to = middle
    else from = middle + 1
  }
  return points[from]?.at ?? Infinity
}

/** How far the recording was, as its device said. One that says nothing new says nothing of the time since. */
function positionsOf(part: WitnessedPart, beats: readonly TakenBeat[], toAt: Instant): Point[] {
  return rising([
    ...beats.map(({ receivedAt, bytes }) => ({ at: Math.min(receivedAt, toAt), bytes })),
    { at: toAt, bytes: part.bytes },
  ])
}

/** What of the present bytes was here when. */
function arrivalsOf(part: WitnessedPart, beats: readonly TakenBeat[]): Point[] {
  return rising([
    ...part.pauses,
    ...beats.flatMap((beat) => (beat.heldBytes === null ? [] : [{ at: beat.receivedAt, bytes: beat.heldBytes }])),
    ...part.blocks.flatMap(({ arrivedAt }, index) =>
      arrivedAt === null ? [] : [{ at: arrivedAt, bytes: (index + 1) * BLOCK_BYTES }],
    ),
    ...(part.lastBytesAt === null ? [] : [{ at: part.lastBytesAt, bytes: part.bytes }]),
  ])
}

/** What arrived with a beat needs no witness: the server's own copy is the better one. */
function isInTime(beat: TakenBeat, arrivals: readonly Point[]): boolean {
  return reachedAt(beat.bytes, arrivals) <= beat.receivedAt + IN_TIME_MS
}

function contradicts(part: WitnessedPart, beat: TakenBeat, arrivals: readonly Point[]): boolean {
  if (isInTime(beat, arrivals)) return false
  const isLonger = part.isSealed && beat.bytes > part.bytes
  const isOtherBlock = beat.closedBlocks.some(({ index, digest }) => {
    const here = part.blocks[index]
    return here !== undefined && here.digest !== digest
  })
  return isLonger || isOtherBlock || beat.isOpenBlockSame === false
}

/**
 * How much of the present bytes was proven to exist when: what had arrived, and what a beat described as it now is.
 * Blocks count only where all before them are proven too.
 */
function proofsOf(part: WitnessedPart, beats: readonly TakenBeat[], arrivals: readonly Point[]): Point[] {
  const closed = new Set<number>()
  const open = new Map<number, number>()
  let proven = 0
  const steps = [
    ...arrivals.map(({ at, bytes }) => ({ at, take: () => void (proven = Math.max(proven, bytes)) })),
    ...beats.map((beat) => ({ at: beat.receivedAt, take: () => note(beat) })),
  ].sort((a, b) => a.at - b.at)
  return rising(
    steps.map(({ at, take }) => {
      take()
      reach()
      return { at, bytes: proven }
    }),
  )

  function note(beat: TakenBeat): void {
    for (const { index, digest } of beat.closedBlocks) if (part.blocks[index]?.digest === digest) closed.add(index)
    const block = Math.floor(beat.bytes / BLOCK_BYTES)
    if (beat.isOpenBlockSame === true) open.set(block, Math.max(open.get(block) ?? 0, beat.bytes))
  }

  function reach(): void {
    let block = Math.floor(proven / BLOCK_BYTES)
    for (; closed.has(block); block++) proven = (block + 1) * BLOCK_BYTES
    proven = Math.max(proven, open.get(block) ?? 0)
  }
}
