// Judges names by docs/glossary.md: which words are forbidden, which names a source gives to the world, and which of
// them use a forbidden word without a written allowance. Judges texts it is given; reads no files.
import { parseSync } from 'oxc-parser'
import { isNode, isTest, parse, visit, type Node, type Source } from './sources.ts'

/** Word -> what to say instead: of a forbidden one the term or terms, of one with several meanings the words for the others. */
export type Forbidden = Map<string, string>

/** A written exception: `name` (a whole-name pattern) may use `word` in files whose path starts with one of `in`. */
export type Allowance = { word: string; name: string; in: string[]; why: string }

/** A name the code gives to others. */
export type Name = { name: string; kind: 'export' | 'field' | 'value' | 'route'; path: string; line: number }

/**
 * The forbidden words of the glossary's table (its last column, brackets left out).
 * @throws Error when the text holds no table row with a forbidden word.
 */
export function parseGlossary(markdown: string): Forbidden {
  const forbidden: Forbidden = new Map()
  for (const line of markdown.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim())
    if (cells.length !== 6 || cells[1] === 'term' || /^-+$/.test(cells[1] ?? '')) continue
    const [, term = '', , , notCalled = ''] = cells
    for (const word of notCalled.replace(/\(.*?\)/g, '').split(',')) {
      const bad = word.trim().toLowerCase()
      if (bad) forbidden.set(bad, forbidden.has(bad) ? `${forbidden.get(bad)} or ${term}` : term)
    }
  }
  if (forbidden.size === 0) throw new Error('docs/glossary.md: no table with forbidden words found')
  return forbidden
}

/**
 * The words of the second table, which have one meaning in a name, or none, each with what to say for anything else.
 * @throws Error when the text holds no such table.
 */
export function parseOverloaded(markdown: string): Forbidden {
  const overloaded: Forbidden = new Map()
  for (const line of markdown.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim())
    if (cells.length !== 5 || cells[1] === 'word' || /^-+$/.test(cells[1] ?? '')) continue
    const [, words = '', meaning = '', instead = ''] = cells
    for (const word of words.split(',')) {
      const only = meaning.startsWith('none') ? '' : `, unless it means ${meaning}`
      overloaded.set(word.trim(), `${instead}${only}`)
    }
  }
  if (overloaded.size === 0) throw new Error('docs/glossary.md: no table of words with several meanings found')
  return overloaded
}

/** The lower-case words of a camelCase, kebab-case or path name: `partStatusAt` -> part, status, at. */
export function wordsOf(name: string): string[] {
  return name
    .split(/[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=[0-9])/)
    .filter(Boolean)
    .map((word) => word.toLowerCase())
}

/**
 * The names a source gives to others: what it exports; in core also every field and every value that looks like a name;
 * in the contract also the routes. Tests give none.
 */
export function namesOf(source: Source): Name[] {
  if (isTest(source.path)) return []
  const found: Name[] = []
  const add = (name: string, kind: Name['kind'], start: number) => {
    found.push({ name, kind, path: source.path, line: source.text.slice(0, start).split('\n').length })
  }
  for (const { entries } of parseSync(source.path, source.text).module.staticExports) {
    for (const { exportName, start } of entries) if (exportName.name) add(exportName.name, 'export', start)
  }
  if (!source.path.startsWith('core/src/')) return found
  const isContract = source.path.startsWith('core/src/contract/')
  const imported = new Set<unknown>()
  visit(parse(source), (node) => {
    if (node.type.startsWith('Import') || node.type.startsWith('Export')) imported.add(node.source)
    if (node.type === 'Property' || node.type === 'TSPropertySignature') {
      const field = keyName(node)
      if (field !== undefined) add(field, 'field', node.start)
    }
    if (node.type === 'Literal' && typeof node.value === 'string' && !imported.has(node)) {
      if (/^[a-z][A-Za-z0-9]*$/.test(node.value)) add(node.value, 'value', node.start)
      else if (isContract && node.value.startsWith('/')) add(node.value, 'route', node.start)
    }
  })
  return found
}

function keyName({ key, computed }: Node): string | undefined {
  if (!isNode(key) || computed === true) return undefined
  const name = key.type === 'Identifier' ? key.name : key.value
  return typeof name === 'string' ? name : undefined
}

/** One sentence, with the first line, for every name that uses a forbidden word and is not allowed to. */
export function misnomers(names: Name[], forbidden: Forbidden, allowances: Allowance[]): string[] {
  const found = new Map<string, string>()
  for (const { name, kind, path, line } of names) {
    for (const word of wordsOf(name)) {
      const bad = [word, word.replace(/s$/, ''), word.replace(/es$/, '')].find((form) => forbidden.has(form))
      const key = `${path} ${kind} ${name} ${bad}`
      if (bad === undefined || found.has(key) || isAllowed(bad, name, path, allowances)) continue
      found.set(key, `${path}:${line} ${kind} ${name}: say ${forbidden.get(bad)}, not ${bad} (docs/glossary.md)`)
    }
  }
  return [...found.values()]
}

function isAllowed(word: string, name: string, path: string, allowances: Allowance[]): boolean {
  return allowances.some(
    (allowance) =>
      allowance.word === word &&
      new RegExp(`^(${allowance.name})$`).test(name) &&
      allowance.in.some((prefix) => path.startsWith(prefix)),
  )
}
