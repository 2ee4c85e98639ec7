// Owns: reading a list of people that was pasted or exported from a table: one person a line, with what is wrong of it.
// Never adds half a list: whoever asks gets people or problems.
import { documentNumber, personalCode } from '@zhishi/core/interview'
import type { PersonDoc } from './doc.ts'

export const LIST_PROBLEMS = ['columns', 'number', 'name', 'code', 'codeMissing', 'twice'] as const
export type ListProblem = { line: number; kind: (typeof LIST_PROBLEMS)[number]; text: string }
export type ReadList = { ok: true; people: PersonDoc[] } | { ok: false; problems: ListProblem[] }

/** A first line that names the columns, in either language. */
const HEADING = /^(证件号|身份证|number|id)/i
const LONGEST_NAME = 80

/**
 * Lines of number, name, post, personal code, between tabs, commas or semicolons. A line without a code keeps that of who
 * is known already.
 * @param isKnown whether this number is somebody's in the interview
 */
export function readList(text: string, isKnown: (number: string) => boolean): ReadList {
  const people: PersonDoc[] = []
  const problems: ListProblem[] = []
  const seen = new Map<string, number>()
  for (const [at, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const cells = cellsOf(raw)
    if (cells.every((cell) => cell === '') || (at === 0 && HEADING.test(cells[0] ?? ''))) continue
    const line = at + 1
    const report = (kind: ListProblem['kind'], about: string): void => void problems.push({ line, kind, text: about })
    const [number = '', name = '', post = '', code = ''] = cells
    if (cells.length < 2 || cells.length > 4) {
      report('columns', raw.trim())
      continue
    }
    const known = documentNumber.safeParse(number)
    if (!known.success) report('number', number)
    if (name === '' || name.length > LONGEST_NAME) report('name', name)
    if (code !== '' && !personalCode.safeParse(code).success) report('code', code)
    if (!known.success) continue
    if (code === '' && !isKnown(known.data)) report('codeMissing', number)
    const before = seen.get(known.data)
    if (before !== undefined) report('twice', String(before))
    seen.set(known.data, before ?? line)
    people.push({
      number: known.data,
      name,
      ...(post === '' ? {} : { post }),
      ...(code === '' ? {} : { personalCode: code }),
    })
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, people }
}

/** Tables paste with tabs; files have commas, quoted where a cell holds one. */
function cellsOf(line: string): string[] {
  const separator = line.includes('\t') ? '\t' : /[,，;；]/
  if (!line.includes('"')) return line.split(separator).map((cell) => cell.trim())
  return [...line.matchAll(/(?:^|[\t,，;；])(?:"((?:[^"]|"")*)"|([^\t,，;；]*))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('""', '"') ?? plain ?? '').trim(),
  )
}

/** The roster with these people: who is on it is put right, who is not is added. */
export function merged(roster: readonly PersonDoc[], people: readonly PersonDoc[]): PersonDoc[] {
  const fresh = new Map(people.map((person) => [person.number, person]))
  const kept = roster.map((one) => {
    const given = fresh.get(one.number)
    fresh.delete(one.number)
    return given ? corrected(one, given) : one
  })
  return [...kept, ...fresh.values()]
}

/** Somebody as they are known, with what a list says of them. A new code takes the place of the old hash. */
export function corrected(known: PersonDoc, given: PersonDoc): PersonDoc {
  const { personalCode: code, personalCodeHash, ...rest } = known
  return {
    ...rest,
    name: given.name,
    ...(given.post === undefined ? {} : { post: given.post }),
    ...(given.personalCode !== undefined
      ? { personalCode: given.personalCode }
      : code !== undefined
        ? { personalCode: code }
        : personalCodeHash === undefined
          ? {}
          : { personalCodeHash }),
  }
}
