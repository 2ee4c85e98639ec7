// Owns: finding the clusters of a WebM as its bytes arrive: where each begins, at what time, and whether a viewer can join
// there. WebM is EBML (RFC 8794) with the elements of Matroska (RFC 9559); only headers of elements are looked at.
// Never decodes, never keeps more than one header, and never fails: what cannot be read gives no clusters.

/** What stands before the first cluster, as far as somebody needs it who begins in the middle. */
export type WebmHead = {
  /** length of everything before the first cluster: what a player wants first */
  bytes: number
  /** nanoseconds of one step of a timestamp */
  timestampScaleNs: number
  /** numbers of the tracks that hold pictures: usually one */
  pictures: readonly number[]
}

export type WebmCluster = {
  /** of its first byte in the part */
  offset: number
  /** from the beginning of the part */
  timeMs: number
  /** whether its first picture needs none before it; null: no picture of it has come yet */
  isKey: boolean | null
}

export type WebmScanner = {
  /** takes in the next bytes, in pieces of any size */
  push(bytes: Uint8Array): void
  /** null: the first cluster has not come yet */
  head(): WebmHead | null
  /** in order; of the last one more may still come */
  clusters(): readonly WebmCluster[]
  /** these bytes are no WebM that we can follow */
  isLost(): boolean
}

/** Ids of elements, by the names that RFC 9559 gives them. */
const SEGMENT = 0x18538067
const INFO = 0x1549a966
const TIMESTAMP_SCALE = 0x2ad7b1
const TRACKS = 0x1654ae6b
const TRACK_ENTRY = 0xae
const TRACK_NUMBER = 0xd7
const TRACK_TYPE = 0x83
const CLUSTER = 0x1f43b675
const TIMESTAMP = 0xe7
const SIMPLE_BLOCK = 0xa3
const BLOCK_GROUP = 0xa0
const BLOCK = 0xa1
const REFERENCE_BLOCK = 0xfb

/** Elements that are entered. Their ids differ from all ids within them, so that their ends need not be watched. */
const ENTERED: ReadonlySet<number> = new Set([SEGMENT, INFO, TRACKS, TRACK_ENTRY, CLUSTER, BLOCK_GROUP])
/** Elements whose value is a number of at most 8 bytes. */
const NUMBERS: ReadonlySet<number> = new Set([TIMESTAMP_SCALE, TRACK_NUMBER, TRACK_TYPE, TIMESTAMP])
/** RFC 9559: the default of TimestampScale, and the TrackType of pictures. */
const DEFAULT_SCALE_NS = 1_000_000
const PICTURE_TRACK = 1
/** Of a block: its track, its time in the cluster, its flags; the flag of SimpleBlock that says "key" (RFC 9559 §10.2). */
const BLOCK_HEAD_BYTES = 11
const KEY_FLAG = 0x80
/** The id of a cluster, its size, and what comes first in it: id and size of its timestamp. */
const CLUSTER_HEAD_BYTES = 14

type Element = { id: number; headBytes: number; /** null: not known, as recorders write it */ bytes: number | null }

/**
 * @param from absent: from the first byte of the part; else from any byte behind its head: the scanner looks for the next
 *   cluster by itself, and does so again when it loses its way
 */
export function createWebmScanner(from?: { offset: number; head: WebmHead }): WebmScanner {
  const found: WebmCluster[] = []
  let held: Uint8Array = new Uint8Array(0)
  /** of the first byte that is held, or comes next */
  let offset = from?.offset ?? 0
  let skipBytes = 0
  let mode: 'reading' | 'seeking' | 'lost' = from ? 'seeking' : 'reading'
  let head = from?.head ?? null
  let scaleNs = head?.timestampScaleNs ?? DEFAULT_SCALE_NS
  const pictures = new Set(head?.pictures)
  let trackNumber = 0
  let trackType = 0
  let group = { hasReference: false, hasDecided: false }

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
      enter(id)
      return content
    }
    if (bytes === null) return lose(at)
    if (NUMBERS.has(id)) {
      if (bytes > 8) return lose(at)
      if (all.length < content + bytes) return null
      take(id, numberAt(all, content, bytes))
    } else if (id === SIMPLE_BLOCK || id === BLOCK) {
      const needed = Math.min(bytes, BLOCK_HEAD_BYTES)
      if (all.length < content + needed) return null
      look(id, all.subarray(content, content + needed))
    } else if (id === REFERENCE_BLOCK) refer()
    skipBytes = bytes
    return content
  }

  function enter(id: number): void {
    if (id === TRACK_ENTRY) {
      trackNumber = 0
      trackType = 0
    } else if (id === BLOCK_GROUP) group = { hasReference: false, hasDecided: false }
    else if (id === CLUSTER) {
      head ??= { bytes: offset, timestampScaleNs: scaleNs, pictures: [...pictures] }
      found.push({ offset, timeMs: 0, isKey: null })
    }
  }

  function take(id: number, value: number): void {
    const cluster = found.at(-1)
    if (id === TIMESTAMP_SCALE) scaleNs = value
    else if (id === TIMESTAMP) {
      if (cluster) cluster.timeMs = (value * scaleNs) / 1_000_000
    } else {
      if (id === TRACK_NUMBER) trackNumber = value
      else trackType = value
      if (trackType === PICTURE_TRACK && trackNumber > 0) pictures.add(trackNumber)
    }
  }

  /** The first picture of a cluster decides. Of a block in a group, what it refers to says that it is no key. */
  function look(id: number, blockHead: Uint8Array): void {
    const cluster = found.at(-1)
    const track = vintAt(blockHead, 0)
    if (typeof track === 'string' || track.value === null || !cluster || cluster.isKey !== null) return
    if (!pictures.has(track.value)) return
    const flags = blockHead[track.bytes + 2] ?? 0
    cluster.isKey = id === SIMPLE_BLOCK ? (flags & KEY_FLAG) !== 0 : !group.hasReference
    group.hasDecided = id === BLOCK
  }

  function refer(): void {
    group.hasReference = true
    const cluster = found.at(-1)
    if (group.hasDecided && cluster) cluster.isKey = false
  }

  function lose(at: number): number | null {
    if (!from) {
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

  return { push, head: () => head, clusters: () => found, isLost: () => mode === 'lost' }
}

/** Where somebody who wants the newest picture begins; undefined: none of these can be begun with. */
export function newestKey(clusters: readonly WebmCluster[]): WebmCluster | undefined {
  return clusters.findLast((cluster) => cluster.isKey === true)
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
