// Owns: the marks of an examiner that are not submitted yet, so that a reload or a closed page loses none.
// Never leaves this device, and never outlives the review: it goes when the sheet is submitted or the examiner recused.
import { points, type Points, type ReviewCode, type Rubric } from '@zhishi/core/scoring'
import { z } from 'zod'

/** Points by the key of their element; null: nothing is given. */
export type Draft = Readonly<Record<string, Points | null>>

const kept = z.record(z.string(), points.nullable())

/** Two examiners may share a computer, one after the other. */
const nameOf = (staffId: string, reviewCode: ReviewCode): string => `zhishi.marks.${staffId}.${reviewCode}`

/** What was kept of the elements of this rubric; nothing where nothing can be read. */
export function loadDraft(staffId: string, { reviewCode, rubric }: { reviewCode: ReviewCode; rubric: Rubric }): Draft {
  try {
    const read = kept.parse(JSON.parse(localStorage.getItem(nameOf(staffId, reviewCode)) ?? '{}'))
    return Object.fromEntries(rubric.flatMap(({ key }) => (read[key] === undefined ? [] : [[key, read[key]]])))
  } catch {
    return {}
  }
}

/** A browser that keeps nothing makes the page forgetful, not broken. */
export function keepDraft(staffId: string, reviewCode: ReviewCode, draft: Draft): void {
  try {
    localStorage.setItem(nameOf(staffId, reviewCode), JSON.stringify(draft))
  } catch {
    // the marks are still on the screen
  }
}

export function dropDraft(staffId: string, reviewCode: ReviewCode): void {
  try {
    localStorage.removeItem(nameOf(staffId, reviewCode))
  } catch {
    // where nothing can be removed, nothing was kept
  }
}
