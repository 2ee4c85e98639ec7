import { expect, test } from 'vitest'
import { pageOf, TILES_A_PAGE } from './pages.ts'

test('every attempt is on exactly one page, and a page that is gone becomes the last', () => {
  for (const count of [0, 1, TILES_A_PAGE - 1, TILES_A_PAGE, TILES_A_PAGE + 1, 500]) {
    const all = Array.from({ length: count }, (_, at) => at)
    const { pages } = pageOf(all, 0)
    const shown = Array.from({ length: pages }, (_, page) => pageOf(all, page))
    expect(shown.flatMap(({ items }) => items)).toEqual(all)
    expect(pageOf(all, 99)).toEqual(shown.at(-1))
    expect(pageOf(all, -1)).toEqual(shown[0])
    for (const { items, from, to } of shown) expect(to - from + 1).toBe(Math.max(items.length, count === 0 ? 1 : 0))
  }
})
