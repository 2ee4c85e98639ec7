// Proves: pictures and sound packets are counted, each by itself, wherever the bytes are cut.
import { expect, test } from 'vitest'
import { createFrameCount } from './frame-count.ts'

/** An element as Chromium writes it; without a length: open to its end, as segments and clusters are. */
function element(
  id: number[],
  content: number[],
  length: number[] = [0x10, 0, content.length >> 8, content.length & 255],
) {
  return [...id, ...length, ...content]
}
const OPEN = [0x01, 255, 255, 255, 255, 255, 255, 255]
const track = (number: number, type: number) =>
  element([0xae], [...element([0xd7], [number]), ...element([0x83], [type])])
const block = (of: number, length: number) =>
  element([0xa3], [0x80 | of, 0, 0, 0x80, ...Array<number>(length).fill(0xa3)])
const group = (of: number) => element([0xa0], element([0xa1], [0x80 | of, 0, 0, 0, 1, 2, 3]))
const cluster = (...blocks: number[][]) =>
  element([0x1f, 0x43, 0xb6, 0x75], [...element([0xe7], [5]), ...blocks.flat()], OPEN)

const head = element([0x1a, 0x45, 0xdf, 0xa3], [0x42, 0x82, 0x84, 0x77, 0x65, 0x62, 0x6d])
// the sound first: recorders change the order of their tracks from one run to the next
const tracks = element([0x16, 0x54, 0xae, 0x6b], [...track(1, 2), ...track(2, 1)])
const body = [
  tracks,
  cluster(block(2, 300), block(1, 40), group(2)),
  cluster(block(1, 3)),
  cluster(block(2, 7), group(1)),
]
const file = new Uint8Array([...head, ...element([0x18, 0x53, 0x80, 0x67], body.flat(), OPEN)])

test.each([1, 2, 3, 7, 64, 10_000])(
  'three pictures and three sound packets in a file that comes %i bytes at a time',
  (length) => {
    const count = createFrameCount('video/webm;codecs=vp9,opus')
    for (let at = 0; at < file.length; at += length) count?.push(file.subarray(at, at + length))
    expect([count?.frames(), count?.soundPackets()]).toEqual([3, 3])
  },
)

test('other formats are not counted', () => {
  expect(createFrameCount('video/mp4')).toBeNull()
})
