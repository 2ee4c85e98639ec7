// Finds which tables a source of the server reads and writes: through the query builder (`.insert(parts)`, `.from(parts)`,
// `parts.id`) and in SQL text. Judges nothing: architecture.ts holds what is found against the tables' owners.
import { isNode, parse, visit, type Node, type Source } from './sources.ts'

/** One use of a table; `table` is its name in SQL, `line` counts from 1. */
export type TableUse = { table: string; line: number; writes: boolean }

/** A table as its definition says: `symbol` in TypeScript, `name` in SQL. */
export type Table = { symbol: string; name: string; path: string }

const WRITES = new Set(['insert', 'update', 'delete'])
const WRITE_BEFORE = /\b(?:insert\s+into|update|delete\s+from|truncate(?:\s+table)?|merge\s+into)\s+(?:only\s+)?"?$/i
const NAMED =
  /\b(insert\s+into|update|delete\s+from|truncate(?:\s+table)?|merge\s+into|from|join|using)\s+(?:only\s+)?"?([a-z_]+)"?/gi
const IS_SQL = /^\s*(?:select|insert|update|delete|with|truncate|merge|lock|copy)\b/i

/** Every `pgTable('name', …)` that a source exports. */
export function tablesOf(source: Source): Table[] {
  const found: Table[] = []
  visit(parse(source), (node) => {
    if (node.type !== 'VariableDeclarator') return
    const { id, init } = node as unknown as { id: Node; init: Node | null }
    if (!isNode(init) || init.type !== 'CallExpression' || nameOf(init.callee) !== 'pgTable') return
    const [first] = init.arguments as Node[]
    const symbol = nameOf(id)
    if (symbol && typeof first?.value === 'string') found.push({ symbol, name: first.value, path: source.path })
  })
  return found
}

/** What a source does with the given tables, one entry for each place. */
export function usesOf(source: Source, tables: readonly Table[]): TableUse[] {
  const program = parse(source)
  const bySymbol = importedTables(program, tables)
  const names = new Set(tables.map(({ name }) => name))
  const found: TableUse[] = []
  // a tagged template is visited as such and as the text within it
  const known = new Set<string>()
  const add = (table: string, start: number, writes: boolean): void => {
    const line = source.text.slice(0, start).split('\n').length
    const key = `${table} ${line} ${writes}`
    if (!known.has(key)) found.push({ table, line, writes })
    known.add(key)
  }
  const written = new Set<number>()
  const skipped = new Set<number>()

  visit(program, (node) => {
    if (node.type === 'CallExpression') {
      const [first] = node.arguments as Node[]
      const method =
        isNode(node.callee) && node.callee.type === 'MemberExpression' ? nameOf(node.callee.property) : undefined
      if (method && WRITES.has(method) && first && nameOf(first)) written.add(first.start)
    }
    if (node.type === 'TemplateLiteral') {
      const quasis = node.quasis as (Node & { value: { raw: string } })[]
      const expressions = node.expressions as Node[]
      quasis.forEach(({ value }, at) => {
        const next = expressions[at]
        if (next && WRITE_BEFORE.test(value.raw)) written.add(next.start)
      })
    }
    // names that are no use of the value: a type query, a key, what an import or export calls it
    if (node.type === 'TSTypeQuery') visit(node.exprName, (part) => void skipped.add(part.start))
    if (node.type === 'ImportSpecifier' || node.type === 'ExportSpecifier') {
      visit(node.local, (part) => void skipped.add(part.start))
      visit(node.imported ?? node.exported, (part) => void skipped.add(part.start))
    }
    if (node.type === 'Property' && node.computed !== true && node.shorthand !== true)
      skipped.add((node.key as Node).start)
    if (node.type === 'MemberExpression' && node.computed !== true) skipped.add((node.property as Node).start)
  })
  visit(program, (node) => {
    const table = node.type === 'Identifier' && !skipped.has(node.start) ? bySymbol.get(String(node.name)) : undefined
    if (table) add(table, node.start, written.has(node.start))
    for (const text of sqlTextsOf(node)) {
      for (const [, verb = '', name = ''] of text.matchAll(NAMED)) {
        if (names.has(name.toLowerCase())) add(name.toLowerCase(), node.start, !/^(?:from|join|using)$/i.test(verb))
      }
    }
  })
  return found
}

function importedTables(program: unknown, tables: readonly Table[]): Map<string, string> {
  const known = new Map(tables.map(({ symbol, name }) => [symbol, name]))
  const found = new Map<string, string>()
  visit(program, (node) => {
    if (node.type !== 'ImportDeclaration') return
    const { value } = node.source as unknown as { value: string }
    if (!/\/tables(\/[\w-]+)?\.ts$/.test(value)) return
    for (const specifier of node.specifiers as Node[]) {
      const name = known.get(nameOf(specifier.imported) ?? '')
      const local = nameOf(specifier.local)
      if (name && local) found.set(local, name)
    }
  })
  return found
}

function sqlTextsOf(node: Node): string[] {
  if (node.type === 'TaggedTemplateExpression' && nameOf(node.tag) === 'sql') {
    const { quasis } = node.quasi as { quasis: { value: { raw: string } }[] }
    return [quasis.map(({ value }) => value.raw).join(' ? ')]
  }
  if (node.type === 'TemplateLiteral') {
    const text = (node.quasis as { value: { raw: string } }[]).map(({ value }) => value.raw).join(' ? ')
    return IS_SQL.test(text) ? [text] : []
  }
  return node.type === 'Literal' && typeof node.value === 'string' && IS_SQL.test(node.value) ? [node.value] : []
}

function nameOf(node: unknown): string | undefined {
  return isNode(node) && node.type === 'Identifier' ? String(node.name) : undefined
}
