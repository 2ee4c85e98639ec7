import { describe, expect, test } from 'vitest'
import type { Feed } from './feeds.ts'
import { isNear, repeatsOfStills, STILL_EVERY_MS, STILL_NEAR_MS, stillsNear } from './still.ts'

const still = (feed: Feed, receivedAt: number) => ({ feed, receivedAt })

describe('stills near a notice', () => {
  test.each([
    [-STILL_NEAR_MS - 1, false],
    [-STILL_NEAR_MS, true],
    [0, true],
    [STILL_NEAR_MS, true],
    [STILL_NEAR_MS + 1, false],
  ])('received %i ms after it: %s', (afterMs, isIt) => {
    expect(isNear(1_000_000 + afterMs, 1_000_000)).toBe(isIt)
  })

  test('the two nearest of each feed are shown, by feed and in order of time; what is far away never', () => {
    const at = 100_000
    const everyFive = (feed: Feed, firstAt: number) =>
      [0, 1, 2, 3, 4].map((step) => still(feed, firstAt + step * STILL_EVERY_MS))
    const shown = stillsNear(at, [
      ...everyFive('screen', at - 9000).toReversed(),
      ...everyFive('camera', at + 2000),
      still('evidence', at - STILL_NEAR_MS - 1),
    ])
    expect(shown).toEqual([
      still('camera', at + 2000),
      still('camera', at + 7000),
      still('screen', at - 4000),
      still('screen', at + 1000),
    ])
    expect(stillsNear(at, [])).toEqual([])
  })

  test('notices of one moment show them once, also with something else between; other stills, or none, are no repeat', () => {
    const stills = [still('camera', 98_000), still('camera', 103_000), still('camera', 108_000)]
    const at = [100_000, 100_400, null, 100_300, 107_000, 300_000, 300_100, 100_000]
    expect([...repeatsOfStills(at, stills)]).toEqual([1, 3])
    expect([...repeatsOfStills(at, [])]).toEqual([])
  })
})
