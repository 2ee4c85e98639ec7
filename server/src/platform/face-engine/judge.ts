// Owns: from readings of frames to a verdict, in `assist` mode: only the clearly same person passes alone.
// Why so strict: at the usual threshold of 0.6 the descriptor takes one in three East-Asian strangers for the same
// person (measured: 33.5 %; Western 0.1 %), at 0.40 one in 550. What lies between is for a person to decide.
import type { Comparison, ComparisonReason } from './face-engine.ts'
import type { FrameReading } from './read-frame.ts'
import { distanceOf, type FaceTemplate, meanOf } from './template.ts'

/** Euclidean distances of 128-number descriptors. False accepts at 0.40: 0.18 % East-Asian, 0 of the Western pairs. */
const MAX_SAME = 0.4
/** From here on another person is likelier than the same one: worth another try before a proctor is called. */
const MIN_FAR = 0.6
/**
 * The portrait itself, copied, zoomed, turned or tinted, comes to 0.03…0.10, brightened and blurred to 0.22; another
 * photograph of the same person never came below 0.20 in 666 Western pairs and did in 0.1 % of East-Asian ones. Means
 * of frames come nearer (0.17 and more for the generated people), hence less than 0.20.
 */
const MAX_PORTRAIT_SHOWN = 0.15
/** Good frames of one generated person, in two lights and smiling, lie 0.08…0.24 apart; 1.3 % of strangers below 0.45. */
const MAX_BETWEEN_FRAMES = 0.45
/** The mean of three frames about halves the error of one (East-Asian EER 17.5 to 8 %); five keep a try at 1 s of a core. */
const MIN_FRAMES = 3
const MAX_FRAMES = 5

type GoodFrame = { index: number; vector: Float32Array; turn: number }

/** `readings` in the order of the frames. Two faces or a covered one in any frame spoil the whole try. */
export function judge(template: FaceTemplate, readings: readonly FrameReading[]): Comparison {
  const good = goodFrames(readings)
  const bestFrame = good[0]?.index ?? null
  const refused = (reasons: ComparisonReason[]): Comparison => ({
    verdict: 'refused',
    distance: null,
    reasons,
    bestFrame,
  })
  const flags = [...new Set(readings.flatMap((reading) => reading.flags))]
  if (flags.includes('manyFaces')) return refused(['manyFaces'])
  if (flags.includes('occluded')) return refused(['occluded'])
  const used = good.filter(isFirstOfItsKind(readings)).slice(0, MAX_FRAMES)
  if (used.length < MIN_FRAMES) {
    return refused([...flags, 'tooFewFrames', ...(used.length < good.length ? (['repeatedFrames'] as const) : [])])
  }
  const distance = distanceOf(template.vector, meanOf(used.map((frame) => frame.vector)))
  if (distance > MIN_FAR) return { verdict: 'refused', distance, reasons: ['far'], bestFrame }
  const doubts: [ComparisonReason, boolean][] = [
    ['framesDiffer', widestGap(used) > MAX_BETWEEN_FRAMES],
    ['notNear', distance > MAX_SAME],
    ['portraitShown', template.source === 'portrait' && distance < MAX_PORTRAIT_SHOWN],
  ]
  const reasons = doubts.flatMap(([reason, isFound]) => (isFound ? [reason] : []))
  return { verdict: reasons.length === 0 ? 'same' : 'unsure', distance, reasons, bestFrame }
}

/** The straightest first. */
function goodFrames(readings: readonly FrameReading[]): GoodFrame[] {
  return readings
    .flatMap(({ vector, face }, index) =>
      vector && face ? [{ index, vector, turn: Math.abs(face.yaw) + Math.abs(face.pitch) + Math.abs(face.roll) }] : [],
    )
    .toSorted((a, b) => a.turn - b.turn)
}

function isFirstOfItsKind(readings: readonly FrameReading[]) {
  const digests = readings.map((reading) => reading.pixelDigest)
  return ({ index }: GoodFrame) => digests.indexOf(digests[index] ?? '') === index
}

function widestGap(frames: readonly GoodFrame[]): number {
  const gaps = frames.flatMap((a, i) => frames.slice(i + 1).map((b) => distanceOf(a.vector, b.vector)))
  return Math.max(0, ...gaps)
}
