// Owns: what is checked of a whole document when it is taken in, and not when it is written: names that occur twice, one
// number with different data, a zone or a release that an older program took, text that could not be read or cannot be kept.
// Reads a document that may be unsound in its types, so that everything wrong with it is reported at once.
// Never a rule about one field: its schema has that.

import { isStorable } from '../typed/index.ts'
import { isTimeZone } from './time-zone.ts'

type Path = (string | number)[]
type Report = (path: Path, message: string) => void

export function checkAcross(document: unknown, report: Report): void {
  const sittings = listIn(document, 'sittings')
  checkTwice(
    sittings.map((one) => textIn(one, 'key')),
    (at, first) => report(['sittings', at, 'key'], `is the key of sitting ${first + 1} too`),
  )
  for (const [at, one] of sittings.entries()) {
    checkTwice(
      listIn(one, 'roster').map((person) => textIn(person, 'number')),
      (row, first) =>
        report(['sittings', at, 'roster', row, 'number'], `is the number of roster line ${first + 1} too`),
    )
  }
  checkSamePerson(sittings, report)
  const zone = textIn(document, 'timeZone')
  if (zone !== undefined && !isTimeZone(zone)) report(['timeZone'], 'must be an IANA time zone such as Asia/Shanghai')
  // without anybody who could release it, entry would never open
  if (textIn(valueIn(valueIn(document, 'settings'), 'entry'), 'release') === 'organiser') {
    report(['settings', 'entry', 'release'], 'entry cannot be released by hand yet: must be automatic')
  }
  checkReadable(document, [], report)
}

function checkTwice(names: readonly (string | undefined)[], report: (at: number, first: number) => void): void {
  const known = new Map<string, number>()
  for (const [at, name] of names.entries()) {
    if (name === undefined) continue
    const first = known.get(name)
    if (first === undefined) known.set(name, at)
    else report(at, first)
  }
}

/** One number is one person in the whole interview: sittings may share a number, but then name, ID photo and code are the same. */
function checkSamePerson(sittings: readonly unknown[], report: Report): void {
  const known = new Map<string, { person: unknown; sitting: string }>()
  for (const [at, one] of sittings.entries()) {
    for (const [row, person] of listIn(one, 'roster').entries()) {
      const number = textIn(person, 'number')
      if (number === undefined) continue
      const first = known.get(number)
      if (!first) {
        known.set(number, { person, sitting: textIn(one, 'key') ?? String(at + 1) })
        continue
      }
      // what has the wrong type has been said
      const differs = (field: string): boolean =>
        [first.person, person].every((it) => isTextOrNone(valueIn(it, field))) &&
        valueIn(first.person, field) !== valueIn(person, field)
      const hasCode = ['personalCode', 'personalCodeHash'].some((field) => valueIn(person, field) !== undefined)
      const say = (field: string, what: string): void =>
        report(
          ['sittings', at, 'roster', row, field],
          `the same number has another ${what} in sitting ${first.sitting}`,
        )
      if (differs('name')) say('name', 'name')
      if (differs('idPhoto')) say('idPhoto', 'ID photo')
      if (hasCode && (differs('personalCode') || differs('personalCodeHash'))) say('personalCode', 'code')
    }
  }
}

/** U+FFFD stands where a program read bytes in the wrong encoding: what stood there is lost. */
function checkReadable(it: unknown, path: Path, report: Report): void {
  if (typeof it === 'string') {
    if (it.includes('\uFFFD')) report(path, 'has a character that could not be read (U+FFFD): save the text as UTF-8')
    if (!isStorable(it))
      report(path, 'has a character that cannot be kept (U+0000 or half of a pair): type the text anew')
  } else if (Array.isArray(it)) {
    for (const [at, one] of it.entries()) checkReadable(one, [...path, at], report)
  } else if (typeof it === 'object' && it !== null) {
    for (const [key, one] of Object.entries(it)) checkReadable(one, [...path, key], report)
  }
}

function listIn(it: unknown, key: string): readonly unknown[] {
  const found = valueIn(it, key)
  return Array.isArray(found) ? found : []
}

function textIn(it: unknown, key: string): string | undefined {
  const found = valueIn(it, key)
  return typeof found === 'string' ? found : undefined
}

const isTextOrNone = (it: unknown): boolean => it === undefined || typeof it === 'string'

const valueIn = (it: unknown, key: string): unknown =>
  typeof it === 'object' && it !== null ? (it as Record<string, unknown>)[key] : undefined
