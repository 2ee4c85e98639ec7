// Owns: codes that a person reads on one screen and types on another: Crockford's base32
// (https://www.crockford.com/base32.html), which has no I, L, O or U to be confused with 1, 0 or V.
// Never makes randomness: the bytes are handed in.
import { foldTyped } from '../typed/index.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** What people type for a character that is not in the alphabet. */
const MEANT: Record<string, string> = { I: '1', L: '1', O: '0' }
const BITS_PER_CHARACTER = 5
const GROUP = 4

/** The code of some random bytes: five bits a character, bits left over at the end are dropped. */
export function codeOf(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  const length = Math.floor(bits.length / BITS_PER_CHARACTER)
  return Array.from({ length }, (_, at) => {
    const from = at * BITS_PER_CHARACTER
    return ALPHABET[Number.parseInt(bits.slice(from, from + BITS_PER_CHARACTER), 2)]
  }).join('')
}

/** In groups of four, as it is shown and read aloud: `7K4M-92QX`. */
export function showCode(code: string): string {
  return (code.match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? []).join('-')
}

/**
 * What somebody typed, as the code it means: as everything typed (`foldTyped`), hyphens do not matter, O is 0, I and L are 1.
 * Null where a character is left that no code has, or the length differs.
 */
export function parseCode(typed: string, length: number): string | null {
  const code = tidyCode(typed)
  return code.length === length && Array.from(code).every((one) => ALPHABET.includes(one)) ? code : null
}

/** The same while it is still being typed. */
export function tidyCode(typed: string): string {
  return Array.from(foldTyped(typed).replaceAll('-', ''))
    .map((one) => MEANT[one] ?? one)
    .join('')
}

/** The binding code of a phone: 8 characters, 40 random bits (docs/process-rules.md#evidence). */
export const BINDING_CODE_LENGTH = 8
export const BINDING_CODE_BYTES = 5

/** The unlock code of an attempt: 12 characters, 60 random bits (docs/fairness.md#unlock-code). */
export const UNLOCK_CODE_LENGTH = 12
export const UNLOCK_CODE_BYTES = 8
/**
 * PBKDF2-HMAC-SHA-256: what OWASP's password storage cheat sheet (2023) asks for; docs/fairness.md#unlock-code sets it
 * as the least.
 */
export const UNLOCK_ITERATIONS = 600_000

/** What a wrapping is bound to: of another attempt or another pack it does not open, whatever code is typed. */
export const unlockContext = (attemptId: string, packId: string): string => `unlock/${attemptId}/${packId}`
