// Owns: when a WebM has pictures and sound, read from its bytes as they come: what is measured of a sealed part.
// Never reads by itself (webm-elements.ts), and holds no more than the spans in which something is, whatever the file says.
import { createHeldSpans, type HeldSpans } from './coverage.ts'
import {
  BLOCK_DURATION,
  BLOCK_GROUP,
  CLUSTER,
  createWebmReader,
  DEFAULT_DURATION,
  DEFAULT_SCALE_NS,
  FRAME_TRACK,
  SOUND_TRACK,
  TIMESTAMP,
  TIMESTAMP_SCALE,
  TRACK_ENTRY,
  TRACK_NUMBER,
  TRACK_TYPE,
  type BlockHead,
} from './webm-elements.ts'

export type WebmTimes = {
  /** takes in the next bytes, in pieces of any size */
  push(bytes: Uint8Array): void
  frames: HeldSpans
  sound: HeldSpans
}

const NS_PER_MS = 1_000_000

type Track = { number: number; type: number; /** of one frame; 0: not said */ frameNs: number }

/** From the first byte of a part. Where it loses its way behind the head, it goes on at the next cluster. */
export function createWebmTimes(): WebmTimes {
  const frames = createHeldSpans()
  const sound = createHeldSpans()
  const tracks: Track[] = []
  let scaleNs = DEFAULT_SCALE_NS
  /** of the cluster that is read; null: it has not said its time yet, and nothing in it can be placed */
  let clusterTime: number | null = null
  /** the laced block of a group that may say how long it is */
  let laced: { to: HeldSpans; time: number; frames: number } | null = null

  const reader = createWebmReader(
    { enter, number: take, block: look },
    { from: 0, isSeeking: false, canSeek: () => tracks.length > 0 },
  )

  function enter(id: number): void {
    if (id === TRACK_ENTRY) tracks.push({ number: 0, type: 0, frameNs: 0 })
    else if (id === CLUSTER) clusterTime = null
    else if (id === BLOCK_GROUP) laced = null
  }

  function take(id: number, value: number): void {
    const track = tracks.at(-1)
    if (id === TIMESTAMP_SCALE) scaleNs = value
    else if (id === TIMESTAMP) clusterTime = value
    else if (id === BLOCK_DURATION) {
      if (laced) addLaced(laced, (value * scaleNs) / NS_PER_MS / laced.frames)
    } else if (!track) return
    else if (id === TRACK_NUMBER) track.number = value
    else if (id === TRACK_TYPE) track.type = value
    else if (id === DEFAULT_DURATION) track.frameNs = value
  }

  /** Of several frames in a block only the first has a time of its own; the others follow at the length of one. */
  function look(_id: number, head: BlockHead): void {
    const track = tracks.find(({ number }) => number === head.track)
    const to = track?.type === FRAME_TRACK ? frames : track?.type === SOUND_TRACK ? sound : null
    if (!track || !to || clusterTime === null) return
    const time = ((clusterTime + head.time) * scaleNs) / NS_PER_MS
    to.add(time)
    laced = null
    if (head.frames === 1) return
    laced = { to, time, frames: head.frames }
    if (track.frameNs > 0) addLaced(laced, track.frameNs / NS_PER_MS)
  }

  return { push: reader.push, frames, sound }
}

function addLaced({ to, time, frames }: { to: HeldSpans; time: number; frames: number }, frameMs: number): void {
  for (let place = 1; place < frames; place++) to.add(time + place * frameMs)
}
