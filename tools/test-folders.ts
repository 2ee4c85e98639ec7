// Owns: where tests of the server lie (docs/testing.md): what needs nothing but one folder of pure files lies beside what it tests,
// the rest in server/test in the folder of its feature. Judges texts it is given; reads no files.
import { posix } from 'node:path'
import { importsOf, type Source } from './sources.ts'

/** Tests of everything at once, which no feature owns. */
const WHOLE_SERVER = 'whole-server'
/** What a test uses that is more than files and functions: PostgreSQL, HTTP, other processes. */
const REAL_THINGS = /^(pg|fastify|drizzle-orm.*|node:(http|https|net|tls|child_process))$/

/** Every test of the server that does not lie where it should. */
export function misplacedTests(sources: readonly Source[]): string[] {
  const paths = new Set(sources.map(({ path }) => path))
  const folders = new Set(sources.flatMap(({ path }) => /^server\/src\/([^/]+)\//.exec(path)?.[1] ?? []))
  return sources.flatMap((source) => {
    const { path } = source
    if (!/^server\/.*\.test\.ts$/.test(path)) return []
    const why = reasonFor(source)
    if (path.startsWith('server/src/')) {
      if (why !== null) return [`${path} ${why}: it belongs in server/test`]
      return paths.has(path.replace(/\.test\.ts$/, '.ts')) ? [] : [`${path} lies beside no file of its name`]
    }
    const folder = /^server\/test\/([^/]+)\//.exec(path)?.[1]
    if (folder === undefined || (folder !== WHOLE_SERVER && !folders.has(folder)))
      return [`${path} lies in no folder of a feature`]
    return why === null ? [`${path} needs nothing but files of one folder: it belongs beside them`] : []
  })
}

/** Why a test cannot lie beside what it tests; null: it can. */
function reasonFor(source: Source): string | null {
  const tested = new Set<string>()
  for (const { specifier, isTypeOnly } of importsOf(source)) {
    if (REAL_THINGS.test(specifier)) return `uses ${specifier}`
    if (!specifier.startsWith('.') || isTypeOnly) continue
    const target = posix.join(posix.dirname(source.path), specifier)
    if (!target.startsWith('server/src/')) return `uses ${target}`
    tested.add(posix.dirname(target).replace(/\/testkit$/, ''))
  }
  return tested.size > 1 ? `tests files of ${[...tested].sort().join(' and ')}` : null
}
