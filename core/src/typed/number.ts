// Owns: a number that somebody types: what it says, or nothing; never another number.
import { withoutMarks } from './fold.ts'

/** A whole number with decimals behind any sign that keyboards give for it, as `16.5`, `16,5`, `16．5` and `16。5`. */
const WRITTEN = /^(\d{1,12})(?:[.,。](\d*))?$|^[.,。](\d+)$/

/**
 * The number that was typed, whole or with so many decimals at most. Null: it is none, or has more decimals.
 * No sign separates thousands: `1,000` has three decimals, and is not taken for 1 where two are allowed.
 */
export function readNumber(typed: string, decimals: number): number | null {
  const match = WRITTEN.exec(withoutMarks(typed.normalize('NFKC')))
  if (!match) return null
  const fraction = match[2] ?? match[3] ?? ''
  return fraction.length > decimals ? null : Number(`${match[1] ?? '0'}.${fraction || '0'}`)
}
