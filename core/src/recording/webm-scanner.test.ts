// Proves the index of a growing WebM: the same for any cut of its bytes, from its start and from its middle, and that bytes
// which are no WebM are never more than nothing.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { element, head, number, small, track, type Bytes } from './testkit/webm-bytes.ts'
import { createWebmScanner, newestKey, type WebmHead } from './webm-scanner.ts'

/** Its size in 4 bytes, for blocks that are larger than a header. */
const block = (trackNumber: number, isKey: boolean, length = 40): Bytes => {
  const content = [0x80 + trackNumber, 0, 5, isKey ? 0x80 : 0, ...Array<number>(length).fill(0x1f)]
  return [0xa3, 0x10, ...number(content.length, 3), ...content]
}
const grouped = (trackNumber: number, isKey: boolean): Bytes => {
  const content = [0x80 + trackNumber, 0, 5, 0, 1, 2, 3]
  return element([0xa0], [...small([0xa1], content), ...(isKey ? [] : small([0xfb], [0xff])), ...small([0x9b], [9])])
}
const cluster = (timeMs: number, blocks: Bytes[], size: 'known' | 'unknown' = 'unknown'): Bytes => {
  const content = [...small([0xe7], number(timeMs, 3)), ...blocks.flat()]
  return size === 'unknown'
    ? element([0x1f, 0x43, 0xb6, 0x75], content, true)
    : element([0x1f, 0x43, 0xb6, 0x75], content)
}

/** Sound is track 1 and the picture track 2: a recorder numbers them as it likes. */
const HEAD = head([track(1, 2), track(2, 1)], { more: small([0x4d, 0x80], [65]) })
const CLUSTERS = [
  cluster(0, [block(2, true, 300), block(1, true), block(2, false)]),
  cluster(1000, [block(1, true), block(2, false, 200)], 'known'),
  cluster(2000, [block(1, true), block(2, true)]),
  // an element within that nobody needs, and pictures in groups
  cluster(3000, [small([0xab], [1, 2]), grouped(2, false)]),
  cluster(4000, [grouped(2, true), grouped(2, false)], 'known'),
  cluster(70_000, [block(1, true)]),
]
const WHOLE = Uint8Array.from([...HEAD, ...CLUSTERS.flat()])
const OFFSETS = CLUSTERS.map((_, at) => HEAD.length + CLUSTERS.slice(0, at).flat().length)
const at = (place: number, timeMs: number, isKey: boolean | null) => ({ offset: OFFSETS[place] ?? -1, timeMs, isKey })
const INDEX = [
  at(0, 0, true),
  at(1, 1000, false),
  at(2, 2000, true),
  at(3, 3000, false),
  at(4, 4000, true),
  at(5, 70_000, null),
]
const KNOWN: WebmHead = { bytes: HEAD.length, timestampScaleNs: 1_000_000, frameTracks: [2] }

function scan(bytes: Uint8Array, cuts: readonly number[], from?: number) {
  const scanner = createWebmScanner(from === undefined ? undefined : { offset: from, head: KNOWN })
  const edges = [from ?? 0, ...cuts, bytes.length]
  edges.slice(1).forEach((to, at) => scanner.push(bytes.subarray(edges[at], to)))
  return scanner
}

test('split at every byte, and byte by byte, the index is the same', () => {
  for (let cut = 1; cut < WHOLE.length; cut++) expect(scan(WHOLE, [cut]).clusters()).toEqual(INDEX)
  const single = scan(
    WHOLE,
    Array.from({ length: WHOLE.length - 1 }, (_, at) => at + 1),
  )
  expect(single.clusters()).toEqual(INDEX)
  expect(single.head()).toEqual(KNOWN)
  expect(newestKey(single.clusters())).toEqual(INDEX[4])
  expect(newestKey(INDEX.slice(1, 2))).toBeUndefined()
})

test('from any byte behind the head it finds the next cluster, and all after it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: HEAD.length, max: WHOLE.length }),
      fc.array(fc.integer({ min: HEAD.length, max: WHOLE.length }), { maxLength: 5 }),
      (from, cuts) => {
        const edges = cuts.filter((cut) => cut > from).sort((a, b) => a - b)
        // in the middle of a cluster it is not known whose pictures these are: only clusters that begin behind it count
        expect(scan(WHOLE, edges, from).clusters()).toEqual(INDEX.filter(({ offset }) => offset >= from))
      },
    ),
  )
})

test('what has come so far is known at once: a head alone, and a cluster without its picture', () => {
  expect(scan(WHOLE.subarray(0, HEAD.length), []).head()).toBeNull()
  const begun = scan(WHOLE.subarray(0, HEAD.length + 20), [])
  expect(begun.head()).toEqual(KNOWN)
  expect(begun.clusters()).toEqual([{ offset: HEAD.length, timeMs: 0, isKey: null }])
})

test('bytes that are no WebM give nothing, from the start and from the middle, and never more than they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (noise) => {
      const fromStart = scan(noise, [Math.floor(noise.length / 2)])
      const fromMiddle = scan(Uint8Array.from([...noise, ...WHOLE.subarray(OFFSETS[1])]), [], 0)
      return fromStart.clusters().length <= noise.length && fromMiddle.clusters().at(-1)?.timeMs === 70_000
    }),
  )
  // bytes changed anywhere, and sizes that claim what is not there
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat({ max: WHOLE.length - 1 }), fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 }),
      (changes) => {
        const bytes = WHOLE.slice()
        for (const [place, to] of changes) bytes[place] = to
        const found = scan(bytes, [Math.floor(bytes.length / 2)]).clusters()
        return found.every(({ offset }, nth) => offset < bytes.length && offset > (found[nth - 1]?.offset ?? -1))
      },
    ),
    { numRuns: 2000 },
  )
  const mp4 = Uint8Array.from([0, 0, 0, 0x1c, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6f, 0x35])
  expect(scan(mp4, []).isLost()).toBe(true)
  // lost in the middle of a part, it finds its way again
  const damaged = WHOLE.slice()
  damaged.fill(0, OFFSETS[1]! + 16, OFFSETS[1]! + 60)
  expect(
    scan(damaged, [], HEAD.length)
      .clusters()
      .map(({ timeMs }) => timeMs),
  ).toEqual([0, 1000, 2000, 3000, 4000, 70_000])
  expect(
    scan(damaged, [])
      .clusters()
      .map(({ timeMs }) => timeMs),
  ).toEqual([0, 1000])
})
