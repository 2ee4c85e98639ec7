// Owns: what a candidate is told of what the face engine saw.
// Never says how near a face was: that would help to come nearer.
import type { FaceReason } from '@zhishi/core/contract'
import type { ComparisonReason } from '../platform/face-engine/face-engine.ts'

const WORDS: Record<ComparisonReason, FaceReason> = {
  noFace: 'noFace',
  manyFaces: 'manyFaces',
  tooSmall: 'tooSmall',
  turned: 'turned',
  blurred: 'blurred',
  dark: 'dark',
  bright: 'bright',
  occluded: 'covered',
  eyesClosed: 'eyesClosed',
  unclear: 'blurred',
  tooFewFrames: 'blurred',
  repeatedFrames: 'staticPicture',
  framesDiffer: 'differs',
  portraitShown: 'staticPicture',
  notNear: 'differs',
  far: 'differs',
}

/** Reasons that better light or another pose mend: they use up no try. */
const MENDABLE = new Set<FaceReason>([
  'noFace',
  'manyFaces',
  'tooSmall',
  'turned',
  'blurred',
  'dark',
  'bright',
  'covered',
  'eyesClosed',
  'unreadable',
])

export function wordsFor(reasons: readonly ComparisonReason[]): FaceReason[] {
  return [...new Set(reasons.map((reason) => WORDS[reason]))]
}

export function isMendable(reasons: readonly FaceReason[]): boolean {
  return reasons.length > 0 && reasons.every((reason) => MENDABLE.has(reason))
}
