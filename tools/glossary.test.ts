// Holds the code to the words of docs/glossary.md.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { misnomers, namesOf, parseGlossary, parseOverloaded, wordsOf, type Allowance } from './glossary.ts'
import { readSources } from './sources.ts'

const glossary = readFileSync(new URL('../docs/glossary.md', import.meta.url), 'utf8')
const allowances = JSON.parse(readFileSync(new URL('./glossary-allow.json', import.meta.url), 'utf8')) as Allowance[]

describe('the judge', () => {
  const forbidden = parseGlossary(glossary)
  const judge = (path: string, text: string, allowed: Allowance[] = []) =>
    misnomers(namesOf({ path, text }), forbidden, allowed)

  test('the forbidden words are those of the table, without what stands in brackets', () => {
    expect(forbidden.get('session')).toBe('attempt or sign-in')
    expect(forbidden.get('log')).toBe('journal')
    expect([...forbidden.keys()]).toEqual(expect.arrayContaining(['exam', 'chunk', 'ack', 'status', 'paper']))
    expect(forbidden.has('server')).toBe(false)
    expect(() => parseGlossary('# Words\n\nno table')).toThrow('no table')
  })

  test('names are read word by word, so that a part of a word is no find', () => {
    expect(wordsOf('partStatusAt')).toEqual(['part', 'status', 'at'])
    expect(wordsOf('HTTPStatus2')).toEqual(['http', 'status', '2'])
    expect(wordsOf('/api/sign-in/:attemptId')).toEqual(['api', 'sign', 'in', 'attempt', 'id'])
    const text = 'export const examined = 1, state = 2, packet = 3, newspaper = 4, unsealed = 5, seated = 6, logic = 7'
    expect(judge('web/src/ui/x.ts', text)).toEqual([])
  })

  test('a forbidden word is found in exports everywhere, in fields, values and routes of core, also in the plural', () => {
    expect(judge('web/src/ui/x.ts', '// x\nexport function loadSessions() {}')).toEqual([
      'web/src/ui/x.ts:2 export loadSessions: say attempt or sign-in, not session (docs/glossary.md)',
    ])
    expect(judge('server/src/a/service.ts', 'export type ExamView = { status: 1 }')).toHaveLength(1)
    expect(judge('core/src/contract/views.ts', 'const v = z.object({ chunkBytes: z.int() })')).toHaveLength(1)
    expect(judge('core/src/contract/views.ts', 'type V = { uploadToken: string }')).toHaveLength(1)
    expect(judge('core/src/process/x.ts', "const kinds = z.enum(['startExam'])")).toHaveLength(1)
    expect(judge('core/src/contract/endpoints.ts', "const e = { path: '/api/batches/:id' }")).toHaveLength(1)
    expect(judge('core/src/contract/x.ts', "import { a } from './status'\nexport * from './status'")).toEqual([])
    expect(judge('core/src/contract/x.test.ts', 'export const status = 1')).toEqual([])
  })

  test('a word with several meanings is found, in each of its forms, where nothing says that it has its one', () => {
    const overloaded = parseOverloaded(glossary)
    const found = (path: string, text: string, allowed: Allowance[] = []) =>
      misnomers(namesOf({ path, text }), overloaded, allowed)
    expect(overloaded.size).toBeGreaterThan(20)
    expect(found('web/src/ui/x.ts', '// x\nexport const pictureHeard = 1')).toEqual([
      'web/src/ui/x.ts:2 export pictureHeard: say snapshot, frame, media controls, unless it means an image that a person or the face engine looks at, not picture (docs/glossary.md)',
      'web/src/ui/x.ts:2 export pictureHeard: say receive, listen, not heard (docs/glossary.md)',
    ])
    expect(
      found('core/src/contract/x.ts', "const v = z.object({ place: z.int() }), e = { path: '/api/rooms/:id' }"),
    ).toHaveLength(2)
    expect(
      found('web/src/ui/x.ts', 'export const online = 1, deadline = 2, replace = 3, iterate = 4, classroom = 5'),
    ).toEqual([])
    const line: Allowance = { word: 'line', name: 'line', in: ['core/src/recording/'], why: 'an upload line' }
    expect(found('core/src/recording/x.ts', 'const x = { line: 1, lines: 2 }', [line])).toHaveLength(1)
    expect(() => parseOverloaded('# Words')).toThrow('no table')
  })

  test('an allowance holds for its word, its names and its place only', () => {
    const status: Allowance[] = [{ word: 'status', name: 'status|httpStatus', in: ['core/src/refusal/'], why: 'HTTP' }]
    expect(judge('core/src/refusal/index.ts', 'const x = { status: 409 }', status)).toEqual([])
    expect(judge('core/src/refusal/index.ts', 'const x = { attemptStatus: 1 }', status)).toHaveLength(1)
    expect(judge('core/src/process/x.ts', 'const x = { status: 409 }', status)).toHaveLength(1)
    expect(judge('core/src/refusal/index.ts', 'const x = { grade: 1 }', status)).toHaveLength(1)
  })
})

describe('this repository', () => {
  test('every allowance says why', () => {
    for (const allowance of allowances) expect(allowance.why.length, JSON.stringify(allowance)).toBeGreaterThan(10)
  })

  test('uses the words of the glossary', () => {
    const names = readSources()
      .filter(({ path }) => /^(core|server|web)\//.test(path))
      .flatMap(namesOf)
    expect(names.length).toBeGreaterThan(100)
    const found = [parseGlossary(glossary), parseOverloaded(glossary)].flatMap((words) =>
      misnomers(names, words, allowances),
    )
    expect(found.join('\n')).toBe('')
  })
})
