import { describe, expect, it } from 'vitest'
import { en as installEnglish } from '../../install/texts/en.ts'
import { zhCN as installChinese } from '../../install/texts/zh-CN.ts'
import { en as uiEnglish } from '../../ui/texts/en.ts'
import { zhCN as uiChinese } from '../../ui/texts/zh-CN.ts'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

type Words = { [key: string]: string | Words }

/** Every text by its full key. */
function flat(words: Words, under = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, word]): [string, string][] =>
      typeof word === 'string' ? [[under + key, word]] : [...flat(word, `${under}${key}.`)],
    ),
  )
}

const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort()
const boldParts = (text: string): number => text.split('<b>').length - 1

describe.each([
  ['candidate', zhCN, en],
  ['ui', uiChinese, uiEnglish],
  ['install', installChinese, installEnglish],
])('texts of %s', (_, chinese, english) => {
  const ofEnglish = flat(english)

  it('say the same facts in both languages', () => {
    const differ = [...flat(chinese)].filter(([key, text]) => {
      const translation = ofEnglish.get(key) ?? ''
      return (
        String(placeholders(translation)) !== String(placeholders(text)) || boldParts(translation) !== boldParts(text)
      )
    })
    expect(differ).toEqual([])
  })

  it('English is English, but for the words a candidate must say and the names of languages', () => {
    const left = [...ofEnglish].filter(([, text]) =>
      /[\u4E00-\u9FFF]/.test(text.replaceAll('回答完毕', '').replace('语言', '')),
    )
    expect(left).toEqual([])
  })
})
