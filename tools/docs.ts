// `npm run docs`: writes the documents that are made from the code anew. `npm test` finds one that has drifted.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DOCUMENTS } from './documents/documents.ts'
import { ROOT } from './stage.ts'

for (const [path, write] of Object.entries(DOCUMENTS)) {
  writeFileSync(join(ROOT, path), write())
  console.log(path)
}
