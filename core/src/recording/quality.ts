// Owns: when a device records less because its machine or its disk cannot keep up, and by how much (docs/recording.md#log).
// Never goes up again by itself: what was short once is short again, and each change costs a part.
// Never stops a feed, and never gives up a start: the least is still a picture in which a person and a screen can be recognised.

/** What is left of the full settings at each step: of the bits, and of the frames a second. */
export const QUALITY_STEPS = [
  { bits: 1, frames: 1 },
  { bits: 0.6, frames: 2 / 3 },
  { bits: 0.35, frames: 1 / 2 },
] as const
export type QualityStep = 0 | 1 | 2

/** `machine`: frames are not encoded; `disk`: bytes wait to be written; `room`: the disk is getting full. */
export const QUALITY_CAUSES = ['machine', 'disk', 'room'] as const
export type QualityCause = (typeof QUALITY_CAUSES)[number]

/** How long is looked at before anything is decided: a busy moment is no reason. */
export const QUALITY_CHECK_MS = 10_000

/** Of the frames that came this share must be in the recording; VP9 on two free cores kept 296 of 300 (measured). */
const WRITTEN_SHARE = 0.9
/** Fewer frames say nothing: five seconds of a camera at 10 a second. */
const FRAMES_MIN = 50
/** Recorded bytes that wait longer for the disk are more than one late flush. */
const WAITING_MAX_MS = 5000
/** Room for less than this: a step down, so that an interview of 10 min with its waiting time still fits. */
const ROOM_LOW_MS = 20 * 60_000
const ROOM_LEAST_MS = 5 * 60_000

/** Measured: 50 to 390 ms to the first frame on a free computer, 5 s and more on a busy one. */
const START_PATIENCE_MS = 5000
const START_PATIENCE_MAX_MS = 30_000

/**
 * How long try number `tries` (from 1) may give nothing before another one runs beside it. Each waits twice as long:
 * haste makes a busy computer slower.
 */
export const startPatienceMs = (tries: number): number =>
  Math.min(START_PATIENCE_MAX_MS, START_PATIENCE_MS * 2 ** (tries - 1))

/** With what try number `tries` (from 1) records: each with a step less than the one before, down to the least. */
export function stepOfTry(now: QualityStep, tries: number): QualityStep {
  const steps = now + tries - 1
  return steps >= 2 ? 2 : steps === 1 ? 1 : 0
}

/** What was seen since the last look. */
export type QualitySigns = {
  /** frames the devices delivered, and how many of them the recorders wrote */
  framesCaptured: number
  framesWritten: number
  /** how long the oldest recorded byte has waited for the disk */
  waitingMs: number
  /** how long recording can go on as it is; null: the browser does not say */
  recordableMs: number | null
}

/** The next step down and why; null: as it is. A device goes down by one step at a look, for the room as far as it must. */
export function decideQuality(now: QualityStep, it: QualitySigns): { step: QualityStep; cause: QualityCause } | null {
  const room = it.recordableMs ?? Infinity
  const forRoom: QualityStep = room < ROOM_LEAST_MS ? 2 : room < ROOM_LOW_MS ? 1 : 0
  if (forRoom > now) return { step: forRoom, cause: 'room' }
  if (now === 2) return null
  const step = now === 0 ? 1 : 2
  if (it.waitingMs > WAITING_MAX_MS) return { step, cause: 'disk' }
  const isMachineSlow = it.framesCaptured >= FRAMES_MIN && it.framesWritten < it.framesCaptured * WRITTEN_SHARE
  return isMachineSlow ? { step, cause: 'machine' } : null
}
