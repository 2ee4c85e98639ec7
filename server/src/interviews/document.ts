// Owns: reading and writing the YAML form of an interview, and saying at which line something is wrong.
// Never touches the database; the rules of the document are core's.
import { interviewDocument, presentDocument, type InterviewDocument } from '@zhishi/core/interview'
import {
  isMap,
  isNode,
  isPair,
  isScalar,
  Lexer,
  LineCounter,
  parseDocument,
  stringify,
  visit,
  type Document,
} from 'yaml'

/** One thing wrong with a file: where it stands, from 1, and what it is. */
export type FileProblem = { line: number; column: number; path: string; message: string }
export type ReadDocument =
  /** `problemAt`: says of a place in the document, as its file has it, what is found wrong there later */
  | {
      ok: true
      document: InterviewDocument
      problemAt: (path: (string | number)[], message: string) => FileProblem
    }
  | { ok: false; problems: FileProblem[] }

/** 16 MiB: a roster of 20,000 people with long questions stays under 4 MiB. */
const MAX_BYTES = 16 * 1024 * 1024
/** Three times what 20,000 people with ten lines each need. */
const MAX_LINES = 600_000
/** The deepest place of a document lies nine levels down; the parser calls itself for each. */
const MAX_DEPTH = 50
/** With eight columns a level. */
const MAX_INDENT = 8 * MAX_DEPTH
/** So many things wrong are named; more is not read. */
const MAX_PROBLEMS = 100

/** Reads a YAML 1.2 file and checks it whole; every problem is named with its line. */
export function parseInterviewFile(bytes: Uint8Array): ReadDocument {
  if (bytes.length > MAX_BYTES) return onlyProblem(`the file has more than ${MAX_BYTES} bytes`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return onlyProblem('the file is not UTF-8', firstLineUnread(bytes))
  }
  // what pages hand in is JSON, which is YAML too and a hundred times as fast to read; its lines matter only where it is wrong
  const fromJson = readJson(text)
  if (fromJson !== undefined) {
    const parsed = interviewDocument.safeParse(fromJson)
    if (parsed.success) {
      return {
        ok: true,
        document: parsed.data,
        problemAt: (path, message) => placed({ path: path.join('.'), message }),
      }
    }
  }
  if (countLines(bytes) > MAX_LINES) return onlyProblem(`the file has more than ${MAX_LINES} lines`)
  const deepAt = placeOfTooDeep(text)
  if (deepAt !== null) return onlyProblem(`the file is nested more than ${MAX_DEPTH} levels deep`, deepAt)
  const lines = new LineCounter()
  // the parser compares each key with all others of its map, which takes a square of time: looked for below
  const yaml = parseDocument(text, { lineCounter: lines, uniqueKeys: false, version: '1.2' })
  if (yaml.errors.length > 0) {
    return {
      ok: false,
      problems: yaml.errors
        .slice(0, MAX_PROBLEMS)
        .map((error) => ({ ...place(error.pos[0]), path: '', message: firstLine(error.message) })),
    }
  }
  const twice = keysTwice(yaml)
  if (twice.length > 0)
    return { ok: false, problems: twice.map(({ at, message }) => ({ ...place(at), path: '', message })) }
  let input: unknown
  try {
    // aliases could blow a small file up, and nobody needs them here
    input = yaml.toJS({ maxAliasCount: 0 })
  } catch (error) {
    return onlyProblem(firstLine(error instanceof Error ? error.message : String(error)))
  }
  const parsed = interviewDocument.safeParse(input)
  const problemAt = (path: (string | number)[], message: string): FileProblem => ({
    ...place(offsetOf(yaml, path, false)),
    path: path.join('.'),
    message,
  })
  if (parsed.success) return { ok: true, document: parsed.data, problemAt }
  return {
    ok: false,
    problems: parsed.error.issues.slice(0, MAX_PROBLEMS).flatMap((issue) => {
      const path = issue.path.map(asKey)
      // an unknown key is named one by one, at its own line
      const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, MAX_PROBLEMS) : [null]
      return keys.map((key) => {
        const full = key === null ? path : [...path, key]
        return {
          ...place(offsetOf(yaml, full, key !== null)),
          path: full.join('.'),
          message: key === null ? issue.message : `unknown key "${key}"`,
        }
      })
    }),
  }

  function place(offset: number): { line: number; column: number } {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  function onlyProblem(message: string, line = 1): ReadDocument {
    return { ok: false, problems: [{ line, column: 1, path: '', message }] }
  }
}

/** Keys that stand in one map before. */
function keysTwice(yaml: Document): { at: number; message: string }[] {
  const found: { at: number; message: string }[] = []
  visit(yaml, {
    Map(_, map) {
      const seen = new Set<unknown>()
      for (const { key } of map.items) {
        if (!isScalar(key)) continue
        if (seen.has(key.value) && found.length < MAX_PROBLEMS)
          found.push({ at: key.range?.[0] ?? 0, message: `the key "${String(key.value)}" is there twice` })
        seen.add(key.value)
      }
    },
  })
  return found
}

/** The line where it becomes too deep, from 1; null: nowhere. By words, before anything is built of them. */
function placeOfTooDeep(text: string): number | null {
  let [line, flow, indent, marks] = [1, 0, 0, 0]
  let isLineBegin = true
  for (const word of new Lexer().lex(text)) {
    if (word === '[' || word === '{') flow += 1
    else if (word === ']' || word === '}') flow -= 1
    // an entry of a list in the same line is a level too
    else if (word === '-' || word === '?') marks += 1
    else if (isLineBegin && /^ +$/.test(word)) indent = word.length
    isLineBegin = word.endsWith('\n')
    if (isLineBegin) {
      line += word.split('\n').length - 1
      indent = 0
      marks = 0
    }
    if (flow > MAX_DEPTH || marks > MAX_DEPTH || indent > MAX_INDENT) return line
  }
  return null
}

function countLines(bytes: Uint8Array): number {
  let lines = 1
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1
  return lines
}

/** Without a line of its own: the text is one that a program wrote. */
const placed = (options: { path: string; message: string }): FileProblem => ({ line: 1, column: 1, ...options })

function readJson(text: string): unknown {
  if (!text.startsWith('{')) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/**
 * The YAML form of an interview; reading it gives the same document.
 * @param version of the document in force: an edit of the file is only taken while it is still that
 */
export function writeInterviewFile(document: InterviewDocument, version: string): string {
  const { zhishi, ...rest } = presentDocument(document)
  return stringify({ zhishi, basedOn: version, ...rest }, { lineWidth: 120 })
}

/** The steps of a path as problems and refusals write it: `sittings.0.startsAt`. */
export function stepsOf(path: string): (string | number)[] {
  return path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step))
}

/** The first line that holds bytes which are no UTF-8. */
function firstLineUnread(bytes: Uint8Array): number {
  return new TextDecoder().decode(bytes).split('\uFFFD', 1)[0]!.split('\n').length
}

function asKey(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key)
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message
}

/** Where the value at a path begins, or the nearest thing around it that exists. */
function offsetOf(yaml: Document, path: (string | number)[], wantsKey: boolean): number {
  for (let length = path.length; length > 0; length--) {
    const parent = length === 1 ? yaml.contents : yaml.getIn(path.slice(0, length - 1), true)
    const key = path[length - 1]!
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key)
      if (pair) {
        const node = wantsKey || length < path.length ? pair.key : (pair.value ?? pair.key)
        if (isNode(node) && node.range) return node.range[0]
      }
    }
    const node = yaml.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}
