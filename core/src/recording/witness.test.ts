// Proves what a witness claims: exactly the part's time, never more than arrivals and beats prove, and that what was
// recorded anew while nobody heard of it cannot pass as witnessed.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MINUTE_MS, SECOND_MS } from '../time/index.ts'
import { BLOCK_BYTES } from './digest.ts'
import { presenceGaps, PRESENCE_GAP_MS } from './presence.ts'
import {
  beatsToCompare,
  lengthIn,
  WITNESSED_WITHIN_MS,
  witnessOf,
  type TakenBeat,
  type WitnessedPart,
} from './witness.ts'

const T0 = 1_800_000_000_000
/** bytes a second */
const RATE = 50_000

type Story = {
  /** the recording runs for so many seconds */
  seconds: number
  /** at these seconds a beat arrived */
  beatsAt: readonly number[]
  /** up to this second of the recording the server held everything that had been recorded by then, at each beat */
  heldTo: (second: number) => number
  /** everything behind this second of the recording was replaced before it was uploaded */
  replacedFrom?: number
  /** the last byte arrives at this second; null: part of it is still on the device, see `heldTo` of the last beat */
  allAt: number | null
}

/** The same device as in life: it beats what it records, and uploads what it has then. */
function tell({ seconds, beatsAt, heldTo, replacedFrom = Infinity, allAt }: Story): [WitnessedPart, TakenBeat[]] {
  const sameBytes = replacedFrom * RATE
  const bytesAt = (second: number): number => Math.max(0, Math.min(second, seconds)) * RATE
  const bytes = allAt === null ? Math.max(0, ...beatsAt.map((at) => bytesAt(heldTo(at)))) : bytesAt(seconds)
  const digestOf = (index: number): string =>
    (index + 1) * BLOCK_BYTES <= sameBytes ? `true ${index}` : `new ${index}`
  const part: WitnessedPart = {
    startedAt: T0,
    endedAt: allAt === null ? null : T0 + seconds * SECOND_MS,
    bytes,
    lastBytesAt: allAt === null ? null : T0 + allAt * SECOND_MS,
    isSealed: allAt !== null,
    pauses: [],
    blocks: Array.from({ length: Math.floor(bytes / BLOCK_BYTES) }, (_, index) => ({
      digest: digestOf(index),
      arrivedAt: null,
    })),
  }
  let told = 0
  const beats = [...beatsAt]
    .sort((a, b) => a - b)
    .map((at): TakenBeat => {
      const from = told
      told = Math.floor(bytesAt(at) / BLOCK_BYTES)
      return {
        receivedAt: T0 + at * SECOND_MS,
        bytes: bytesAt(at),
        closedBlocks: Array.from({ length: told - from }, (_, index) => ({
          index: from + index,
          digest: `true ${from + index}`,
        })),
        heldBytes: bytesAt(Math.min(at, heldTo(at))),
        isOpenBlockSame: null,
      }
    })
  const late = new Set(beatsToCompare(part, beats))
  return [part, beats.map((beat) => (late.has(beat) ? { ...beat, isOpenBlockSame: beat.bytes <= sameBytes } : beat))]
}

const every5s = (from: number, to: number): number[] =>
  Array.from({ length: Math.floor((to - from) / 5) + 1 }, (_, at) => from + 5 * at)
const inSeconds = ([part, beats]: [WitnessedPart, TakenBeat[]]) =>
  witnessOf(part, beats).map((it) => [
    (it.fromAt - T0) / SECOND_MS,
    (it.toAt - T0) / SECOND_MS,
    it.state,
    it.lateByMs === null ? null : it.lateByMs / SECOND_MS,
  ])

