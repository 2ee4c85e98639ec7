// Owns: the port every face engine is used through: what may be asked and what is answered.
// Verifies one person against one portrait (1:1). Never searches a crowd, never guesses age, sex, mood or ability.
// A portrait and what is made of it are sensitive personal data: an answer holds no more of them than its caller needs.
import type { PictureFault } from './picture.ts'
import type { FaceTemplate, TemplateSource } from './template.ts'

/** What keeps a frame from being used. A frame without flags is good. */
export const FRAME_FLAGS = [
  'noFace',
  'manyFaces',
  'tooSmall',
  'turned',
  'blurred',
  'dark',
  'bright',
  /** mouth and chin tell nothing: a mask, a hand, a cloth */
  'occluded',
  'eyesClosed',
  /** something like a face, but the model is not sure of its features */
  'unclear',
] as const
export type FrameFlag = (typeof FRAME_FLAGS)[number]

/** Where a face is and how it is held. */
export type FacePose = {
  /** fractions of the picture, 0…1 */
  box: { x: number; y: number; width: number; height: number }
  /** degrees; negative: the face points to the right of the picture, which is the person's own left */
  yaw: number
  /** degrees; positive: chin up. Compressed, and off by up to 16 for a frontal face */
  pitch: number
  /** degrees */
  roll: number
}

export type FrameAssessment = {
  /** faces of a size that counts */
  faces: number
  /** of the largest face; null when there is none */
  face: FacePose | null
  /** in the order of FRAME_FLAGS */
  flags: FrameFlag[]
  /** of the face, source `camera`; null unless the frame is good */
  embedding: FaceTemplate | null
}

/**
 * `same`: may pass without a person. `unsure`: a proctor compares side by side. `refused`: this try shows nothing, say
 * why and let it be repeated; after the last try a proctor decides. No verdict ever locks anybody out.
 */
export type Verdict = 'same' | 'unsure' | 'refused'

export type ComparisonReason =
  | FrameFlag
  /** fewer than three good frames */
  | 'tooFewFrames'
  /** pixel for pixel the same frame again: no camera delivers that */
  | 'repeatedFrames'
  /** the frames do not show one person */
  | 'framesDiffer'
  /** nearer than two different photographs of a person are: the portrait itself is held up */
  | 'portraitShown'
  /** not near enough to be sure */
  | 'notNear'
  /** as far as another person */
  | 'far'

export type Comparison = {
  verdict: Verdict
  /** of the mean of the good frames to the template, in the engine's own measure; null when it was not reached */
  distance: number | null
  /** empty for `same` */
  reasons: ComparisonReason[]
  /** index of the frame to show to a person: the good one that looks most straight; null when none is good */
  bestFrame: number | null
}

/** `picture`: index of the one that is meant. */
export type FaceRefusal =
  | { ok: false; reason: PictureFault; picture: number }
  | { ok: false; reason: 'noPictures' | 'tooManyPictures' }
  /** too many are waiting already */
  | { ok: false; reason: 'busy' }
  /** the engine failed twice on this */
  | { ok: false; reason: 'unavailable' }

export type FaceResult<T> = { ok: true; value: T } | FaceRefusal
export type EnrolResult = FaceResult<FaceTemplate> | { ok: false; reason: 'unfitPortrait'; flags: FrameFlag[] }
export type CompareResult = FaceResult<Comparison> | { ok: false; reason: 'otherEngine' }

/** `onAhead` is told how many are before this one in the queue, at once and whenever that changes; 0: it is its turn. */
export type FaceCallOptions = { onAhead?: (ahead: number) => void }

/** The most pictures of one call: a sign-in sends 5, a challenge up to 12. */
export const MAX_PICTURES = 12

export type FaceEngine = {
  /** names the engine and the version of everything around its models */
  readonly id: string
  /** SHA-256 of its models, hexadecimal */
  readonly modelHash: string
  /** Pictures are JPEG, PNG or WebP; one that is none refuses the whole call. */
  assess(frames: readonly Uint8Array[], options?: FaceCallOptions): Promise<FaceResult<FrameAssessment[]>>
  /** `source` says whether the picture is a portrait from elsewhere or taken by the camera of this sitting. */
  enrol(portrait: Uint8Array, source: TemplateSource, options?: FaceCallOptions): Promise<EnrolResult>
  /** `otherEngine`: the template was made by another engine or model; enrol the portrait anew. */
  compare(template: FaceTemplate, frames: readonly Uint8Array[], options?: FaceCallOptions): Promise<CompareResult>
  /** Stops the workers; what waits is answered `unavailable`. */
  close(): Promise<void>
}
