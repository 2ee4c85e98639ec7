// Owns: which documents, or parts of them, are written by the program, from which part of the code.
// Never writes a file itself.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../stage.ts'
import { writeApi } from './api.ts'
import { writeAuditLog } from './audit-log.ts'
import { writeDataMap } from './data-map.ts'
import { writeFields, writeSettings } from './interview-file.ts'

/** By path from the root: what the file is to hold. */
export const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'docs/api.md': writeApi,
  'docs/audit-log.md': writeAuditLog,
  'docs/data-map.md': writeDataMap,
  'docs/interview-file.md': () =>
    withParts('docs/interview-file.md', { fields: writeFields(), settings: writeSettings() }),
}

/** The file as it is, with each part anew that stands between its marks; what is around them, people write. */
function withParts(path: string, parts: Record<string, string>): string {
  return Object.entries(parts).reduce(
    (page, [name, text]) => {
      const [begin, end] = [`<!-- written by npm run docs: ${name} -->\n`, `\n<!-- end: ${name} -->`]
      const [before, rest] = page.split(begin)
      const after = rest?.split(end)[1]
      if (before === undefined || after === undefined) throw new Error(`${path} has no place for its ${name}`)
      return `${before}${begin}\n${text}\n${end}${after}`
    },
    readFileSync(join(ROOT, path), 'utf8'),
  )
}
