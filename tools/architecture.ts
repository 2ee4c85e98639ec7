// The dependency sentence as code: core imports only zod; server and web import core; nothing imports server; inside the
// server routes -> service -> repo | platform | core, and features meet only through each other's service.ts. Judges
// texts it is given; reads no files. Tables have owners: tables.ts finds who reads and writes which.
import { posix } from 'node:path'
import { importsOf, isTest, type Import, type Source } from './sources.ts'
import { tablesOf, usesOf, type Table } from './tables.ts'
import { READ_ELSEWHERE } from './table-reads.ts'

/** Every rule with its reason; the key is what a test names, the sentence is what a breach prints. */
export const RULES = {
  corePure: 'core imports only zod and itself, so that each rule runs alike in the browser, the server and a test',
  frontDoor: 'other workspaces import core as @zhishi/core/<room>, never by path, so that a room can be rearranged',
  nothingImportsServer: 'nothing imports server: its programs are started and spoken to, never linked',
  nothingImportsWeb: 'nothing imports web: pages are built and served, never linked',
  nothingImportsTests: 'the product imports none of e2e, demo, bench and tools, which are not shipped',
  platformKnowsNoFeature: 'server/src/platform knows no feature, so that each feature can be read and changed alone',
  builtFromAbove: 'main.ts and the other files at the top of server/src build everything; nothing below imports them',
  meetThroughService: 'features (and cli) meet a feature only through its service.ts, where its rules are kept',
  routesAskService:
    'routes and present leave the database to the service: they import no repo and no platform/database',
  layersPointDown: 'inside a feature imports point down: routes -> service -> repo; present takes types only',
  pagesApart:
    'candidate, evidence, staff and public never import each other; what they share lives in capture, client, ui',
  rolesApart:
    'proctor, examiner and organiser pages never import each other, so that no role carries the code of another',
  sharedKnowsNoPage: 'what pages share imports no page',
  captureNoUi: 'capture imports no React and nothing of ui/, so that recording never depends on what is drawn',
  staffOnlyAntd: 'antd stays on staff pages: a candidate on a bad line must not wait for it',
  opensWithComment: 'a source file opens with a comment: what it owns and what it must never do',
  notTooLong: 'no file is longer than 800 lines; look again at 400',
  noCycles: 'imports form no cycle, types included, so that each file can be read after those it imports',
  featuresPointOneWay: 'features of the server import each other in one direction only',
  tablesHaveOwners:
    'each table names the feature that owns it, in its tags (server/src/platform/database/tables/*-tags.ts)',
  ownersWrite: 'a feature writes its own tables only; what it needs of another’s it asks of that service',
  readsAreListed:
    'reading a foreign table is on the list of table-reads.ts with its reason, and the list has nothing else',
} as const

export type Rule = keyof typeof RULES

/** One broken rule, ready to print: `path:line says`. */
export type Breach = { rule: Rule; path: string; line: number; says: string }

const MAX_LINES = 800
/** What staff pages of every role share. */
const STAFF_SHARED = ['shared', 'texts']
const REACT = /^(react|react-[\w-]+|@tanstack\/react-[\w-]+|radix-ui|@radix-ui\/.+|antd)(\/|$)/
const ANTD = /^(antd|@ant-design\/.+)(\/|$)/

/** The rooms that rules speak of, as the folders show them, so that no list can drift from them. */
export type Layout = {
  /** folders of web/src with an entry of their own (`main.tsx`) */
  pages: readonly string[]
  /** folders of web/src/staff that belong to one role */
  staffRoles: readonly string[]
  tables: readonly Table[]
  /** the owner of each table by its SQL name: a folder of server/src */
  owners: Readonly<Record<string, string>>
}

