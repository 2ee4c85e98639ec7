// Owns: that web/dist holds the pages as their sources are now. Everything that serves them asks for it first: `npm start`,
// the stories, the benches; whatever was built once is built for all of them.
// Never builds what is not older than its sources.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './stage.ts'

/** Builds where it has to, and says so on stderr. @returns whether the pages are there; why not has been printed */
export function buildPages(): boolean {
  const marker = join(ROOT, 'web', 'dist', '.built-from')
  const sources = digestOf(['core/src', 'web', 'package-lock.json'])
  if (existsSync(marker) && readFileSync(marker, 'utf8') === sources) return true
  console.error('Building the pages (about 15 s, only after a change) …')
  const args = [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'web', '--logLevel', 'error']
  const built = spawnSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 2, 2] })
  if (built.status !== 0) {
    console.error('The pages could not be built; see above. After `npm ci` this should not happen.')
    return false
  }
  writeFileSync(marker, sources)
  return true
}

function digestOf(places: string[]): string {
  const hash = createHash('sha256')
  for (const place of places) {
    const path = join(ROOT, place)
    if (place.includes('.')) hash.update(readFileSync(path))
    else {
      const files = readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => !/[\\/](dist|node_modules)[\\/]|\.test\.tsx?$/.test(file.slice(ROOT.length)))
        .sort()
      for (const file of files) hash.update(file.slice(ROOT.length)).update(readFileSync(file))
    }
  }
  return hash.digest('hex')
}
