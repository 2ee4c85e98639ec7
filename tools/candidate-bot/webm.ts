// Owns: cutting a canned WebM into the slices a recorder would hand out, and going on from its start when it is over, with
// running times, so that a clip of seconds records for hours. Never decodes a picture or a sound.
// The format: RFC 8794 (EBML), RFC 9559 (Matroska).

/** A canned recording: its head, then clusters, each beginning at a time of its own. */
export type Clip = {
  mime: string
  head: Uint8Array<ArrayBuffer>
  clusters: ReadonlyArray<{ atMs: number; blocks: Uint8Array<ArrayBuffer> }>
  lengthMs: number
}

/** What a recorder hands out, and how long after its start. */
export type Slice = { readyAtMs: number; bytes: Uint8Array<ArrayBuffer> }

const SEGMENT = 0x18538067
const CLUSTER = 0x1f43b675
const TIMESTAMP = 0xe7

/**
 * @param lengthMs of the clip: what comes after it begins again at its start
 * @throws Error when it is not a WebM of plain clusters whose first child is their time
 */
export function parseClip(bytes: Uint8Array<ArrayBuffer>, options: { mime: string; lengthMs: number }): Clip {
  const clusters: Array<{ atMs: number; blocks: Uint8Array<ArrayBuffer> }> = []
  let head: Uint8Array<ArrayBuffer> | undefined
  for (let at = 0; at < bytes.length;) {
    const element = readElement(bytes, at)
    if (element.id === CLUSTER) {
      head ??= bytes.slice(0, at)
      const time = readElement(bytes, element.from)
      if (time.id !== TIMESTAMP) throw new Error('a cluster of the clip does not begin with its time')
      clusters.push({ atMs: readNumber(bytes, time.from, time.to), blocks: bytes.slice(time.to, element.to) })
    }
    // the segment is gone into, everything else is passed over
    at = element.id === SEGMENT ? element.from : element.to
  }
  if (!head || clusters.length === 0) throw new Error('the clip holds no cluster')
  return { ...options, head, clusters }
}

/** The slice of that number, from 0, of a recording that never ends. */
export function sliceOf(clip: Clip, number: number): Slice {
  const { clusters, lengthMs } = clip
  const place = number % clusters.length
  const beginsAtMs = Math.floor(number / clusters.length) * lengthMs
  const cluster = clusters[place]
  if (!cluster) throw new Error(`a clip has no slice ${number}`)
  const bytes = makeCluster(beginsAtMs + cluster.atMs, cluster.blocks)
  return {
    readyAtMs: beginsAtMs + (clusters[place + 1]?.atMs ?? lengthMs),
    bytes: number === 0 ? concat(clip.head, bytes) : bytes,
  }
}

function makeCluster(atMs: number, blocks: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  // id (4), length of the rest in 8 bytes, the time's id, its length, and its 4 bytes
  const start = new Uint8Array(18)
  const view = new DataView(start.buffer)
  view.setUint32(0, CLUSTER)
  view.setUint8(4, 0x01)
  view.setUint32(8, 6 + blocks.length)
  view.setUint8(12, TIMESTAMP)
  view.setUint8(13, 0x84)
  view.setUint32(14, atMs)
  return concat(start, blocks)
}

/** `from` and `to` are those of the content; an unknown length reaches to the end of the bytes. */
function readElement(bytes: Uint8Array, at: number): { id: number; from: number; to: number } {
  const idBytes = widthAt(bytes, at)
  const sizeBytes = widthAt(bytes, at + idBytes)
  const from = at + idBytes + sizeBytes
  // the first one of a length's bits only says how many bytes it has
  const first = (bytes[at + idBytes] ?? 0) & (0xff >> sizeBytes)
  const size = first * 256 ** (sizeBytes - 1) + readNumber(bytes, at + idBytes + 1, from)
  const isUnknown = size === 2 ** (7 * sizeBytes) - 1
  return { id: readNumber(bytes, at, at + idBytes), from, to: isUnknown ? bytes.length : from + size }
}

function widthAt(bytes: Uint8Array, at: number): number {
  const width = Math.clz32(bytes[at] ?? 0) - 23
  if (width > 8) throw new Error(`no WebM at byte ${at} of the clip`)
  return width
}

function readNumber(bytes: Uint8Array, from: number, to: number): number {
  return bytes.subarray(from, to).reduce((number, byte) => number * 256 + byte, 0)
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
