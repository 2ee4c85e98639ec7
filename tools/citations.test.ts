// Keeps references alive: links between documents, and what comments cite (docs/recording.md#pace, decision 0012).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { anchorOf, deadReferences } from './citations.ts'
import { ROOT } from './stage.ts'
import { readTexts } from './texts.ts'

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object }
const commands = new Set(Object.keys(scripts))

test('every link and every citation of this repository leads somewhere', () => {
  const { files, paths } = readTexts()
  expect(files.length).toBeGreaterThan(500)
  // what tests of the tools plant
  const found = deadReferences(
    files.filter(({ path }) => !/^tools\/.*\.test\.ts$/.test(path)),
    paths,
    commands,
  )
  expect(found.join('\n')).toBe('')
})

test('the check itself can fail', () => {
  const there = [
    { path: 'docs/recording.md', text: '# Recording\n\n## Pace\n\n## Pace\n```\n## no heading\n```\n' },
    { path: 'docs/decisions/0012-witness.md', text: '# 0012 · A witness' },
  ]
  const judge = (path: string, text: string) =>
    deadReferences(
      [...there, { path, text }],
      new Set([...there.map((one) => one.path), path, 'server/src/main.ts']),
      new Set(['demo']),
    )
  const code = (text: string) => judge('core/src/a.ts', `// ${text}`)

  expect(code('docs/recording.md#pace, docs/recording.md#pace-1, decision 0012, RFC 9112 §6')).toEqual([])
  expect(code('docs/recordings.md')).toEqual(['core/src/a.ts:1 there is no docs/recordings.md'])
  expect(code('docs/recording.md#no-heading')).toEqual(['core/src/a.ts:1 docs/recording.md has no heading #no-heading'])
  expect(code('server.md and decision 0099')).toEqual([
    'core/src/a.ts:1 there is no document server.md',
    'core/src/a.ts:1 there is no decision 0099',
  ])
  expect(code('server/src/main.ts, `npm run demo`, `npm run bench:…`, import "../tools/gone.ts"')).toEqual([])
  expect(code('see server/src/gone.ts, npm run play')).toEqual([
    'core/src/a.ts:1 there is no server/src/gone.ts',
    'core/src/a.ts:1 there is no command npm run play',
  ])
  expect(code('§7 says so')).toEqual(['core/src/a.ts:1 cites a paragraph and does not say of which document'])
  expect(code('as the blueprint asks')).toEqual(['core/src/a.ts:1 cites a document that is not in the repository'])

  const doc = (text: string) => judge('docs/a.md', text)
  expect(doc('[r](recording.md#pace) [d](decisions/) [s](../server/src/main.ts) [x](https://x.org/a.md)')).toEqual([])
  expect(doc('# A\n[a](#b) [r](recording.md#b)\n[s](../server/src/gone.ts)')).toEqual([
    'docs/a.md:2 docs/a.md has no heading #b',
    'docs/a.md:2 docs/recording.md has no heading #b',
    'docs/a.md:3 there is no server/src/gone.ts',
  ])
})

test('anchors are those of GitHub', () => {
  expect(anchorOf('How soon after T0, and `where`?')).toBe('how-soon-after-t0-and-where')
  expect(anchorOf('0012 · 一个 [link](x.md)')).toBe('0012--一个-link')
})
