// Owns: what the page and the worker of stills say to each other.
import type { Feed } from '@zhishi/core/recording'

/** The frame is the page's until it is posted, and the worker's from then on. */
export type StillToSend = { feed: Feed; grant: string; frame: VideoFrame | ImageBitmap; longSide: number }
export type StillDone = { feed: Feed }
