// Owns: when a frame is good enough to be compared, in numbers. They were measured on 12 photographs of three people and
// some 50 generated pictures of five, each blurred, darkened, brightened and covered step by step, and chosen so that an
// error calls a person in instead of letting a wrong one pass. No rule here may be harder on dark skin or narrow eyes.
import type { Point } from './align.ts'
import type { FrameFlag } from './face-engine.ts'
import type { DetectedFace } from './models.ts'
import type { Picture } from './picture.ts'

/** Smaller faces give poor descriptors. At 640x480 a face fills 110 pixels some 1.5 m from the camera. */
const MIN_FACE_PX = { camera: 110, portrait: 80 }
/** Another face counts from a quarter of the main one on, or from 60 pixels: smaller ones are pictures on a wall. */
const OTHER_FACE_SHARE = 0.25
const OTHER_FACE_PX = 60
/** Degrees. Frontal faces read within 3 of yaw; pitch reads -3…16 for faces that look straight, so it is given more. */
const MAX_YAW = 12
const MAX_PITCH = 20
const MAX_ROLL = 15
/** Of the mesh model: 0.94…1 on clear faces. */
const MIN_SCORE = 0.8
/** Eye height by width: open 0.24 and more, closed 0.06…0.17 (and 0.20 in one deep-set pair, which is let through). */
const MIN_EYE_OPENNESS = 0.17
/** Share of the contrast that is in the finest detail, per mille: clear 64 and more, blurred by 4 pixels 3…20. */
const MIN_SHARPNESS = 10
/** The brightest twentieth of the face, 0…255. Not the mean, which a dark skin lowers: clear pictures 90…239. */
const MIN_HIGHLIGHT = 40
/** Share of pixels that are burnt out (250 and more); from 0.4 on distances grow. */
const MAX_BURNT_SHARE = 0.4
/**
 * How far the descriptor moves when everything below the nose is painted over. A mask or hand had told nothing anyway:
 * 0.07…0.25 over 179 painted and generated masks in ten colours, skin's among them, and 0.22 for a hand; 112 pictures of
 * uncovered faces, beards included, 0.28…0.55. Blur and bad light change it little.
 */
export const MIN_LOWER_FACE_WEIGHT = 0.27

export type FaceUse = keyof typeof MIN_FACE_PX

/** The faces that count, the largest first. */
export function facesThatCount(detected: readonly DetectedFace[]): DetectedFace[] {
  const bySize = detected.toSorted((a, b) => b.box.height - a.box.height)
  const tallest = bySize[0]?.box.height ?? 0
  return bySize.filter(({ box }) => box.height >= tallest * OTHER_FACE_SHARE || box.height >= OTHER_FACE_PX)
}

/** What the pixels of a chip tell of focus and light. */
export type ChipQuality = { sharpness: number; highlight: number; burntShare: number }

/** Brow to chin and cheek to cheek within the 150x150 chip, without hair and background. */
const INNER_FACE = { left: 35, right: 115, top: 32, bottom: 122 }

export function measureChip({ data, width }: Picture): ChipQuality {
  const { left, right, top, bottom } = INNER_FACE
  const at = (x: number, y: number) => {
    const i = (y * width + x) * 3
    // ITU-R BT.601 luma
    return 0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0)
  }
  const lumas: number[] = []
  let detail = 0
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const luma = at(x, y)
      lumas.push(luma)
      detail += (4 * luma - at(x - 1, y) - at(x + 1, y) - at(x, y - 1) - at(x, y + 1)) ** 2
    }
  }
  lumas.sort((a, b) => a - b)
  const mean = lumas.reduce((sum, luma) => sum + luma, 0) / lumas.length
  const contrast = lumas.reduce((sum, luma) => sum + (luma - mean) ** 2, 0)
  return {
    sharpness: contrast === 0 ? 0 : (detail / contrast) * 1000,
    highlight: lumas[Math.floor(lumas.length * 0.95)] ?? 0,
    burntShare: lumas.filter((luma) => luma >= 250).length / lumas.length,
  }
}

/** Corners and lids of both eyes in the mesh: outer, inner, then two pairs of upper and lower lid. */
const EYES = [
  [33, 133, 160, 144, 158, 153],
  [263, 362, 387, 373, 385, 380],
] as const

/** Mean over both eyes of height by width (eye aspect ratio, Soukupová and Čech 2016). */
export function eyeOpenness(mesh: readonly Point[]): number {
  const apart = (a: number, b: number) => {
    const [from, to] = [mesh[a], mesh[b]]
    return from && to ? Math.hypot(from[0] - to[0], from[1] - to[1]) : 0
  }
  const ofEye = ([outer, inner, up1, low1, up2, low2]: (typeof EYES)[number]) =>
    (apart(up1, low1) + apart(up2, low2)) / (2 * apart(outer, inner))
  return (ofEye(EYES[0]) + ofEye(EYES[1])) / 2
}

/** Everything but `occluded`, which needs the descriptor. `faces` as of facesThatCount. */
export function flagsOf(faces: readonly DetectedFace[], chip: ChipQuality | null, use: FaceUse): FrameFlag[] {
  const [main] = faces
  if (!main || !chip) return ['noFace']
  const found: [FrameFlag, boolean][] = [
    ['manyFaces', faces.length > 1],
    ['tooSmall', main.box.height < MIN_FACE_PX[use]],
    ['turned', Math.abs(main.yaw) > MAX_YAW || Math.abs(main.pitch) > MAX_PITCH || Math.abs(main.roll) > MAX_ROLL],
    ['blurred', chip.sharpness < MIN_SHARPNESS],
    ['dark', chip.highlight < MIN_HIGHLIGHT],
    ['bright', chip.burntShare > MAX_BURNT_SHARE],
    ['eyesClosed', eyeOpenness(main.mesh) < MIN_EYE_OPENNESS],
    ['unclear', main.score < MIN_SCORE],
  ]
  return found.flatMap(([flag, isFound]) => (isFound ? [flag] : []))
}
