// Proves that a curve stands where its looks were taken, and has a hole where nothing was measured.
import { expect, test } from 'vitest'
import { curveOf } from './curve.ts'

const of = { lengthMs: 1000, atLeast: 1 }

test('time runs to the right edge, the highest value touches the top, a hole parts the line', () => {
  expect(curveOf([1000, 1300, 1600, 1900, 2000], [5, 10, null, 0, 2.5], of)).toEqual([
    [
      { x: 0, y: 0.5 },
      { x: expect.closeTo(0.3), y: 0 },
    ],
    [
      { x: 0.9, y: 1 },
      { x: 1, y: 0.75 },
    ],
  ])
})

test('nothing measured draws nothing, and zeros lie on the floor', () => {
  expect(curveOf([], [], of)).toEqual([])
  expect(curveOf([1, 2], [null, null], of)).toEqual([])
  expect(curveOf([1000, 2000], [0, 0], of)).toEqual([
    [
      { x: 0, y: 1 },
      { x: 1, y: 1 },
    ],
  ])
  // a tenth of what matters is a tenth of the height
  expect(curveOf([2000], [5], { ...of, atLeast: 50 })).toEqual([[{ x: 1, y: 0.9 }]])
})
