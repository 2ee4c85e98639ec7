// Judges Chinese texts by the table "Chinese words" of docs/glossary.md: which words are not said, and what is said instead.
// Judges texts it is given; reads no files.
import type { Source } from './sources.ts'

/** What is not said, what is said instead, and the phrases in which it may stand all the same. */
export type Refused = { word: string; say: string; allowed: readonly string[] }

/** @throws Error when the text holds no such table */
export function parseWords(markdown: string): Refused[] {
  const [, table = ''] = markdown.split('\n## Chinese words\n')
  const refused = (table.split('\n## ')[0] ?? '').split('\n').flatMap((line) => {
    const [, say = '', not = '', rest] = line.split('|').map((cell) => cell.trim())
    if (rest !== '' || say === 'word' || /^-+$/.test(say)) return []
    return [...not.matchAll(/([^\s（]+)(?:（([^）]+)）)?/g)].map((found) => ({
      word: found[1] ?? '',
      say,
      allowed: found[2]?.split('、') ?? [],
    }))
  })
  if (refused.length === 0) throw new Error('the glossary has no table of Chinese words')
  return refused
}

/** Every use of a refused word, as `path:line say … not …`. */
export function refusedIn({ path, text }: Source, refused: readonly Refused[]): string[] {
  return text
    .split('\n')
    .flatMap((line, at) =>
      refused
        .filter(({ word, allowed }) =>
          allowed.reduce((left, phrase) => left.replaceAll(phrase, ''), line).includes(word),
        )
        .map(({ word, say }) => `${path}:${at + 1} say ${say}, not ${word} (docs/glossary.md)`),
    )
}
