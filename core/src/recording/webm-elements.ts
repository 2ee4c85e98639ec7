// Owns: reading the elements of a WebM as its bytes come, in pieces of any size: EBML (RFC 8794) with the elements of Matroska
// (RFC 9559). Only headers of elements, and numbers, are looked at.
// Never decodes, never keeps more than one header, and never fails: what cannot be read is told nobody.

/** Ids of elements, by the names that RFC 9559 gives them. */
export const SEGMENT = 0x18538067
export const INFO = 0x1549a966
export const TIMESTAMP_SCALE = 0x2ad7b1
export const TRACKS = 0x1654ae6b
export const TRACK_ENTRY = 0xae
export const TRACK_NUMBER = 0xd7
export const TRACK_TYPE = 0x83
export const DEFAULT_DURATION = 0x23e383
export const CLUSTER = 0x1f43b675
export const TIMESTAMP = 0xe7
export const SIMPLE_BLOCK = 0xa3
export const BLOCK_GROUP = 0xa0
export const BLOCK = 0xa1
export const BLOCK_DURATION = 0x9b
export const REFERENCE_BLOCK = 0xfb

/** RFC 9559: the default of TimestampScale. */
export const DEFAULT_SCALE_NS = 1_000_000
/** RFC 9559: TrackType of pictures, and of sound. */
export const FRAME_TRACK = 1
export const SOUND_TRACK = 2

/** Elements that are entered. Their ids differ from all ids within them, so that their ends need not be watched. */
const ENTERED: ReadonlySet<number> = new Set([SEGMENT, INFO, TRACKS, TRACK_ENTRY, CLUSTER, BLOCK_GROUP])
/** Elements whose value is a number of at most 8 bytes. */
const NUMBERS: ReadonlySet<number> = new Set([
  TIMESTAMP_SCALE,
  TRACK_NUMBER,
  TRACK_TYPE,
  DEFAULT_DURATION,
  TIMESTAMP,
  BLOCK_DURATION,
])
/** Of a block: its track, its time in the cluster, its flags, and how many frames are laced in it (RFC 9559 §10). */
const BLOCK_HEAD_BYTES = 12
/** The id of a cluster, its size, and what comes first in it: id and size of its timestamp. */
const CLUSTER_HEAD_BYTES = 14

/** The head of a block. */
export type BlockHead = {
  track: number
  /** from the time of its cluster, in steps of the timestamp scale */
  time: number
  flags: number
  /** how many frames are in it */
  frames: number
}

/** Told of elements as they come. `offset`: of its first byte, from where the reader began counting. */
export type WebmVisitor = {
  enter(id: number, offset: number): void
  number(id: number, value: number): void
  block(id: number, head: BlockHead): void
  /** an element that says of the block beside it that it needs another one */
  refer?(): void
}

export type WebmReader = {
  push(bytes: Uint8Array): void
  isLost(): boolean
}

type Element = { id: number; headBytes: number; /** null: not known, as recorders write it */ bytes: number | null }

/**
 * @param from where the first byte that is pushed lies
 * @param it.isSeeking begins anywhere: looks for the next cluster first
 * @param it.canSeek what it does when it loses its way: looks for the next cluster, or gives up for good
 */
