import { expect, test } from 'vitest'
import { createLateness } from './lateness.ts'

test('one hiccup is none; who is behind turn after turn is, at once, and is not when it is over', () => {
  let nowMs = 1000
  const lateness = createLateness(() => nowMs)
  const turn = (lengthMs: number): number => {
    nowMs += lengthMs
    const seen = lateness.nowMs()
    lateness.tick()
    return seen
  }
  expect([turn(50), turn(51), turn(450), turn(50), turn(50)]).toEqual([0, 0, 1, 1, 0])
  // behind from the second long turn on, in the middle of it
  expect([turn(350), turn(360), turn(370)]).toEqual([0, 300, 310])
  expect([turn(50), turn(50), turn(50)]).toEqual([310, 0, 0])
})
