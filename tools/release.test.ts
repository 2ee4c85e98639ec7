// Keeps the release one: the newest one in CHANGELOG.md has the version of every package.json, and what comes next stands above it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './stage.ts'

const versionOf = (folder: string): string =>
  (JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as { version: string }).version

/** The headings of the second level: "Unreleased", then releases with their day, the newest first. */
function releasesOf(changelog: string): string[] {
  return [...changelog.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading)
}

test('the newest release is the version of all packages, with its day, and below what is not released', () => {
  const [next, newest] = releasesOf(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'))
  expect(next).toBe('Unreleased')
  expect(newest).toMatch(/^\d+\.\d+\.\d+ - \d{4}-\d{2}-\d{2}$/)
  const [version] = newest!.split(' - ')
  expect(['.', 'core', 'server', 'web', 'e2e'].map(versionOf)).toEqual(
    ['.', 'core', 'server', 'web', 'e2e'].map(() => version),
  )
})
