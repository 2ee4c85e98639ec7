// Holds every Chinese text that people read to one word for one thing (docs/glossary.md).
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseWords, refusedIn } from './chinese-words.ts'
import { isTest, readSources } from './sources.ts'
import { ROOT } from './stage.ts'

const refused = parseWords(readFileSync(`${ROOT}/docs/glossary.md`, 'utf8'))

/** What people read beside the pages: documents in Chinese, and what the demo shows. */
const DOCUMENTS = [
  ...[...filesIn('.'), ...filesIn('deploy/'), ...filesIn('docs/')].filter((file) => file.endsWith('.zh-CN.md')),
  ...filesIn('demo/').filter((file) => /\.(txt|yaml|md)$/.test(file)),
  'docs/interview-file.md',
  'web/public/old-browser.html',
  ...['candidate', 'download', 'evidence', 'install', 'staff'].map((page) => `web/${page}/index.html`),
]

function filesIn(folder: string): string[] {
  const names = readdirSync(`${ROOT}/${folder}`, { withFileTypes: true })
  return names.filter((one) => one.isFile()).map((one) => (folder === '.' ? one.name : folder + one.name))
}

describe('the judge', () => {
  const judge = (text: string): string[] => refusedIn({ path: 'x.ts', text }, refused)

  test('a refused word is found with its line and the word to say', () => {
    expect(judge('// x\n一支黑色签字笔')).toEqual(['x.ts:2 say 中性笔, not 签字笔 (docs/glossary.md)'])
    expect(judge('用「智试通」扫码')).toHaveLength(2)
    expect(judge('请你点击【开始】')).toHaveLength(2)
    expect(judge('一支黑色中性笔，用“智试通”扫码，请您点【开始】')).toEqual([])
  })

  test('what stands in brackets is allowed, and nothing beside it', () => {
    expect(judge('点【进入考试】，读考试附件，点【刷新题目】')).toEqual([])
    expect(judge('点【进入考试】后考试开始')).toEqual(['x.ts:1 say 面试, not 考试 (docs/glossary.md)'])
  })

  test('a glossary without the table is a mistake', () => {
    expect(() => parseWords('# Words')).toThrow('no table of Chinese words')
  })
})

test('pages, messages and documents say one word for one thing', () => {
  const sources = readSources().filter(({ path }) => !isTest(path) && !path.startsWith('tools/chinese-words'))
  const documents = DOCUMENTS.map((path) => ({ path, text: readFileSync(`${ROOT}/${path}`, 'utf8') }))
  expect(documents.length).toBeGreaterThan(9)
  expect([...sources, ...documents].flatMap((source) => refusedIn(source, refused)).join('\n')).toBe('')
})
