// `npm run lockfile`: run after every dependency change, before committing. Adds the lock entries that npm leaves out
// for packages of other platforms (lockfile.ts says why), so that `npm ci` works everywhere.
import { readFileSync, writeFileSync } from 'node:fs'
import { completeLockfile, missingEntries, type Lockfile } from './lockfile.ts'

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8')) as Lockfile
const missing = missingEntries(lock)
writeFileSync(file, `${JSON.stringify(completeLockfile(lock), null, 2)}\n`)
console.log(`package-lock.json: ${missing.length} platform entries added`)
