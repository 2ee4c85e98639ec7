// Owns: the anonymous number by which examiners know an attempt.
// Never says anything of the attempt: it is drawn at random and means nothing outside the server's table.
import { z } from 'zod'

const DIGITS = 6
const FIRST = 10 ** (DIGITS - 1)
/** How many codes there are: fifty times the 20,000 attempts of the largest sitting. */
const COUNT = 9 * FIRST
const WORD = 2 ** 32
/** Words from here on would favour the first codes. */
const FAIR_WORDS = WORD - (WORD % COUNT)

export const reviewCode = z
  .string()
  .regex(/^[1-9]\d{5}$/, 'must be six digits')
  .brand('ReviewCode')
export type ReviewCode = z.infer<typeof reviewCode>

/** The code that 32 random bits give; null: bits that would not be fair, draw again. */
export function reviewCodeOf(word: number): ReviewCode | null {
  return word < FAIR_WORDS ? (String(FIRST + (word % COUNT)) as ReviewCode) : null
}
