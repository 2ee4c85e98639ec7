import { expect, test } from 'vitest'
import { positionTimes } from './day-positions.ts'

const minutes = (...at: number[]): number[] => at.map((minute) => minute * 60_000)
const rounded = (places: readonly number[]): number[] => places.map((place) => Math.round(place * 100) / 100)

test('times with room between them stand to scale', () => {
  expect(rounded(positionTimes(minutes(0, 15, 30, 60), 0.1).of)).toEqual([0, 0.23, 0.46, 0.92])
})

test.each([
  ['minutes apart at the end of a long day', minutes(0, 470, 480, 483, 490)],
  ['minutes apart at its beginning', minutes(0, 1, 2, 3, 480)],
  ['all at once', minutes(5, 5, 5, 5, 5)],
  ['more than the line has room for', minutes(0, 1, 2, 3, 4, 5, 6, 7, 8)],
])('%s: in order, apart, and none beyond the end', (_, times) => {
  const { of } = positionTimes(times, 0.16)
  const gap = Math.min(0.16, 0.92 / (times.length - 1))
  expect(of[0]).toBeGreaterThan(-0.0001)
  expect(of.at(-1)).toBeLessThanOrEqual(0.9201)
  for (const [at, place] of of.slice(1).entries()) expect(place - (of[at] ?? 0)).toBeGreaterThan(gap - 0.0001)
})

test('now is between the marks it is between, whatever room they were given', () => {
  const times = minutes(0, 470, 480, 483, 490)
  const { of, at } = positionTimes(times, 0.16)
  for (const [index, time] of times.slice(1, -1).entries()) expect(at(time)).toBeCloseTo(of[index + 1] ?? 0)
  expect(at(475 * 60_000)).toBeCloseTo(((of[1] ?? 0) + (of[2] ?? 0)) / 2)
  expect([at(-1), at(491 * 60_000)]).toEqual([0, 1])
})
