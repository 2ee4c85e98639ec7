// Owns: which text can be kept at all: PostgreSQL takes no U+0000, and UTF-8 has no form for half a surrogate pair (RFC 3629 §3).
// Never mends one: what was meant is not known.

const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?:[^\uD800-\uDBFF]|^)[\uDC00-\uDFFF]/
/** Nothing that is handed in is nested half as deep. */
const DEEPEST = 64

export const isStorable = (text: string): boolean => !UNSTORABLE.test(text)

/**
 * Looks through all texts and names of fields of parsed JSON.
 * @returns the path to the first that cannot be kept, or to what is nested deeper than 64; null: all of it can be kept
 */
export function findUnstorable(value: unknown, path: readonly (string | number)[] = []): (string | number)[] | null {
  if (typeof value === 'string') return isStorable(value) ? null : [...path]
  if (typeof value !== 'object' || value === null) return null
  if (path.length === DEEPEST) return [...path]
  for (const [key, one] of Object.entries(value)) {
    const at = Array.isArray(value) ? Number(key) : key
    if (typeof at === 'string' && !isStorable(at)) return [...path]
    const found = findUnstorable(one, [...path, at])
    if (found) return found
  }
  return null
}