export function createWebmReader(
  visitor: WebmVisitor,
  options: { from: number; isSeeking: boolean; canSeek: () => boolean },
): WebmReader {
  let held: Uint8Array = new Uint8Array(0)
  /** of the first byte that is held, or comes next */
  let offset = options.from
  let skipBytes = 0
  let mode: 'reading' | 'seeking' | 'lost' = options.isSeeking ? 'seeking' : 'reading'

  function push(bytes: Uint8Array): void {
    if (mode === 'lost') return
    const all = held.length === 0 ? bytes : joined(held, bytes)
    let at = 0
    for (;;) {
      const stepped = mode === 'seeking' ? seek(all, at) : read(all, at)
      if (stepped === null) break
      offset += stepped - at
      at = stepped
    }
    if (skipBytes > 0) {
      const passed = Math.min(skipBytes, all.length - at)
      skipBytes -= passed
      offset += passed
      at += passed
    }
    held = all.slice(at)
  }

  /** Goes on behind what could be read; null: more bytes are needed. */
  function read(all: Uint8Array, at: number): number | null {
    if (skipBytes > 0) {
      if (all.length - at < skipBytes) return null
      const behind = at + skipBytes
      skipBytes = 0
      return behind
    }
    const element = elementAt(all, at)
    if (element === 'more') return null
    if (element === 'none') return lose(at)
    const { id, headBytes, bytes } = element
    const content = at + headBytes
    if (ENTERED.has(id)) {
      visitor.enter(id, offset)
      return content
    }
    if (bytes === null) return lose(at)
    if (NUMBERS.has(id)) {
      if (bytes > 8) return lose(at)
      if (all.length < content + bytes) return null
      visitor.number(id, numberAt(all, content, bytes))
    } else if (id === SIMPLE_BLOCK || id === BLOCK) {
      const needed = Math.min(bytes, BLOCK_HEAD_BYTES)
      if (all.length < content + needed) return null
      const head = blockHeadAt(all, content, content + needed)
      if (head) visitor.block(id, head)
    } else if (id === REFERENCE_BLOCK) visitor.refer?.()
    skipBytes = bytes
    return content
  }

  function lose(at: number): number | null {
    if (!options.canSeek()) {
      mode = 'lost'
      return null
    }
    mode = 'seeking'
    return at + 1
  }

  /** Looks for what every recorder begins a cluster with: its id, any size, and a timestamp at once. */
  function seek(all: Uint8Array, at: number): number | null {
    for (let next = at; all.length - next >= CLUSTER_HEAD_BYTES; next++) {
      const element = all[next] === 0x1f ? elementAt(all, next) : 'none'
      if (typeof element === 'string' || element.id !== CLUSTER) continue
      const first = elementAt(all, next + element.headBytes)
      if (typeof first === 'string' || first.id !== TIMESTAMP || (first.bytes ?? 9) > 8) continue
      mode = 'reading'
      return next
    }
    return all.length - at < CLUSTER_HEAD_BYTES ? null : all.length - CLUSTER_HEAD_BYTES + 1
  }

  return { push, isLost: () => mode === 'lost' }
}

/** Flags of a block: how its frames are laced, and where it is not (RFC 9559 §10.2). */
const LACING = 0x06

/** Null: too short to be a block. */
function blockHeadAt(all: Uint8Array, from: number, to: number): BlockHead | null {
  const head = all.subarray(from, to)
  const track = vintAt(head, 0)
  if (typeof track === 'string' || track.value === null) return null
  const at = track.bytes
  const flags = head[at + 2]
  if (flags === undefined) return null
  const time = (((head[at] ?? 0) << 24) | ((head[at + 1] ?? 0) << 16)) >> 16
  return { track: track.value, time, flags, frames: (flags & LACING) === 0 ? 1 : (head[at + 3] ?? 0) + 1 }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const both = new Uint8Array(first.length + second.length)
  both.set(first)
  both.set(second, first.length)
  return both
}

function elementAt(all: Uint8Array, at: number): Element | 'more' | 'none' {
  const first = all[at]
  if (first === undefined) return 'more'
  const idBytes = Math.clz32(first) - 23
  if (idBytes > 4) return 'none'
  if (all.length < at + idBytes) return 'more'
  const size = vintAt(all, at + idBytes)
  if (typeof size === 'string') return size
  return { id: numberAt(all, at, idBytes), headBytes: idBytes + size.bytes, bytes: size.value }
}

/** A number of EBML that says its own length (RFC 8794 §4); `value` null: the reserved one, "not known". */
function vintAt(all: Uint8Array, at: number): { value: number | null; bytes: number } | 'more' | 'none' {
  const first = all[at]
  if (first === undefined) return 'more'
  const bytes = Math.clz32(first) - 23
  if (bytes > 8) return 'none'
  if (all.length < at + bytes) return 'more'
  const mask = 0xff >> bytes
  let value = first & mask
  let isAllOnes = value === mask
  for (let next = at + 1; next < at + bytes; next++) {
    const byte = all[next] ?? 0
    value = value * 256 + byte
    isAllOnes &&= byte === 0xff
  }
  if (isAllOnes) return { value: null, bytes }
  return Number.isSafeInteger(value) ? { value, bytes } : 'none'
}

function numberAt(all: Uint8Array, at: number, bytes: number): number {
  let value = 0
  for (let next = at; next < at + bytes; next++) value = value * 256 + (all[next] ?? 0)
  return value
}
