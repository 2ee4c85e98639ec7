// Owns: where sign-in links go when nobody looks at a terminal: a file that only this user can read, beside the keys.
// Never a log: what a service prints is kept by its journal, which more people read.
import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const NAME = 'sign-in-links.txt'

/** Writes what only whoever runs the server may read, in place of that of the start before. @returns where it is */
export function writeLinksFile(keysDirectory: string, text: string): string {
  const file = join(keysDirectory, NAME)
  const made = `${file}.new`
  // the mode holds for a file that is made, not for one that is there
  writeFileSync(made, text, { mode: 0o600 })
  chmodSync(made, 0o600)
  renameSync(made, file)
  return file
}
