// Owns: finding the clusters of a WebM as its bytes arrive: where each begins, at what time, and whether a viewer can join
// there. Never reads by itself (webm-elements.ts), and never fails: what cannot be read gives no clusters.
import {
  BLOCK,
  BLOCK_GROUP,
  CLUSTER,
  createWebmReader,
  DEFAULT_SCALE_NS,
  FRAME_TRACK,
  SIMPLE_BLOCK,
  TIMESTAMP,
  TIMESTAMP_SCALE,
  TRACK_ENTRY,
  TRACK_NUMBER,
  TRACK_TYPE,
  type BlockHead,
} from './webm-elements.ts'

/** What stands before the first cluster, as far as somebody needs it who begins in the middle. */
export type WebmHead = {
  /** length of everything before the first cluster: what a player wants first */
  bytes: number
  /** nanoseconds of one step of a timestamp */
  timestampScaleNs: number
  /** numbers of the tracks that hold pictures: usually one */
  frameTracks: readonly number[]
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

/** Of SimpleBlock: what is in it needs nothing before it (RFC 9559 §10.2). */
const KEY_FLAG = 0x80

/**
 * @param from absent: from the first byte of the part; else from any byte behind its head: the scanner looks for the next
 *   cluster by itself, and does so again when it loses its way
 */
export function createWebmScanner(from?: { offset: number; head: WebmHead }): WebmScanner {
  const found: WebmCluster[] = []
  let head = from?.head ?? null
  let scaleNs = head?.timestampScaleNs ?? DEFAULT_SCALE_NS
  const frameTracks = new Set(head?.frameTracks)
  let trackNumber = 0
  let trackType = 0
  let group = { hasReference: false, hasDecided: false }

  const reader = createWebmReader(
    { enter, number: take, block: look, refer },
    { from: from?.offset ?? 0, isSeeking: from !== undefined, canSeek: () => from !== undefined },
  )

  function enter(id: number, offset: number): void {
    if (id === TRACK_ENTRY) {
      trackNumber = 0
      trackType = 0
    } else if (id === BLOCK_GROUP) group = { hasReference: false, hasDecided: false }
    else if (id === CLUSTER) {
      head ??= { bytes: offset, timestampScaleNs: scaleNs, frameTracks: [...frameTracks] }
      found.push({ offset, timeMs: 0, isKey: null })
    }
  }

  function take(id: number, value: number): void {
    const cluster = found.at(-1)
    if (id === TIMESTAMP_SCALE) scaleNs = value
    else if (id === TIMESTAMP) {
      if (cluster) cluster.timeMs = (value * scaleNs) / 1_000_000
    } else if (id === TRACK_NUMBER || id === TRACK_TYPE) {
      if (id === TRACK_NUMBER) trackNumber = value
      else trackType = value
      if (trackType === FRAME_TRACK && trackNumber > 0) frameTracks.add(trackNumber)
    }
  }

  /** The first picture of a cluster decides. Of a block in a group, what it refers to says that it is no key. */
  function look(id: number, { track, flags }: BlockHead): void {
    const cluster = found.at(-1)
    if (!cluster || cluster.isKey !== null || !frameTracks.has(track)) return
    cluster.isKey = id === SIMPLE_BLOCK ? (flags & KEY_FLAG) !== 0 : !group.hasReference
    group.hasDecided = id === BLOCK
  }

  function refer(): void {
    group.hasReference = true
    const cluster = found.at(-1)
    if (group.hasDecided && cluster) cluster.isKey = false
  }

  return { push: reader.push, head: () => head, clusters: () => found, isLost: reader.isLost }
}

/** Where somebody who wants the newest picture begins; undefined: none of these can be begun with. */
export function newestKey(clusters: readonly WebmCluster[]): WebmCluster | undefined {
  return clusters.findLast((cluster) => cluster.isKey === true)
}
