// Owns: what is doubtful about a document number that has the form of a mainland ID card's.
// Never refuses: a card may be read wrongly by the rule and rightly by its owner. Whoever saves the number sees the doubt first.

/** The weights and check characters of GB 11643-1999 (ISO/IEC 7064, MOD 11-2). */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_CHARACTERS = '10X98765432'
/** So many digits are near the eighteen of a card; the fifteen of the first cards (GB 11643-1989) were right once. */
const NEARLY = /^\d{16,20}$|^\d{15,19}X$/

export const NUMBER_DOUBTS = ['checkDigit', 'length'] as const
export type NumberDoubt = {
  kind: (typeof NUMBER_DOUBTS)[number]
  /** the last character, or how many there are */
  given: string
  /** what it would have to be */
  right: string
}

/** @param number as `documentNumber` folds it. Null: nothing is doubtful, or it is no number of such a card */
export function doubtOfNumber(number: string): NumberDoubt | null {
  if (/^\d{17}[\dX]$/.test(number)) {
    const sum = WEIGHTS.reduce((so, weight, at) => so + weight * Number(number[at]), 0)
    const right = CHECK_CHARACTERS[sum % CHECK_CHARACTERS.length]!
    const given = number.at(-1)!
    return given === right ? null : { kind: 'checkDigit', given, right }
  }
  return NEARLY.test(number) ? { kind: 'length', given: String(number.length), right: '18' } : null
}
