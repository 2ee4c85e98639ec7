// Proves what is measured of a file: when it has pictures and sound, the same for any cut of its bytes; blocks by themselves, in
// groups and laced, before and behind the time of their cluster; and that no file, however wrong, costs more than its bytes.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWebmTimes } from './index.ts'
import { element, head as headOf, number, small, track, type Bytes } from './testkit/webm-bytes.ts'

const PICTURE = 2
const SOUND = 1
const TEXT = 3
const TRACKS = [track(SOUND, 2, 20_000_000), track(PICTURE, 1), track(TEXT, 17)]
const head = (scaleNs?: number): Bytes => headOf(TRACKS, scaleNs === undefined ? {} : { scaleNs })
const content = (at: number, time: number, lacing = 0, frames = 1): Bytes => [
  0x80 + at,
  ...number(time & 0xffff, 2),
  lacing,
  ...(lacing === 0 ? [] : [frames - 1]),
  ...Array<number>(30).fill(0x1f),
]
const block = (at: number, time: number, lacing?: number, frames?: number): Bytes =>
  element([0xa3], content(at, time, lacing, frames))
const group = (at: number, time: number, durationMs: number, lacing?: number, frames?: number): Bytes =>
  element([0xa0], [...small([0xa1], content(at, time, lacing, frames)), ...small([0x9b], number(durationMs, 2))])
const cluster = (time: number, ...blocks: Bytes[]): Bytes =>
  element([0x1f, 0x43, 0xb6, 0x75], [...small([0xe7], number(time, 4)), ...blocks.flat()], true)

function measure(bytes: Bytes | Uint8Array, cuts: readonly number[] = []) {
  const whole = Uint8Array.from(bytes)
  const times = createWebmTimes()
  const edges = [0, ...cuts, whole.length]
  edges.slice(1).forEach((to, at) => times.push(whole.subarray(edges[at], to)))
  const pairs = (all: readonly { fromMs: number; toMs: number }[]) => all.map(({ fromMs, toMs }) => [fromMs, toMs])
  return { frames: pairs(times.frames.spans()), sound: pairs(times.sound.spans()) }
}

const FILE = [
  ...head(),
  ...cluster(0, block(PICTURE, 0), block(SOUND, 10), block(PICTURE, 1500)),
  // a block may be earlier than its cluster
  ...cluster(9000, block(PICTURE, -1000), block(TEXT, 7000), group(PICTURE, 500, 66)),
  ...cluster(70_000, block(SOUND, 0)),
]
const FOUND = {
  frames: [
    [0, 3500],
    [8000, 11_500],
  ],
  sound: [
    [10, 2010],
    [70_000, 72_000],
  ],
}

test('blocks of both kinds, alone and in groups, give the same times wherever the bytes are cut', () => {
  for (let cut = 1; cut < FILE.length; cut++) expect(measure(FILE, [cut])).toEqual(FOUND)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: FILE.length }), { maxLength: 9 }), (cuts) => {
      expect(
        measure(
          FILE,
          cuts.toSorted((a, b) => a - b),
        ),
      ).toEqual(FOUND)
    }),
  )
})

test('any blocks in any order: what is found is what was written', () => {
  const some = fc.array(
    fc.record({
      at: fc.constantFrom(SOUND, PICTURE),
      cluster: fc.nat(60_000),
      time: fc.integer({ min: -32_768, max: 32_767 }),
    }),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(some, (all) => {
      const file = [...head(), ...all.flatMap((one) => cluster(one.cluster, block(one.at, one.time)))]
      const { frames, sound } = measure(file)
      for (const one of all) {
        const at = Math.max(0, one.cluster + one.time)
        const spans = one.at === PICTURE ? frames : sound
        expect(spans.some(([from = 0, to = 0]) => from <= at && at + 2000 <= to)).toBe(true)
      }
    }),
  )
})

test('of frames laced into one block each counts, by the length of a frame or of the group', () => {
  const XIPH = 0x02
  expect(measure([...head(), ...cluster(0, block(SOUND, 0, XIPH, 200))]).sound).toEqual([[0, 199 * 20 + 2000]])
  // the picture's track says no length: the group does, in front of its block or behind it
  expect(measure([...head(), ...cluster(0, group(PICTURE, 0, 6000, XIPH, 4))]).frames).toEqual([[0, 4500 + 2000]])
  expect(measure([...head(), ...cluster(0, block(PICTURE, 0, XIPH, 4))]).frames, 'nobody says').toEqual([[0, 2000]])
  expect(measure([...head(2_000_000), ...cluster(50, block(PICTURE, 10))]).frames, 'steps of two ms').toEqual([
    [120, 2120],
  ])
})

test('what is damaged is gone on with at the next cluster, and what is no file gives nothing', () => {
  const damaged = Uint8Array.from(FILE)
  damaged.fill(0, head().length + 30, head().length + 90)
  expect(measure(damaged).frames.at(-1)).toEqual(FOUND.frames[1])
  expect(measure(damaged).sound.at(-1)).toEqual(FOUND.sound[1])
  expect(measure(head().slice(0, 60))).toEqual({ frames: [], sound: [] })
  // no track is known: a cluster by itself says nothing
  expect(measure(cluster(0, block(PICTURE, 0)))).toEqual({ frames: [], sound: [] })
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      expect(measure(noise, [noise.length >> 1])).toEqual({ frames: [], sound: [] })
    }),
  )
  // a time that no interview lasts
  expect(measure([...head(), ...cluster(4_000_000_000, block(PICTURE, 0))]).frames).toEqual([])
})