/** @param owners the owner of each table by its SQL name */
export function layoutOf(sources: readonly Source[], owners: Layout['owners']): Layout {
  const paths = sources.map(({ path }) => path)
  const foldersOf = (pattern: RegExp): string[] => [...new Set(paths.flatMap((path) => pattern.exec(path)?.[1] ?? []))]
  return {
    pages: foldersOf(/^web\/src\/([^/]+)\/main\.tsx$/),
    staffRoles: foldersOf(/^web\/src\/staff\/([^/]+)\//).filter((folder) => !STAFF_SHARED.includes(folder)),
    tables: sources.filter(({ path }) => DEFINES_TABLES.test(path)).flatMap(tablesOf),
    owners,
  }
}

const DEFINES_TABLES = /^server\/src\/platform\/database\/tables\//

/** Every breach in the given sources. @throws Error when a source does not parse. */
export function breaches(sources: readonly Source[], layout: Layout): Breach[] {
  return [
    ...sources.flatMap((source) => [...formBreaches(source), ...importBreaches(source, layout)]),
    ...cycleBreaches(sources),
    ...tableBreaches(sources, layout),
  ]
}

function formBreaches({ path, text }: Source): Breach[] {
  const found: Breach[] = []
  const lines = text.trimEnd().split('\n').length
  if (lines > MAX_LINES) found.push(breach('notTooLong', path, lines, `has ${lines} lines`))
  const isExempt = isTest(path) || /\.config\.tsx?$/.test(path)
  const opening = text.replace(/^#!.*\n/, '').trimStart()
  if (!isExempt && !/^\/\*|^\/\/(?!\/)/.test(opening)) {
    found.push(breach('opensWithComment', path, 1, 'opens without a comment'))
  }
  return found
}

function breach(rule: Rule, path: string, line: number, fact: string): Breach {
  return { rule, path, line, says: `${path}:${line} ${fact}: ${RULES[rule]} (${rule})` }
}

function importBreaches(source: Source, layout: Layout): Breach[] {
  const [workspace] = source.path.split('/')
  // tools start and build everything; nothing of them is shipped
  if (workspace === 'tools') return []
  return importsOf(source).flatMap((found) => {
    const target = resolve(source.path, found.specifier)
    const rule = workspaceRule(source.path, target, found) ?? insideRule(source.path, target, found, layout)
    return rule ? [breach(rule, source.path, found.line, `imports ${found.specifier}`)] : []
  })
}

/** A path from the root for files and our own packages; undefined for anything from npm or Node. */
function resolve(from: string, specifier: string): string | undefined {
  const plain = specifier.replace(/[?#].*$/, '')
  if (plain.startsWith('.')) return posix.join(posix.dirname(from), plain)
  const own = /^@zhishi\/([\w-]+)(?:\/(.+))?$/.exec(plain)
  return own ? `${own[1]}/src/${own[2] ?? ''}/index.ts` : undefined
}

/** The rules between workspaces; they bind tests too. */
function workspaceRule(path: string, target: string | undefined, found: Import): Rule | undefined {
  const [from] = path.split('/')
  if (target === undefined) {
    const isFree = from !== 'core' || isTest(path) || /^zod(\/|$)/.test(found.specifier)
    return isFree ? undefined : 'corePure'
  }
  const [to] = target.split('/')
  if (to === from) return undefined
  if (from === 'core') return 'corePure'
  if (to === 'server') return 'nothingImportsServer'
  if (to === 'web') return 'nothingImportsWeb'
  if (to === 'core') return found.specifier.startsWith('@zhishi/core/') ? undefined : 'frontDoor'
  return from === 'e2e' || from === 'demo' || from === 'bench' || isTest(path) ? undefined : 'nothingImportsTests'
}

function insideRule(path: string, target: string | undefined, found: Import, layout: Layout): Rule | undefined {
  if (isTest(path)) return undefined
  if (path.startsWith('server/src/') && target?.startsWith('server/src/')) return serverRule(path, target, found)
  if (path.startsWith('web/src/')) return webRule(path, target, found, layout)
  return undefined
}

/** Where a file of server/src stands: its room (feature, platform, cli, or '' at the top) and its layer in a feature. */
function place(path: string): { room: string; file: string; layer: string | undefined } {
  const parts = path.split('/').slice(2)
  const file = parts.at(-1) ?? ''
  return {
    room: parts.length > 1 ? (parts[0] ?? '') : '',
    file,
    layer: /(?:^|-)(routes|service|repo|present)\.ts$/.exec(file)?.[1],
  }
}

function serverRule(path: string, target: string, { isTypeOnly }: Import): Rule | undefined {
  const from = place(path)
  const to = place(target)
  if (from.room === '') return undefined
  if (to.room === '') return from.room === 'cli' ? undefined : 'builtFromAbove'
  if (from.room === 'platform') return to.room === 'platform' ? undefined : 'platformKnowsNoFeature'
  if (to.room === 'cli') return from.room === 'cli' ? undefined : 'builtFromAbove'
  const isAbove = from.layer === 'routes' || from.layer === 'present'
  if (to.room === 'platform') {
    return isAbove && target.startsWith('server/src/platform/database/') && !isTypeOnly ? 'routesAskService' : undefined
  }
  if (to.room !== from.room) return target === `server/src/${to.room}/service.ts` ? undefined : 'meetThroughService'
  if (to.layer === 'repo' && isAbove && !isTypeOnly) return 'routesAskService'
  if (from.layer === 'repo' && to.layer !== undefined && to.layer !== 'repo') return 'layersPointDown'
  if (from.layer === 'present' && to.layer === 'service' && !isTypeOnly) return 'layersPointDown'
  if (from.layer !== 'routes' && to.layer === 'routes') return 'layersPointDown'
  return undefined
}

function webRule(
  path: string,
  target: string | undefined,
  { specifier }: Import,
  { pages, staffRoles }: Layout,
): Rule | undefined {
  const [, , room = '', role = ''] = path.split('/')
  if (target === undefined) {
    if (room === 'capture' && REACT.test(specifier)) return 'captureNoUi'
    return room !== 'staff' && ANTD.test(specifier) ? 'staffOnlyAntd' : undefined
  }
  if (!target.startsWith('web/src/')) return undefined
  const [, , toRoom = '', toRole = ''] = target.split('/')
  if (pages.includes(toRoom) && toRoom !== room) return pages.includes(room) ? 'pagesApart' : 'sharedKnowsNoPage'
  if (room === 'capture' && toRoom === 'ui') return 'captureNoUi'
  const isAcross = room === 'staff' && toRole !== role && staffRoles.includes(role) && staffRoles.includes(toRole)
  return isAcross ? 'rolesApart' : undefined
}

/** One breach for each group of files, and of features, that import each other in a circle. */
function cycleBreaches(sources: readonly Source[]): Breach[] {
  const paths = new Set(sources.map(({ path }) => path))
  const files = new Map<string, Set<string>>()
  const features = new Map<string, Set<string>>()
  for (const source of sources) {
    const targets = importsOf(source).flatMap(({ specifier }) => resolve(source.path, specifier) ?? [])
    files.set(source.path, new Set(targets.filter((target) => paths.has(target))))
    const from = featureOf(source.path)
    if (from === null || isTest(source.path)) continue
    const others = targets.flatMap((target) => featureOf(target) ?? []).filter((to) => to !== from)
    features.set(from, new Set([...(features.get(from) ?? []), ...others]))
  }
  const say = (rule: Rule, circle: readonly string[], at: string): Breach =>
    breach(rule, at, 1, `is in a circle of imports (${circle.join(', ')})`)
  return [
    ...circlesOf(files).map((circle) => say('noCycles', circle, circle[0] ?? '')),
    ...circlesOf(features).map((circle) => say('featuresPointOneWay', circle, `server/src/${circle[0]}`)),
  ]
}

function featureOf(path: string): string | null {
  const [workspace, src, room, file] = path.split('/')
  const isFeature =
    workspace === 'server' && src === 'src' && file !== undefined && room !== 'platform' && room !== 'cli'
  return isFeature ? (room ?? null) : null
}

/** Groups of nodes of which each reaches every other (Tarjan, 1972), sorted; single nodes are none. */
function circlesOf(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const order = new Map<string, number>()
  const lowest = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []
  const enter = (node: string): number => {
    const at = order.size
    order.set(node, at)
    lowest.set(node, at)
    stack.push(node)
    for (const next of graph.get(node) ?? []) {
      const reached = !order.has(next) ? enter(next) : stack.includes(next) ? (order.get(next) ?? at) : at
      lowest.set(node, Math.min(lowest.get(node) ?? at, reached))
    }
    const low = lowest.get(node) ?? at
    if (low === at) {
      const circle = stack.splice(stack.indexOf(node))
      if (circle.length > 1) found.push(circle.sort())
    }
    return low
  }
  for (const node of graph.keys()) if (!order.has(node)) enter(node)
  return found
}

/** Writes of foreign tables, reads that are not listed, entries of the list that nobody needs, tables without an owner. */
function tableBreaches(sources: readonly Source[], { tables, owners }: Layout): Breach[] {
  const found: Breach[] = []
  for (const { name, path } of tables) {
    if (owners[name] === undefined)
      found.push(breach('tablesHaveOwners', path, 1, `defines ${name}, which nobody owns`))
  }
  for (const source of sources) {
    const room = /^server\/src\/([^/]+)\//.exec(source.path)?.[1]
    if (!room || isTest(source.path) || DEFINES_TABLES.test(source.path)) continue
    for (const { table, line, writes } of usesOf(source, tables)) {
      const owner = owners[table]
      if (owner === undefined || owner === room) continue
      if (writes) found.push(breach('ownersWrite', source.path, line, `writes ${table}, which ${owner} owns`))
      const entry = `${room} ${table}`
      if (!writes && !(entry in READ_ELSEWHERE)) {
        found.push(breach('readsAreListed', source.path, line, `reads ${table}, which ${owner} owns`))
      }
    }
  }
  return found
}

/** Entries of the list of foreign reads that no source needs any more. */
export function unneededReads(sources: readonly Source[], { tables, owners }: Layout): string[] {
  const needed = new Set<string>()
  for (const source of sources) {
    const room = /^server\/src\/([^/]+)\//.exec(source.path)?.[1]
    if (!room || isTest(source.path)) continue
    for (const { table } of usesOf(source, tables)) if (owners[table] !== room) needed.add(`${room} ${table}`)
  }
  return Object.keys(READ_ELSEWHERE).filter((entry) => !needed.has(entry))
}
