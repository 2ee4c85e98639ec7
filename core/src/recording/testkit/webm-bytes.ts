// Owns: elements of WebM, byte by byte, for tests: also such as no recorder writes.
// Never checks what it is given.

export type Bytes = number[]

export const number = (value: number, bytes: number): Bytes =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** (bytes - 1 - at)) % 256)

/** A size that is not known, as a recorder writes it of what it does not know the end of yet. */
export const UNKNOWN: Bytes = [0x01, ...Array<number>(7).fill(0xff)]

/** `isOpen`: its size is not known. */
export const element = (id: Bytes, content: Bytes, isOpen = false): Bytes => [
  ...id,
  ...(isOpen ? UNKNOWN : [0x02, ...number(content.length, 6)]),
  ...content,
]

/** Its size in one byte. */
export const small = (id: Bytes, content: Bytes): Bytes => [...id, 0x80 + content.length, ...content]

/** `type`: 1 pictures, 2 sound; `frameNs`: how long a frame of it is. */
export const track = (at: number, type: number, frameNs?: number): Bytes =>
  element(
    [0xae],
    [
      ...small([0xd7], [at]),
      ...small([0x83], [type]),
      ...(frameNs === undefined ? [] : small([0x23, 0xe3, 0x83], number(frameNs, 4))),
    ],
  )

/** Everything before the first cluster. */
export const head = (tracks: Bytes[], it: { scaleNs?: number; more?: Bytes } = {}): Bytes => [
  ...element([0x1a, 0x45, 0xdf, 0xa3], [0x42, 0x82, 0x84, 0x77, 0x65, 0x62, 0x6d]),
  ...element([0x18, 0x53, 0x80, 0x67], [], true),
  ...element(
    [0x15, 0x49, 0xa9, 0x66],
    [...small([0x2a, 0xd7, 0xb1], number(it.scaleNs ?? 1_000_000, 3)), ...(it.more ?? [])],
  ),
  ...element([0x16, 0x54, 0xae, 0x6b], tracks.flat()),
]
