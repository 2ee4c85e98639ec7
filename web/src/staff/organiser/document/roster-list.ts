// Owns: reading a list of people that was pasted or exported from a table: one person a row, with what is wrong of it and
// what has to be looked at. Never adds half a list: whoever asks gets people or problems.
import { doubtOfNumber, documentNumber, personalCode, type NumberDoubt } from '@zhishi/core/interview'
import { foldTyped, withoutMarks } from '@zhishi/core/typed'
import type { PersonDoc } from './doc.ts'
import { rowsOf, SEPARATORS, type Row } from './separated.ts'

export const LIST_PROBLEMS = [
  'encoding',
  'quotes',
  'columns',
  'number',
  'name',
  'post',
  'code',
  'codeMissing',
  'twice',
] as const
export type ListProblem = { line: number; kind: (typeof LIST_PROBLEMS)[number]; text: string }
/** What may be right and may not: whoever takes the list has seen it. */
export type ListDoubt = {
  line: number
  kind: NumberDoubt['kind'] | 'renamed' | 'notTaken'
  text: string
  given: string
  right: string
}
export type ReadList =
  | { ok: true; people: PersonDoc[]; doubts: ListDoubt[] }
  | { ok: false; problems: ListProblem[]; doubts: ListDoubt[] }

const FIELDS = ['number', 'name', 'post', 'code'] as const
type Field = (typeof FIELDS)[number]
/** What exporters and clerks call the columns, folded as everything typed and without signs between. */
const HEADINGS: Readonly<Record<Field, readonly string[]>> = {
  number:
    '证件号 证件号码 身份证 身份证号 身份证号码 公民身份号码 居民身份证号码 ID IDNO IDNUMBER NUMBER DOCUMENTNUMBER'.split(
      ' ',
    ),
  name: ['姓名', '考生姓名', 'NAME', 'FULLNAME'],
  post: ['岗位', '职位', '报考岗位', '报考职位', 'POST', 'POSITION'],
  code: ['口令', '个人口令', 'CODE', 'PERSONALCODE'],
}
const LONGEST = 80

/**
 * People with number, name, post and personal code: columns in this order, or found by a first row that names them. The
 * separator is one for the whole list. A row without a code keeps that of who is known already.
 * @param nameOf the name by which the interview knows this number; null: nobody has it
 */
export function readList(text: string, nameOf: (number: string) => string | null): ReadList {
  const { rows, columns, heading } = readTable(text.replace(/^\uFEFF/, ''))
  const people: PersonDoc[] = []
  const problems: ListProblem[] = []
  const doubts: ListDoubt[] = []
  const seen = new Map<string, number>()
  for (const [at, cell] of (heading?.cells ?? []).entries()) {
    if (cell !== '' && !columns.has(at))
      doubts.push({ line: heading!.line, kind: 'notTaken', text: cell, given: '', right: '' })
  }
  for (const row of rows) {
    const { line, cells } = row
    const report = (kind: ListProblem['kind'], about: string): void => void problems.push({ line, kind, text: about })
    if (!isReadable(row)) {
      report('encoding', '')
      continue
    }
    if (row.isBroken) {
      report('quotes', cells.join(' '))
      continue
    }
    const width = heading?.cells.length ?? FIELDS.length
    if (cells.length < 2 || cells.slice(width).some((cell) => cell !== '')) {
      report('columns', cells.join(' '))
      continue
    }
    const of = (field: Field): string => withoutMarks(cells.find((_, place) => columns.get(place) === field) ?? '')
    const [number, name, post, code] = [of('number'), of('name'), of('post'), of('code')]
    const read = documentNumber.safeParse(number)
    if (!read.success) report('number', number)
    if (name === '' || name.length > LONGEST) report('name', name)
    if (post.length > LONGEST) report('post', post)
    if (code !== '' && !personalCode.safeParse(code).success) report('code', code)
    if (!read.success) continue
    const known = nameOf(read.data)
    if (code === '' && known === null) report('codeMissing', number)
    const before = seen.get(read.data)
    if (before !== undefined) report('twice', String(before))
    seen.set(read.data, before ?? line)
    const doubt = known === null ? doubtOfNumber(read.data) : null
    if (doubt) doubts.push({ line, text: `${read.data} ${name}`, ...doubt })
    if (known !== null && name !== '' && withoutMarks(known) !== name) {
      doubts.push({ line, kind: 'renamed', text: read.data, given: name, right: known })
    }
    people.push({
      number: read.data,
      name,
      ...(post === '' ? {} : { post }),
      ...(code === '' ? {} : { personalCode: code }),
    })
  }
  return problems.length > 0 ? { ok: false, problems, doubts } : { ok: true, people, doubts }
}

type Table = { rows: Row[]; columns: ReadonlyMap<number, Field>; heading: Row | null }

/** The table by the separator that makes people of most rows, and of those of most cells. */
function readTable(text: string): Table {
  const read = SEPARATORS.map((separator): Table & { fitting: Row[] } => {
    const [first, ...rest] = rowsOf(text, separator)
    const named = first ? columnsNamed(first) : null
    const rows = named || !first ? rest : [first, ...rest]
    const columns = named ?? new Map(FIELDS.map((field, at) => [at, field]))
    const numberAt = [...columns].find(([, field]) => field === 'number')?.[0] ?? 0
    const fitting = rows.filter(({ cells }) => cells.length > 1 && isNumber(cells[numberAt] ?? ''))
    return { rows, columns, heading: named ? first! : null, fitting: named ? [first!, ...fitting] : fitting }
  })
  const cellsOf = (fitting: readonly Row[]): number => fitting.reduce((sum, { cells }) => sum + cells.length, 0)
  return read.reduce((best, one) => {
    const more = one.fitting.length - best.fitting.length || cellsOf(one.fitting) - cellsOf(best.fitting)
    return more > 0 ? one : best
  })
}

const isNumber = (cell: string): boolean => documentNumber.safeParse(cell).success

/** The columns of a row that names them and is nobody: a number and a name at least, each once. Null: it is no heading. */
function columnsNamed({ cells }: Row): Map<number, Field> | null {
  const named = new Map<number, Field>()
  for (const [at, cell] of cells.entries()) {
    const folded = foldTyped(cell).replace(/[^\p{L}\p{N}]/gu, '')
    const field = FIELDS.find((one) => HEADINGS[one].includes(folded))
    if (field && [...named.values()].includes(field)) return null
    if (field) named.set(at, field)
  }
  const found = new Set(named.values())
  return found.has('number') && found.has('name') ? named : null
}

/** U+FFFD stands where bytes were no UTF-8, U+0000 where UTF-16 was read as it. */
const isReadable = ({ cells }: Row): boolean => !cells.some((cell) => /[\uFFFD\0]/.test(cell))

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