describe('a recording of 120 s', () => {
  const whole = { seconds: 120, beatsAt: every5s(0, 120), heldTo: (at: number) => at - 4, allAt: 122 }
  const cut = (at: number) => Math.min(at, 40) - 4
  test.each<[string, Story, unknown[]]>([
    ['all went well', whole, [[0, 120, 'live', null]]],
    ['one beat was lost', { ...whole, beatsAt: whole.beatsAt.filter((at) => at !== 60) }, [[0, 120, 'live', null]]],
    [
      'uploads were blocked and beats came through',
      { ...whole, heldTo: cut, allAt: 500 },
      [
        [0, 35, 'live', null],
        [35, 120, 'witnessed', 465],
      ],
    ],
    [
      'the network was gone for 30 s',
      { ...whole, beatsAt: [...every5s(0, 40), ...every5s(70, 120)], heldTo: (at) => (at < 71 ? cut(at) : at - 4) },
      [
        [0, 35, 'live', null],
        [35, 40, 'witnessed', 40],
        [40, 70, 'unwitnessed', 35],
        [70, 120, 'live', null],
      ],
    ],
    [
      'the network was gone to the end, and all came the next day',
      { ...whole, beatsAt: every5s(0, 40), heldTo: cut, allAt: 86_400 },
      [
        [0, 35, 'live', null],
        [35, 40, 'witnessed', 86_365],
        [40, 120, 'unwitnessed', 86_360],
      ],
    ],
    [
      'the answer was recorded anew while uploads were said to be blocked',
      { ...whole, heldTo: cut, allAt: 500, replacedFrom: 41 },
      [
        [0, 35, 'live', null],
        [35, 40, 'witnessed', 465],
        [40, 120, 'unwitnessed', 460],
      ],
    ],
    [
      'part of it is still on the device',
      { ...whole, heldTo: cut, allAt: null },
      [
        [0, 35, 'live', null],
        [35, 120, 'missing', null],
      ],
    ],
    ['it is running', { ...whole, beatsAt: every5s(0, 60), allAt: null }, [[0, 60, 'live', null]]],
    ['no beat ever came', { ...whole, beatsAt: [], allAt: 121 }, [[0, 120, 'unwitnessed', 121]]],
    ['nothing came', { ...whole, beatsAt: [], seconds: 0, allAt: 100 }, []],
  ])('%s', (_name, story, expected) => {
    expect(inSeconds(tell(story))).toEqual(expected)
  })

  test('a beat that says nothing new vouches for no time, and a longer one than was sealed contradicts it', () => {
    const [part, beats] = tell(whole)
    const stuck = beats.map((it) => (it.bytes > 60 * RATE && it.bytes < 100 * RATE ? { ...it, bytes: 60 * RATE } : it))
    expect(inSeconds([part, stuck])).toContainEqual([60, 100, 'unwitnessed', 45])
    const shorter = { ...part, bytes: 80 * RATE }
    const till85 = beats.slice(0, 18).map((it) => ({ ...it, heldBytes: Math.min(it.heldBytes ?? 0, shorter.bytes) }))
    expect(inSeconds([shorter, till85])).toEqual([
      [0, 80, 'live', null],
      [80, 85, 'unwitnessed', null],
      [85, 120, 'missing', null],
    ])
  })
})

test('a block that is not the one that was told leaves everything behind it unproven', () => {
  const [part, beats] = tell({
    seconds: 120,
    beatsAt: every5s(0, 120),
    heldTo: (at) => Math.min(at, 40) - 4,
    allAt: 500,
  })
  // the third block, 41.9 to 62.9 s; the open blocks behind it are what was told
  const blocks = part.blocks.map((block, index) => (index === 2 ? { ...block, digest: 'another' } : block))
  expect(inSeconds([{ ...part, blocks }, beats])).toEqual([
    [0, 35, 'live', null],
    [35, 60, 'witnessed', 465],
    [60, 120, 'unwitnessed', 440],
  ])
})

const story: fc.Arbitrary<Story> = fc
  .record({
    seconds: fc.integer({ min: 1, max: 150 }),
    beatsAt: fc.uniqueArray(fc.integer({ min: 0, max: 160 }), { maxLength: 40 }),
    lags: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 160, maxLength: 160 }),
    replacedFrom: fc.option(fc.integer({ min: 0, max: 150 }), { nil: undefined }),
    allAt: fc.option(fc.integer({ min: 0, max: 400 }), { nil: null }),
  })
  .map(({ lags, replacedFrom, allAt, ...rest }) => {
    const held: number[] = []
    // what the server holds never becomes less, and what was replaced came after the last beat
    for (const [at, lag] of lags.entries()) {
      held.push(Math.max(held.at(-1) ?? 0, Math.min(at - lag, replacedFrom ?? Infinity, rest.seconds)))
    }
    return {
      ...rest,
      heldTo: (at) => held[Math.min(at, held.length - 1)] ?? 0,
      ...(replacedFrom === undefined ? {} : { replacedFrom }),
      allAt: allAt === null ? null : Math.max(allAt, rest.seconds, ...rest.beatsAt),
    }
  })

