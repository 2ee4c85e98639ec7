// Owns: a table as text (RFC 4180): one separator for the whole of it, quoted cells, the line on which each row begins.
// Never guesses at a broken quote: the row says so, and the rows after it are read.

import { withoutMarks } from '@zhishi/core/typed'

/** What spreadsheets paste, export and people type, in the order in which it is preferred where two fit alike. */
export const SEPARATORS = ['\t', ',', ';', '，', '；'] as const
export type Separator = (typeof SEPARATORS)[number]
/** `line`: from 1, of the text. `isBroken`: a quote does not close its cell */
export type Row = { line: number; cells: string[]; isBroken: boolean }

/** Rows that hold nothing are left out. Cells come without spaces around. */
export function rowsOf(text: string, separator: Separator): Row[] {
  const rows: Row[] = []
  let line = 1
  for (let at = 0; at < text.length;) {
    const { cells, end } = rowAt(text, at, separator) ?? { cells: null, end: lineEnd(text, at) }
    const row = {
      line,
      cells: (cells ?? text.slice(at, end).split(separator)).map((cell) => cell.trim()),
      isBroken: cells === null,
    }
    if (row.cells.some((cell) => withoutMarks(cell) !== '')) rows.push(row)
    const next = afterBreak(text, end)
    line += text.slice(at, next).match(/\r\n|\r|\n/g)?.length ?? 0
    at = next
  }
  return rows
}

/** The row that begins here, up to its line break. Null: a quote opens and does not close at the end of its cell. */
function rowAt(text: string, start: number, separator: Separator): { cells: string[]; end: number } | null {
  const cells: string[] = []
  for (let at = start; ; at++) {
    const cell = text.slice(at, lineEnd(text, at)).trimStart().startsWith('"')
      ? quotedCell(text, text.indexOf('"', at))
      : plainCell(text, at, separator)
    if (!cell) return null
    cells.push(cell.text)
    at = cell.end
    if (text[at] !== separator) return isBreak(text, at) ? { cells, end: at } : null
  }
}

function plainCell(text: string, start: number, separator: Separator): { text: string; end: number } {
  let end = start
  while (text[end] !== separator && !isBreak(text, end)) end++
  return { text: text.slice(start, end), end }
}

function quotedCell(text: string, open: number): { text: string; end: number } | null {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] !== '"') continue
    if (text[at + 1] !== '"') return { text: text.slice(open + 1, at).replaceAll('""', '"'), end: at + 1 }
    at++
  }
  return null
}

const isBreak = (text: string, at: number): boolean => at >= text.length || text[at] === '\n' || text[at] === '\r'

function lineEnd(text: string, start: number): number {
  let end = start
  while (!isBreak(text, end)) end++
  return end
}

const afterBreak = (text: string, at: number): number => at + (text.startsWith('\r\n', at) ? 2 : 1)
