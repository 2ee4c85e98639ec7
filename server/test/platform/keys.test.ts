// Proves: keys appear whole and once, also where several processes start at the same moment. That they outlive a power cut
// is the row of that name in the fault matrix (`npm run faults -- --only power-cut`).
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { systemRandom } from '../../src/platform/clock.ts'
import { loadKeys } from '../../src/platform/keys.ts'

const SOURCE = new URL('../../src/platform/', import.meta.url).href
const PROGRAM = `
  const { loadKeys } = await import('${SOURCE}keys.ts')
  const { systemRandom } = await import('${SOURCE}clock.ts')
  const { masterKeyId, receiptKeyId } = loadKeys(process.argv[1], systemRandom)
  console.log(masterKeyId, receiptKeyId)`

test('processes that start at once on an empty directory have the same keys, and leave nothing else', async () => {
  const home = await mkdtemp(join(tmpdir(), 'zhishi-keys-'))
  onTestFinished(() => rm(home, { recursive: true, force: true }))
  const directory = join(home, 'keys')
  const said = await Promise.all(
    Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', PROGRAM, directory]),
    ),
  )
  const kept = loadKeys(directory, systemRandom)
  expect(said.map(({ stdout }) => stdout.trim())).toEqual(said.map(() => `${kept.masterKeyId} ${kept.receiptKeyId}`))
  expect((await readdir(directory)).toSorted()).toEqual(['master.key', 'receipt-signing.pem'])
  expect((await stat(join(directory, 'master.key'))).mode & 0o777).toBe(0o600)

  const sealed = kept.seal('personalData', Buffer.from('程知秋'), 'name')
  expect(loadKeys(directory, systemRandom).open('personalData', sealed, 'name').toString()).toBe('程知秋')
  expect(() => kept.open('personalData', sealed, 'another context')).toThrow()
})
