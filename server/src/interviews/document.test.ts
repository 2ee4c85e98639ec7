// Proves: the example in docs/interview-file.md is a valid file.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseInterviewFile } from './document.ts'

const page = readFileSync(new URL('../../../docs/interview-file.md', import.meta.url), 'utf8')
const example = /^```yaml\n(zhishi: [\s\S]*?)^```$/m.exec(page)?.[1] ?? ''

test('the example is a file that is taken', () => {
  const read = parseInterviewFile(new TextEncoder().encode(example))
  expect(read.ok ? [] : read.problems).toEqual([])
})
