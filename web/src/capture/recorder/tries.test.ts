// Proves: what does not succeed is tried again for ever, with growing patience, at most two at a time; the first wins.
import { expect, test } from 'vitest'
import { createTries } from './tries.ts'

function tried() {
  const seen = { now: 0, begun: [] as [number, number][], dropped: [] as number[], isBroken: false }
  const tries = createTries<number>({
    monotonic: () => seen.now,
    begin(number) {
      seen.begun.push([seen.now, number])
      return seen.isBroken ? null : number
    },
    drop: (it) => void seen.dropped.push(it),
    patienceMs: (number) => 5000 * number,
    pauseMs: (failures) => Math.min(4000, 1000 * failures),
  })
  const until = (ms: number): void => {
    for (; seen.now < ms; seen.now += 500) tries.tick()
  }
  return { seen, tries, until }
}

test('a try that hangs is not waited for alone: the first stays while others come beside it, and may win late', () => {
  const { seen, tries, until } = tried()
  until(12_000)
  expect(seen.begun).toEqual([
    [0, 1],
    [5000, 2],
  ])
  until(16_000)
  expect([seen.begun.at(-1), seen.dropped]).toEqual([[15_000, 3], [2]])
  expect(tries.lastedMs()).toBe(16_000)
  tries.end(1)
  expect([seen.dropped, tries.isRunning(), tries.lastedMs()]).toEqual([[2, 3], false, 0])
  // the next series begins anew
  tries.tick()
  expect(seen.begun.at(-1)).toEqual([16_000, 1])
  // after a minute the first one is the one that gives way
  until(92_000)
  expect(seen.dropped.slice(2)).toContain(1)
})

test('failures are paused after, longer each time; a press does not wait', () => {
  const { seen, tries, until } = tried()
  seen.isBroken = true
  until(12_000)
  expect(seen.begun.map(([at]) => at)).toEqual([0, 1000, 3000, 6000, 10_000])
  tries.again()
  expect(seen.begun.at(-1)).toEqual([12_000, 6])
  seen.isBroken = false
  until(13_500)
  expect(seen.begun.at(-1)).toEqual([13_000, 7])
  tries.failed(7)
  tries.failed(7)
  until(16_000)
  expect(seen.begun.at(-1)).toEqual([15_500, 8])
  // one that hangs holds up none of those after it
  tries.again()
  tries.failed(9)
  until(18_000)
  expect(seen.begun.at(-1)).toEqual([17_000, 10])
})
