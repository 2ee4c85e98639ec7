// Keeps the table of folders in docs/architecture.md whole.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderProblems } from './folders.ts'
import { ROOT } from './stage.ts'
import { readTexts } from './texts.ts'

test('every folder of the first levels has its row', () => {
  const markdown = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8')
  expect(folderProblems(markdown, readTexts().paths)).toEqual([])
})

test('a folder without a row, a row without a folder, and an empty row are found', () => {
  const paths = ['README.md', '.github/x.md', 'core/src/draw/index.ts', 'core/src/draw/deep/x.ts', 'e2e/demo/cast/x.ts']
  const markdown = '| `core` | a |\n| `core/src` |  |\n| `core/src/lots` | c |\n| `e2e` | d |\n| `e2e/demo` | e |\n'
  expect(folderProblems(markdown, paths)).toEqual([
    'core/src/draw has no row',
    'there is no core/src/lots',
    'nothing is said of core/src',
  ])
})