test('the stretches are the part’s time, without a hole, whatever order and however often beats come', () => {
  fc.assert(
    fc.property(story, fc.infiniteStream(fc.nat()), (it, shuffle) => {
      const [part, beats] = tell(it)
      const stretches = witnessOf(part, beats)
      const endAt = part.endedAt ?? Math.max(T0, ...beats.map((beat) => beat.receivedAt))
      expect(stretches[0]?.fromAt ?? endAt).toBe(endAt === T0 ? endAt : T0)
      expect(stretches.at(-1)?.toAt ?? T0).toBe(endAt)
      for (const [at, one] of stretches.entries()) {
        expect(one.toAt).toBeGreaterThan(one.fromAt)
        if (at > 0) expect([one.fromAt, one.state]).not.toEqual([expect.anything(), stretches[at - 1]!.state])
        if (at > 0) expect(one.fromAt).toBe(stretches[at - 1]!.toAt)
      }
      const again = [...beats, ...beats.slice(0, 5)]
        .map((beat) => ({ beat, place: shuffle.next().value as number }))
        .sort((a, b) => a.place - b.place)
        .map(({ beat }) => beat)
      expect(witnessOf(part, again)).toEqual(stretches)
    }),
  )
})

test('what is called live or witnessed had arrived, or had been described as it now is, within the time allowed', () => {
  fc.assert(
    fc.property(story, (it) => {
      const [part, beats] = tell(it)
      const sameBytes = (it.replacedFrom ?? Infinity) * RATE
      const lastGrowthAt = Math.max(
        0,
        ...beats.filter((beat) => beat.bytes <= part.bytes).map((beat) => beat.receivedAt),
      )
      for (const { fromAt, toAt, state } of witnessOf(part, beats)) {
        if (state !== 'live' && state !== 'witnessed') continue
        // an instant within, by whole seconds, as the recording has them; the end of a running part is on its way
        for (let at = fromAt; at < toAt && at < lastGrowthAt; at += SECOND_MS) {
          const recorded = Math.min((at - T0) / SECOND_MS, it.seconds) * RATE
          const untilAt = at + WITNESSED_WITHIN_MS
          const hasArrived =
            beats.some((beat) => beat.receivedAt <= untilAt && (beat.heldBytes ?? 0) >= recorded) ||
            (part.lastBytesAt ?? Infinity) <= untilAt
          const isDescribed = beats.some(
            ({ receivedAt, bytes }) => receivedAt <= untilAt && bytes >= recorded && bytes <= sameBytes,
          )
          expect(hasArrived || (state === 'witnessed' && isDescribed), `${state} at ${(at - T0) / SECOND_MS} s`).toBe(
            true,
          )
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('a late beat that describes other bytes makes its stretch unwitnessed, also between two that fit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 22 }), (which) => {
      const [part, beats] = tell({
        seconds: 120,
        beatsAt: every5s(0, 120),
        heldTo: (at) => Math.min(at, 40) - 4,
        allAt: 500,
      })
      const lied = beats.map((beat, at) => (at === which ? { ...beat, isOpenBlockSame: false } : beat))
      const said = lied[which]!.receivedAt
      const found = witnessOf(part, lied).find((it) => it.fromAt < said && said <= it.toAt)
      expect(found).toMatchObject({ state: 'unwitnessed', fromAt: said - 5 * SECOND_MS, toAt: said })
    }),
  )
})

test('presence gaps and counted lengths lie within what was asked for, and nothing is counted twice', () => {
  const within = { fromAt: T0, toAt: T0 + MINUTE_MS }
  const at = (...seconds: number[]): number[] => seconds.map((second) => T0 + second * SECOND_MS)
  const gap = (from: number, to: number) => ({ fromAt: T0 + from * SECOND_MS, toAt: T0 + to * SECOND_MS })
  expect(presenceGaps([], within)).toEqual([gap(0, 60)])
  expect(presenceGaps(at(10, 20, 30, 40, 50), within), 'exactly two beats').toEqual([])
  expect(presenceGaps([...at(49, -5, 10, 70), T0 + 20 * SECOND_MS + 1], within)).toEqual([
    { fromAt: T0 + 10 * SECOND_MS, toAt: T0 + 10 * SECOND_MS + PRESENCE_GAP_MS + 1 },
    { fromAt: T0 + 20 * SECOND_MS + 1, toAt: T0 + 49 * SECOND_MS },
    gap(49, 60),
  ])
  expect(lengthIn([gap(-10, 5), gap(3, 8), gap(4, 6), gap(50, 90)], within)).toBe(18 * SECOND_MS)
  expect(lengthIn([], within)).toBe(0)
})
