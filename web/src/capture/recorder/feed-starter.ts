// Owns: starting recorders from the media of a feed until one gives bytes: later ones beside it, and with less.
// Never ends a recorder that has given something, and never decides whether one is to be started.
import {
  QUALITY_STEPS,
  startPatienceMs,
  stepOfTry,
  type EndReason,
  type Feed,
  type QualityStep,
} from '@zhishi/core/recording'
import type { PartSink } from '../line/line-client.ts'
import type { Source } from './feed-source.ts'
import { limitFrames } from './limit-frames.ts'
import { FormatUnsupportedError, startRun, type RecorderRun } from './recorder.ts'
import type { ServerClock } from '../../client/server-clock.ts'
import type { Ticks } from './ticks.ts'
import { createTries, pauseMs, type Tries } from './tries.ts'

/** What is recorded goes on while the next part is begun, so there is no hurry to begin it twice. */
const ROTATE_PATIENCE_MS = 20_000

export type Started = { run: RecorderRun; source: Source; step: QualityStep }

export function createFeedStarter(options: {
  feed: Feed
  sink: PartSink
  bitsPerSecond: number
  serverClock: ServerClock
  monotonic: () => number
  ticks: Ticks
  /** null: there are no media to start from */
  source: () => Source | null
  quality: () => QualityStep
  /** something is recorded meanwhile, and goes on */
  isWell: () => boolean
  /** The first bytes are there. */
  onGiven: (started: Started) => void
  /** It stopped without being asked, before or after it gave something. */
  onFailed: (started: Started, reason: EndReason) => void
}): Tries<Started> {
  return createTries<Started>({
    monotonic: options.monotonic,
    begin,
    drop: ({ run }) => run.discard(),
    patienceMs: (number) => (options.isWell() ? ROTATE_PATIENCE_MS : startPatienceMs(number)),
    pauseMs,
  })

  function begin(number: number): Started | null {
    const source = options.source()
    if (!source) return null
    const step = options.isWell() ? options.quality() : stepOfTry(options.quality(), number)
    void limitFrames(source.media, QUALITY_STEPS[step].frames)
    try {
      const run = startRun({
        ...options,
        media: source.media,
        bitsPerSecond: Math.round(options.bitsPerSecond * QUALITY_STEPS[step].bits),
        onFirstBytes: () => options.onGiven(started),
        onFailed: (reason) => options.onFailed(started, reason),
      })
      const started: Started = { run, source, step }
      return started
    } catch (error) {
      if (error instanceof DOMException || error instanceof FormatUnsupportedError) return null
      throw error
    }
  }
}
