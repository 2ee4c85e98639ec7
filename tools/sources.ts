// Reads and parses the TypeScript sources of the repository for the tests that guard its form (architecture, glossary).
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { parseSync, type Program } from 'oxc-parser'
import { ROOT } from './stage.ts'

/** One file; `path` is relative to the repository root, with forward slashes. */
export type Source = { path: string; text: string }

/** What one file imports: the specifier as written, its line, and whether only types come through it. */
export type Import = { specifier: string; line: number; isTypeOnly: boolean }

const FOLDERS = ['core', 'server', 'web', 'desktop', 'e2e', 'demo', 'bench', 'tools']
const NOT_OURS = new Set(['node_modules', 'dist', 'drizzle', '.tmp'])

/** Every .ts and .tsx file of the workspaces and of tools; folders that do not exist hold none. */
export function readSources(): Source[] {
  return FOLDERS.flatMap((folder) => walk(join(ROOT, folder))).map((file) => ({
    path: relative(ROOT, file).split(sep).join('/'),
    text: readFileSync(file, 'utf8'),
  }))
}

function walk(folder: string): string[] {
  let entries
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
  return entries.flatMap((entry) => {
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : walk(join(folder, entry.name))
    return /\.tsx?$/.test(entry.name) ? [join(folder, entry.name)] : []
  })
}

/** True for files that hold tests; rules about the product do not bind them. */
export function isTest(path: string): boolean {
  return /\.(test|e2e)\.tsx?$/.test(path) || /(^|\/)(test|testkit)\//.test(path)
}

/** The syntax tree of a source. @throws Error naming the file when it does not parse. */
export function parse(source: Source): Program {
  return parseFile(source).program
}

/** A source is asked by several rules, and parsed once. */
const parsed = new WeakMap<Source, ReturnType<typeof parseSync>>()

function parseFile(source: Source) {
  const before = parsed.get(source)
  if (before) return before
  const result = parseSync(source.path, source.text)
  const [error] = result.errors
  if (error) throw new Error(`${source.path} does not parse: ${error.message}`)
  parsed.set(source, result)
  return result
}

/** Every import of a source: static, re-exported, dynamic with a plain string, and `import('…')` types. */
export function importsOf(source: Source): Import[] {
  const { module, program } = parseFile(source)
  const found: Import[] = []
  const add = (specifier: string, start: number, isTypeOnly: boolean) => {
    found.push({ specifier, line: source.text.slice(0, start).split('\n').length, isTypeOnly })
  }
  for (const { moduleRequest, entries, start } of module.staticImports) {
    add(moduleRequest.value, start, entries.length > 0 && entries.every((entry) => entry.isType))
  }
  for (const { entries, start } of module.staticExports) {
    const [first] = entries
    if (first?.moduleRequest)
      add(
        first.moduleRequest.value,
        start,
        entries.every((entry) => entry.isType),
      )
  }
  visit(program, (node) => {
    if (node.type !== 'ImportExpression' && node.type !== 'TSImportType') return
    const { value } = node.source as { value?: unknown }
    if (typeof value === 'string') add(value, node.start, node.type === 'TSImportType')
  })
  return found
}

/** A node of the syntax tree, of whatever kind; look at `type` before reading anything else. */
export type Node = { type: string; start: number; [field: string]: unknown }

/** Calls `look` for every node of the tree, parents first. */
export function visit(tree: unknown, look: (node: Node) => void): void {
  if (Array.isArray(tree)) {
    for (const item of tree) visit(item, look)
    return
  }
  if (!isNode(tree)) return
  look(tree)
  for (const value of Object.values(tree)) if (typeof value === 'object') visit(value, look)
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
