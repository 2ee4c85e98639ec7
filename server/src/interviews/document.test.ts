// Proves: the example in docs/interview-file.md is a valid file, and shows every setting with its default.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { defaultSettings, settings } from '@zhishi/core/interview'
import { parseInterviewFile } from './document.ts'

const page = readFileSync(new URL('../../../docs/interview-file.md', import.meta.url), 'utf8')
const example = /^```yaml\n(zhishi: [\s\S]*?)^```$/m.exec(page)?.[1] ?? ''
const shown = parse(example) as { settings: object }

test('the example is a file that is taken', () => {
  const read = parseInterviewFile(new TextEncoder().encode(example))
  expect(read.ok ? [] : read.problems).toEqual([])
})

test('it shows every setting, each with its default', () => {
  expect(shown.settings).toEqual(settings.encode(defaultSettings))
})
