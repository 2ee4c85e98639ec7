// The dependency sentence as code: core imports only zod; server and web import core; nothing imports server; inside the
// server routes -> service -> repo | platform | core, and features meet only through each other's service.ts. Judges
// texts it is given; reads no files.
import { posix } from 'node:path'
import { importsOf, isTest, type Import, type Source } from './sources.ts'

/** Every rule with its reason; the key is what a test names, the sentence is what a breach prints. */
export const RULES = {
  corePure: 'core imports only zod and itself, so that each rule runs alike in the browser, the server and a test',
  frontDoor: 'other workspaces import core as @zhishi/core/<room>, never by path, so that a room can be rearranged',
  nothingImportsServer: 'nothing imports server: its programs are started and spoken to, never linked',
  nothingImportsWeb: 'nothing imports web: pages are built and served, never linked',
  nothingImportsTests: 'the product imports neither e2e nor bench nor tools, which are not shipped',
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
} as const

export type Rule = keyof typeof RULES

/** One broken rule, ready to print: `path:line says`. */
export type Breach = { rule: Rule; path: string; line: number; says: string }

const MAX_LINES = 800
const PAGES = ['candidate', 'evidence', 'staff', 'public']
const STAFF_ROLES = ['proctor', 'examiner', 'organiser']
const WITHOUT_ANTD = ['candidate', 'evidence', 'capture', 'client', 'ui']
const REACT = /^(react|react-[\w-]+|@tanstack\/react-[\w-]+|radix-ui|@radix-ui\/.+|antd)(\/|$)/
const ANTD = /^(antd|@ant-design\/.+)(\/|$)/

/** Every breach in the given sources. @throws Error when a source does not parse. */
export function breaches(sources: Source[]): Breach[] {
  return sources.flatMap((source) => [...formBreaches(source), ...importBreaches(source)])
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

function importBreaches(source: Source): Breach[] {
  const [workspace] = source.path.split('/')
  // tools start and build everything; nothing of them is shipped
  if (workspace === 'tools') return []
  return importsOf(source).flatMap((found) => {
    const target = resolve(source.path, found.specifier)
    const rule = workspaceRule(source.path, target, found) ?? insideRule(source.path, target, found)
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
  return from === 'e2e' || from === 'bench' || isTest(path) ? undefined : 'nothingImportsTests'
}

function insideRule(path: string, target: string | undefined, found: Import): Rule | undefined {
  if (isTest(path)) return undefined
  if (path.startsWith('server/src/') && target?.startsWith('server/src/')) return serverRule(path, target, found)
  if (path.startsWith('web/src/')) return webRule(path, target, found)
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
  if (to.room !== from.room) return to.file === 'service.ts' ? undefined : 'meetThroughService'
  if (to.layer === 'repo' && isAbove && !isTypeOnly) return 'routesAskService'
  if (from.layer === 'repo' && to.layer !== undefined && to.layer !== 'repo') return 'layersPointDown'
  if (from.layer === 'present' && to.layer === 'service' && !isTypeOnly) return 'layersPointDown'
  if (from.layer !== 'routes' && to.layer === 'routes') return 'layersPointDown'
  return undefined
}

function webRule(path: string, target: string | undefined, { specifier }: Import): Rule | undefined {
  const [, , room = '', role = ''] = path.split('/')
  if (target === undefined) {
    if (room === 'capture' && REACT.test(specifier)) return 'captureNoUi'
    return WITHOUT_ANTD.includes(room) && ANTD.test(specifier) ? 'staffOnlyAntd' : undefined
  }
  if (!target.startsWith('web/src/')) return undefined
  const [, , toRoom = '', toRole = ''] = target.split('/')
  if (PAGES.includes(toRoom) && toRoom !== room) return PAGES.includes(room) ? 'pagesApart' : 'sharedKnowsNoPage'
  if (room === 'capture' && toRoom === 'ui') return 'captureNoUi'
  const isAcross = room === 'staff' && toRole !== role && STAFF_ROLES.includes(role) && STAFF_ROLES.includes(toRole)
  return isAcross ? 'rolesApart' : undefined
}
