// Owns: who in a new document is who in the one in force, and what changes about them.
// Never guesses: a number is a person, and a number put right is named by `formerNumber`.
import { doubtOfNumber, type InterviewDocument, type RosterEntry } from '../interview/index.ts'
import type { Change, ChangeKind, EditDoubt } from './change.ts'
import type { FileDigests } from './facts.ts'
import type { Report } from './windows.ts'

/** Everybody of a document once, by number, with the place of the first line about them. */
export function peopleOf({ sittings }: InterviewDocument): Map<string, { person: RosterEntry; path: string }> {
  const found = new Map<string, { person: RosterEntry; path: string }>()
  for (const [at, { roster }] of sittings.entries()) {
    for (const [row, person] of roster.entries()) {
      if (!found.has(person.number)) found.set(person.number, { person, path: `sittings.${at}.roster.${row}` })
    }
  }
  return found
}

/** The numbers in force by which people of the new document are known, where a number is put right. */
export function matchNumbers(before: InterviewDocument, after: InterviewDocument, report: Report): Map<string, string> {
  const known = peopleOf(before)
  const wanted = peopleOf(after)
  const matched = new Map<string, string>()
  const claimed = new Set<string>()
  for (const [number, { person, path }] of wanted) {
    const { formerNumber } = person
    // a file that was imported once still names the former number: it says nothing new
    if (formerNumber === undefined || formerNumber === number || !known.has(formerNumber)) continue
    if (known.has(number) || wanted.has(formerNumber) || claimed.has(formerNumber)) {
      report('numberTaken', `${path}.formerNumber`, { person: { number, name: person.name } })
      continue
    }
    claimed.add(formerNumber)
    matched.set(number, formerNumber)
  }
  return matched
}

/** What is doubtful about numbers that the document in force does not have. */
export function doubtsOf(before: InterviewDocument | null, after: InterviewDocument): EditDoubt[] {
  const known = before ? peopleOf(before) : null
  return [...peopleOf(after)].flatMap(([number, { person, path }]): EditDoubt[] => {
    const doubt = known?.has(number) ? null : doubtOfNumber(number)
    return doubt ? [{ ...doubt, path: `${path}.number`, person: { number, name: person.name } }] : []
  })
}

/** What changes about people who are in both documents, whatever sitting they are in. */
export function peopleChanges(
  before: InterviewDocument,
  after: InterviewDocument,
  formerOf: ReadonlyMap<string, string>,
  files: { before: FileDigests; after: FileDigests },
): Change[] {
  const known = peopleOf(before)
  return [...peopleOf(after)].flatMap(([number, { person, path }]): Change[] => {
    const was = known.get(formerOf.get(number) ?? number)?.person
    if (!was) return []
    const changed = (kind: ChangeKind, field: string, old: string | null, fresh: string | null): Change[] => [
      {
        kind,
        path: `${path}.${field}`,
        sitting: null,
        person: { number, name: person.name },
        before: old,
        after: fresh,
      },
    ]
    const photo = (it: RosterEntry, digests: FileDigests): string | undefined =>
      it.idPhoto === undefined ? undefined : `${it.idPhoto} ${digests.get(it.idPhoto) ?? ''}`
    return [
      ...(was.number === number ? [] : changed('personNumber', 'number', was.number, number)),
      ...(was.name === person.name ? [] : changed('personName', 'name', was.name, person.name)),
      ...(was.personalCodeHash === person.personalCodeHash && person.personalCode === undefined
        ? []
        : changed('personCode', 'personalCode', null, null)),
      ...(photo(was, files.before) === photo(person, files.after)
        ? []
        : changed('personPhoto', 'idPhoto', was.idPhoto ?? null, person.idPhoto ?? null)),
    ]
  })
}
