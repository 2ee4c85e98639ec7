// Owns: by what examiners mark: the elements (测评要素) of an interview, each with its range and step.
// Never holds a mark.
import { z } from 'zod'
import { bilingual, writtenName } from '../interview/bilingual.ts'
import { points, writtenPoints } from './points.ts'

export const elementKey = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be 1–40 of a–z, 0–9 and -')

type Range = { min: number; max: number; step: number }

/** A range that steps from its lowest to its highest points, so that both can be given. */
function checkRange({ min, max, step }: Range, report: (field: 'max' | 'step', message: string) => void): void {
  if (max <= min) report('max', 'must be more than min')
  else if (step === 0 || (max - min) % step !== 0) report('step', 'must divide the range from min to max')
}

/** One element as an organiser writes it: `min`, `max` and `step` in points with up to two decimals. */
const element = z
  .strictObject({
    key: elementKey.describe('stays with the marks: 1–40 of a–z, 0–9 and -'),
    name: writtenName.describe('as examiners see it'),
    min: writtenPoints.prefault(0).describe('the lowest points'),
    max: writtenPoints.describe('the highest; the weight of an element is its range'),
    step: writtenPoints.prefault(0.5).describe('from the lowest to the highest; points have at most two decimals'),
  })
  .superRefine((it, context) =>
    checkRange(it, (field, message) => context.addIssue({ code: 'custom', path: [field], message })),
  )

/** All elements of an interview; the weight of each is its range. */
export const rubric = z
  .array(element)
  .min(1, 'a rubric needs at least one element')
  .max(20)
  .superRefine((elements, context) => {
    for (const [at, { key }] of elements.entries()) {
      const first = elements.findIndex((one) => one.key === key)
      if (first < at) {
        context.addIssue({ code: 'custom', path: [at, 'key'], message: `is the key of element ${first + 1} too` })
      }
    }
  })
export type Rubric = z.infer<typeof rubric>
export type RubricElement = Rubric[number]

/** What an interview says of scoring. */
export const scoring = z.strictObject({ rubric: rubric.describe('the elements (测评要素), 20 at most') })
export type Scoring = z.infer<typeof scoring>

/** An element as pages get it: points in hundredths. */
export const elementView = z.object({
  key: elementKey,
  name: bilingual,
  min: points,
  max: points,
  step: points,
})
