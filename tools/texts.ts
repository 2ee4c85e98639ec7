// Reads the texts of the repository, of every kind, for the tests that guard what they refer to.
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { TextFile } from './citations.ts'
import { ROOT } from './stage.ts'

const NOT_OURS = new Set(['node_modules', 'dist', '.tmp', '.git', '.zhishi'])
const TEXT = /(\.(tsx?|m?js|css|html|md|json|ya?ml|sql|service|txt)|\/Caddyfile)$/
/** Pictures, media and texts as somebody sent them. */
const NOT_READ = /^(package-lock\.json$|testdata\/inputs\/(?!README))/

/** All texts, and the names of all files. */
export function readTexts(): { files: TextFile[]; paths: Set<string> } {
  const paths = walk(ROOT).map((file) => relative(ROOT, file).split(sep).join('/'))
  const texts = paths.filter((path) => TEXT.test(`/${path}`) && !NOT_READ.test(path))
  return {
    files: texts.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })),
    paths: new Set(paths),
  }
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return NOT_OURS.has(entry.name) ? [] : walk(join(folder, entry.name))
    return entry.isFile() ? [join(folder, entry.name)] : []
  })
}
