// Owns: everything read off one picture, inside a process of its own: faces, pose, flags, descriptor.
// Keeps nothing from one picture to the next.
import { createHash } from 'node:crypto'
import { alignToMesh, cutChip, mirrorChip } from './align.ts'
import { FRAME_FLAGS, type FacePose, type FrameFlag } from './face-engine.ts'
import type { DetectedFace, Models } from './models.ts'
import { decodePicture, type Picture, type PictureFault } from './picture.ts'
import { type FaceUse, facesThatCount, flagsOf, measureChip, MIN_LOWER_FACE_WEIGHT } from './quality.ts'
import { distanceOf, meanOf } from './template.ts'

export type FrameReading = {
  faces: number
  face: FacePose | null
  flags: FrameFlag[]
  /** mean descriptor of the face and its mirror image; null unless the frame is good */
  vector: Float32Array | null
  /** SHA-256 of the decoded pixels: equal for equal pictures however they were packed */
  pixelDigest: string
}

export type ReadResult = { ok: true; reading: FrameReading } | { ok: false; reason: PictureFault }

/** A frame with one of these may still be of a covered face, which is then the truer thing to say. */
const FLAGS_OF_COVERED_FACES: readonly FrameFlag[] = ['eyesClosed', 'unclear']

export async function readFrame(models: Models, bytes: Uint8Array, use: FaceUse): Promise<ReadResult> {
  const decoded = await decodePicture(bytes)
  if (!decoded.ok) return decoded
  const { picture } = decoded
  const faces = facesThatCount(await models.detect(picture))
  const main = faces[0] ?? null
  const chip = main && cutChip(picture, alignToMesh(main.mesh))
  let flags = flagsOf(faces, chip && measureChip(chip), use)
  let vector: Float32Array | null = null
  if (chip && flags.every((flag) => FLAGS_OF_COVERED_FACES.includes(flag))) {
    const descriptor = await models.describe(chip)
    const weight = distanceOf(descriptor, await models.describe(coverLowerFace(chip)))
    if (weight < MIN_LOWER_FACE_WEIGHT) flags = [...flags, 'occluded']
    if (flags.length === 0) vector = meanOf([descriptor, await models.describe(mirrorChip(chip))])
  }
  const reading = {
    faces: faces.length,
    face: main && presentPose(main, picture),
    flags: FRAME_FLAGS.filter((flag) => flags.includes(flag)),
    vector,
    pixelDigest: createHash('sha256').update(picture.data).digest('hex'),
  }
  return { ok: true, reading }
}

/** Rows of the chip: tip of the nose, chin; columns: cheek to cheek. */
const LOWER_FACE = { top: 85, bottom: 130, left: 35, right: 115 }

/** The chip with all below the nose painted in the mean colour of mouth and chin. */
function coverLowerFace({ data, width, height }: Picture): Picture {
  const { top, bottom, left, right } = LOWER_FACE
  const covered = Uint8Array.from(data)
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0
    for (let y = top; y < bottom; y++) {
      for (let x = left; x < right; x++) sum += data[(y * width + x) * 3 + channel] ?? 0
    }
    const mean = sum / ((bottom - top) * (right - left))
    for (let i = top * width; i < width * height; i++) covered[i * 3 + channel] = mean
  }
  return { data: covered, width, height }
}

function presentPose({ box, yaw, pitch, roll }: DetectedFace, { width, height }: Picture): FacePose {
  return {
    box: { x: box.x / width, y: box.y / height, width: box.width / width, height: box.height / height },
    yaw,
    pitch,
    roll,
  }
}
