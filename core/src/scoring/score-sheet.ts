// Owns: one examiner's marks for one attempt, and whether they are marks of this rubric.
// Never combines the sheets of several examiners, and never knows whose attempt it is.
import { z } from 'zod'
import { accept, refuse, type Result } from '../refusal/index.ts'
import { points, type Points } from './points.ts'
import { elementKey, type Rubric, type RubricElement } from './rubric.ts'

/** What one examiner gave for one element. */
export const mark = z.strictObject({ element: elementKey, points })
export type Mark = z.infer<typeof mark>

/** Why these points cannot be given for the element; null: they can. */
export function problemOfPoints({ min, max, step }: RubricElement, given: Points): 'outOfRange' | 'wrongStep' | null {
  if (given < min || given > max) return 'outOfRange'
  return (given - min) % step === 0 ? null : 'wrongStep'
}

/**
 * The marks in the order of the rubric: each element exactly once, within its range, on its step. Refuses
 * `sheetMalformed` with everything that is wrong, each with its place.
 */
export function checkSheet(rubric: Rubric, marks: readonly Mark[]): Result<Mark[]> {
  const problems: { path: string; message: string }[] = []
  for (const [at, { element, points: given }] of marks.entries()) {
    const known = rubric.find((one) => one.key === element)
    const problem = known ? problemOfPoints(known, given) : 'unknownElement'
    if (problem) problems.push({ path: `/marks/${at}`, message: problem })
    if (marks.findIndex((one) => one.element === element) < at) {
      problems.push({ path: `/marks/${at}`, message: 'markedTwice' })
    }
  }
  const inOrder = rubric.flatMap(({ key }) => marks.find((one) => one.element === key) ?? [])
  for (const { key } of rubric) {
    if (!inOrder.some((one) => one.element === key)) problems.push({ path: '/marks', message: `missing: ${key}` })
  }
  return problems.length === 0 ? accept(inOrder) : refuse('sheetMalformed', { problems })
}

/** The sum of one examiner's marks. */
export function totalOf(marks: readonly Pick<Mark, 'points'>[]): Points {
  return marks.reduce((sum, one) => sum + one.points, 0)
}
