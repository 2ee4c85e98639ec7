// Keeps the tests of the server where a reader looks for them.
import { expect, test } from 'vitest'
import { readSources } from './sources.ts'
import { misplacedTests } from './test-folders.ts'

const file = (path: string, ...imports: string[]) => ({
  path,
  text: imports.map((one, at) => `import { x${at} } from '${one}'`).join('\n'),
})

test('every test of the server lies beside its file, or in the folder of its feature', () => {
  expect(misplacedTests(readSources())).toEqual([])
})

test('a test in the wrong folder is found, whichever way it is wrong', () => {
  const right = [
    file('server/src/help/words.ts'),
    file('server/src/help/words.test.ts', 'vitest', './words.ts', './testkit/words.ts', '@zhishi/core/time'),
    file('server/test/help/help.test.ts', '../testkit/app.ts'),
    file('server/test/help/two.test.ts', '../../src/help/words.ts', '../../src/audit/x.ts'),
    file('server/test/whole-server/all.test.ts', 'node:http'),
    file('core/src/x/any.test.ts', 'pg'),
  ]
  expect(misplacedTests(right)).toEqual([])
  const wrong = [
    file('server/src/help/pg.ts'),
    file('server/src/help/pg.test.ts', 'pg', './pg.ts'),
    file('server/src/help/app.ts'),
    file('server/src/help/app.test.ts', '../../test/testkit/app.ts'),
    file('server/src/help/nothing.test.ts', './words.ts'),
    file('server/test/top.test.ts', './testkit/app.ts'),
    file('server/test/rooms/a.test.ts', '../testkit/app.ts'),
    file('server/test/help/pure.test.ts', '../../src/help/words.ts', '../../src/help/app.ts'),
  ]
  expect(misplacedTests([...right, ...wrong])).toEqual([
    'server/src/help/pg.test.ts uses pg: it belongs in server/test',
    'server/src/help/app.test.ts uses server/test/testkit/app.ts: it belongs in server/test',
    'server/src/help/nothing.test.ts lies beside no file of its name',
    'server/test/top.test.ts lies in no folder of a feature',
    'server/test/rooms/a.test.ts lies in no folder of a feature',
    'server/test/help/pure.test.ts needs nothing but files of one folder: it belongs beside them',
  ])
})
