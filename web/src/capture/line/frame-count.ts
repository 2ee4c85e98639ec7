// Owns: counting pictures and sound packets in a WebM as its bytes pass: what a recorder really wrote, whatever it was given.
// Never decodes and never keeps bytes. The format: RFC 8794 (EBML), RFC 9559 (Matroska).

const SEGMENT = 0x18538067
const TRACKS = 0x1654ae6b
const TRACK_ENTRY = 0xae
const TRACK_NUMBER = 0xd7
const TRACK_TYPE = 0x83
const CLUSTER = 0x1f43b675
const BLOCK_GROUP = 0xa0
const BLOCK = 0xa1
const SIMPLE_BLOCK = 0xa3

/** `TrackType` (RFC 9559 §5.1.4.1.3). */
const VIDEO = 1
const AUDIO = 2
/** Gone into, whatever their length: a recorder leaves the lengths of segment and clusters open. */
const CONTAINERS = new Set([SEGMENT, TRACKS, TRACK_ENTRY, CLUSTER, BLOCK_GROUP])
/** Of these the first bytes are looked at. */
const LOOKED_AT = new Set([TRACK_NUMBER, TRACK_TYPE, BLOCK, SIMPLE_BLOCK])

export type FrameCount = {
  /** Takes in the next bytes of the part, cut anywhere. */
  push(bytes: Uint8Array): void
  frames(): number
  soundPackets(): number
}

/** @returns null for a format that is not counted */
export function createFrameCount(mime: string): FrameCount | null {
  if (!mime.startsWith('video/webm')) return null
  let rest: Uint8Array = new Uint8Array()
  /** bytes of the last element that are still to come and of no interest */
  let passOver = 0
  let number = 0
  let videoNumber = -1
  let audioNumber = -1
  let frames = 0
  let soundPackets = 0

  function look(id: number, value: number): void {
    if (id === TRACK_NUMBER) number = value
    else if (id === TRACK_TYPE) {
      if (value === VIDEO) videoNumber = number
      if (value === AUDIO) audioNumber = number
    }
    // a block begins with the number of its track as a variable-length integer: one byte below 127
    else if ((value & 0x7f) === videoNumber) frames++
    else if ((value & 0x7f) === audioNumber) soundPackets++
  }

  return {
    frames: () => frames,
    soundPackets: () => soundPackets,
    push(bytes) {
      const data = rest.length === 0 ? bytes : joined(rest, bytes)
      let at = passOver
      while (at < data.length) {
        const id = readVint(data, at, { isMarked: true })
        const size = id && readVint(data, id.end, { isMarked: false })
        const isContainer = id !== null && CONTAINERS.has(id.value)
        const isLookedAt = id !== null && LOOKED_AT.has(id.value)
        if (!id || !size || (isLookedAt && size.end >= data.length)) {
          rest = data.slice(at)
          passOver = 0
          return
        }
        if (isLookedAt) look(id.value, data[size.end] ?? 0)
        at = isContainer ? size.end : size.end + size.value
      }
      rest = new Uint8Array()
      passOver = at - data.length
    },
  }
}

/** @param isMarked ids keep the bit that marks their length. @returns null when it is not all there yet */
function readVint(data: Uint8Array, at: number, { isMarked }: { isMarked: boolean }) {
  const first = data[at]
  if (first === undefined) return null
  const length = Math.clz32(first) - 23
  if (at + length > data.length) return null
  let value = isMarked ? first : first & (0xff >> length)
  for (let next = at + 1; next < at + length; next++) value = value * 256 + (data[next] ?? 0)
  return { value, end: at + length }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length)
  whole.set(a)
  whole.set(b, a.length)
  return whole
}
