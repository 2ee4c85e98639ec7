// Proves: the clock follows the best sample, says how wrong it may be, and finds out that the computer slept.
import { expect, test } from 'vitest'
import { createServerClock, sampleServerClock } from './server-clock.ts'

test('the best round trip wins, an old sample loses worth, sleep is found out', () => {
  let nowMs = 1000
  const clock = createServerClock(() => nowMs)
  expect(clock.now()).toBe(1000)
  expect(clock.errorMs()).toBeNull()

  clock.add({ serverNow: 500_000, sentAt: 1000, receivedAt: 1400 })
  nowMs = 1400
  expect(clock.now()).toBe(500_200)
  expect(clock.errorMs()).toBe(200)

  clock.add({ serverNow: 500_410, sentAt: 1400, receivedAt: 1420 })
  nowMs = 1420
  expect(clock.now()).toBe(500_420)
  expect(clock.errorMs()).toBe(10)

  clock.add({ serverNow: 500_400, sentAt: 1400, receivedAt: 1700 })
  nowMs = 1700
  expect(clock.now()).toBe(500_700)

  nowMs = 1420 + 600_000
  expect(clock.errorMs()).toBe(70)
  clock.add({ serverNow: 1_100_475, sentAt: nowMs - 100, receivedAt: nowMs })
  expect(clock.errorMs()).toBe(50)
  expect(clock.now()).toBe(1_100_525)

  clock.add({ serverNow: 4_700_000, sentAt: nowMs - 2000, receivedAt: nowMs })
  expect(clock.now()).toBe(4_701_000)
  expect(clock.errorMs()).toBe(1000)

  const other = createServerClock(() => nowMs)
  const best = clock.best()
  if (best) other.add(best)
  expect(other.now()).toBe(clock.now())
})

test('a sample is taken from GET /api/clock; anything else changes nothing', async () => {
  let nowMs = 0
  const clock = createServerClock(() => nowMs)
  const answer = (response: () => Response) =>
    sampleServerClock(
      clock,
      async (path) => {
        expect(path).toBe('/api/clock')
        nowMs += 40
        return response()
      },
      () => nowMs,
    )
  expect(await answer(() => Response.json({ serverNow: 'soon' }))).toBe(false)
  expect(await answer(() => new Response(null, { status: 503 }))).toBe(false)
  expect(
    await answer(() => {
      throw new TypeError('Failed to fetch')
    }),
  ).toBe(false)
  expect(clock.errorMs()).toBeNull()
  expect(await answer(() => Response.json({ serverNow: 900_000 }))).toBe(true)
  expect(clock.now()).toBe(900_020)
})
