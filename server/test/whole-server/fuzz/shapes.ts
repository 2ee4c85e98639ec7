// Owns: values for a JSON Schema of the OpenAPI document: right ones, and right ones with one place made wrong.
// Never knows an endpoint.
import fc from 'fast-check'

type Json = Record<string, unknown>
/** What exists, by the name that paths and bodies give it. */
export type Known = Record<string, string[]>
/** What clients, old versions and people with ill will have sent instead of what was asked for. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  '',
  ' ',
  '0',
  '\u0000',
  '\ud800',
  '\u202e１２３',
  '__proto__',
  '../../../etc/passwd',
  "' or 1=1 --",
  '{{7*7}}<script>',
  'x'.repeat(20_000),
  'NaN',
  -1,
  0,
  0.1,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e308,
  -0,
  [],
  {},
  [[[[]]]],
  { ['__proto__']: { isAdmin: true }, constructor: 1 },
  Array.from({ length: 3000 }, () => 0),
]
const hostile = fc.constantFrom(...HOSTILE)

const arrayOf = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : [])
const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise)

/**
 * Values that a schema takes. What is `known` exists: without it nearly every request would end at "not found". What it says beyond types, bounds, patterns and fields is left to chance.
 */
export function fitting(schema: Json, known: Known): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const'])
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]))
  const either = [...arrayOf(schema['anyOf']), ...arrayOf(schema['oneOf'])]
  if (either.length > 0) return fc.oneof(...either.map((one) => fitting(one, known)))
  switch (schema['type']) {
    case 'string':
      return fittingText(schema, known)
    case 'integer':
    case 'number':
      return fc.integer({
        min: Math.max(numberOr(schema['minimum'], 0), Number.MIN_SAFE_INTEGER),
        max: Math.min(numberOr(schema['maximum'], 2_000_000_000_000), Number.MAX_SAFE_INTEGER),
      })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array': {
      const each = fitting((schema['items'] ?? {}) as Json, known)
      const minLength = numberOr(schema['minItems'], 0)
      return fc.array(each, { minLength, maxLength: Math.min(numberOr(schema['maxItems'], 4), minLength + 4) })
    }
    case 'object': {
      const fields = Object.entries((schema['properties'] ?? {}) as Record<string, Json>)
      const required = new Set(schema['required'] as string[] | undefined)
      return fc.record(Object.fromEntries(fields.map(([name, of]) => [name, fitting(of, narrowed(known, name))])), {
        requiredKeys: fields.map(([name]) => name).filter((name) => required.has(name)),
      })
    }
    default:
      return fc.jsonValue({ maxDepth: 3 })
  }
}

/** Where a field says what it is, of that kind only. */
function narrowed(known: Known, name: string): Known {
  const ids = known[name]
  return ids ? { [name]: ids } : known
}

function fittingText({ format, pattern, minLength, maxLength }: Json, known: Known): fc.Arbitrary<unknown> {
  if (format === 'uuid')
    return fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...Object.values(known).flat()) }, fc.uuid())
  if (typeof pattern === 'string') {
    try {
      return fc.stringMatching(new RegExp(pattern))
    } catch {
      // the library makes no texts for patterns that look ahead
    }
  }
  const min = numberOr(minLength, 0)
  return fc.string({ unit: 'grapheme', minLength: min, maxLength: Math.min(numberOr(maxLength, 40), min + 40) })
}

/** A value with one place of it exchanged, left out or added to. */
export function wrong(right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.tuple(right, fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), hostile).map(([value, turns, put]) => {
    const damage = (at: unknown, depth: number): unknown => {
      const turn = turns[depth] ?? 0
      if (Array.isArray(at) && at.length > 0 && turn % 5 > 0) {
        const place = turn % at.length
        return at.map((one: unknown, index) => (index === place ? damage(one, depth + 1) : one))
      }
      if (typeof at === 'object' && at !== null && !Array.isArray(at) && turn % 7 > 0) {
        const names = Object.keys(at)
        const name = names[turn % Math.max(1, names.length)]
        if (name === undefined || turn % 7 === 1) return { ...at, ['noSuchField']: put }
        if (turn % 7 === 2) return Object.fromEntries(Object.entries(at).filter(([key]) => key !== name))
        return { ...at, [name]: damage((at as Json)[name], depth + 1) }
      }
      return put
    }
    return damage(value, 0)
  })
}

/** Bytes as they come where JSON, a picture, an archive or a recording is asked for. */
export const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      '',
      '{',
      '[',
      '"',
      '{"a":1,"a":2}',
      'null',
      '\ufeff{}',
      '['.repeat(20_000),
      '{"a":'.repeat(5000),
      'a: &a [*a, *a]',
      'zhishi: 1\nkey: x\n',
      'PK\x03\x04',
      '\x1aE\xdf\xa3\x9fB\x86\x81\x01',
      '\xff\xd8\xff\xe0',
    )
    .map((text) => Buffer.from(text, 'latin1')),
)
