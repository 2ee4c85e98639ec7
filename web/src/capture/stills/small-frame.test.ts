import { expect, test } from 'vitest'
import { shrink, type Pixels } from './small-frame.ts'

/** Grey rows: each digit is a pixel, 0 black to 9 almost white. */
const grey = (...rows: string[]): Pixels => {
  const pixels = rows.join('').split('')
  const data = new Uint8ClampedArray(pixels.flatMap((one) => [Number(one) * 20, Number(one) * 20, 0, 255]))
  return { data, width: rows[0]?.length ?? 0, height: rows.length }
}
const rowsOf = ({ data, width, height }: Pixels): string[] =>
  Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_unused, x) => (data[(y * width + x) * 4] ?? 0) / 20).join(''),
  )

test('each pixel is the mean of those it stands for; none is left out, and nothing grows', () => {
  expect(rowsOf(shrink(grey('0246', '2468'), 2))).toEqual(['26'])
  // five by three into three: of each side the pixels are shared out as evenly as they can be
  const odd = shrink(grey('99999', '99999', '99999'), 3)
  expect([odd.width, odd.height, ...rowsOf(odd)]).toEqual([3, 2, '999', '999'])
  expect(rowsOf(shrink(grey('123'), 100))).toEqual(['123'])
  // a screen of one row stays one
  expect(rowsOf(shrink(grey('1111111111'), 2))).toEqual(['11'])
  expect([...shrink(grey('48'), 1).data]).toEqual([120, 120, 0, 255])
})
