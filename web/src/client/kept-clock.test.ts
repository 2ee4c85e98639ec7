// Proves on clocks that the test moves: the server clock survives the end of a page as a guess, a wall clock that is hours
// off or turned while the page lives changes no deadline, and sleep is found out.
import { expect, test } from 'vitest'
import { HOUR_MS } from '@zhishi/core/time'
import { createServerClock } from './server-clock.ts'
import { createClockKeeper, guessOf, type KeptClock } from './kept-clock.ts'

const T0 = 1_800_000_000_000

/** A device with its two clocks, and one page on it. */
function device(wallOffByMs: number) {
  const it = { monotonic: 5000, wall: T0 + wallOffByMs, kept: null as KeptClock | null, asked: 0 }
  const clock = createServerClock(() => it.monotonic)
  const look = createClockKeeper({
    clock,
    monotonic: () => it.monotonic,
    wall: () => it.wall,
    keep: (pair) => (it.kept = pair),
    onDisturbed: () => it.asked++,
  })
  return {
    it,
    clock,
    /** time passes as it should, with a look each second */
    pass(ms: number) {
      for (let left = ms; left > 0; left -= 1000) {
        it.monotonic += Math.min(1000, left)
        it.wall += Math.min(1000, left)
        look()
      }
    },
    look,
    hear: (serverNow: number) => clock.add({ serverNow, sentAt: it.monotonic - 20, receivedAt: it.monotonic }),
  }
}

test.each([0, 5 * HOUR_MS, -5 * HOUR_MS])(
  'a page that begins offline goes on by the wall clock, off by %i ms',
  (off) => {
    const before = device(off)
    before.look()
    expect(before.it.kept).toBeNull()
    before.hear(T0)
    before.pass(60_000)
    const { kept } = before.it
    if (!kept) throw new Error('nothing was kept')
    expect(before.clock.now() - T0).toBeLessThan(60_020)

    // killed, and opened again 30 s later: the monotonic clock may begin anywhere
    const clock = createServerClock(() => 77)
    clock.add(guessOf(kept, before.it.wall + 30_000, 77))
    expect(clock.now()).toBe(before.clock.now() + 30_000)
    expect(clock.errorMs()).toBeNull()
    // the smallest word of the server beats it, however slow
    clock.add({ serverNow: T0 + 95_000, sentAt: 77, receivedAt: 77 })
    expect([clock.now(), clock.errorMs()]).toEqual([T0 + 95_000, 0])
    // and no guess comes after it
    clock.add(guessOf(kept, before.it.wall + HOUR_MS, 77))
    expect(clock.now()).toBe(T0 + 95_000)
  },
)

test('a wall clock turned back while the page was gone does not turn server time back', () => {
  const kept = { serverNow: T0, wallNow: T0 }
  expect(guessOf(kept, T0 - HOUR_MS, 0).serverNow).toBe(T0)
  expect(guessOf(kept, T0 + 1000.4, 0).serverNow).toBe(T0 + 1000)
})

test('a wall clock turned while the page lives: time goes on, uncertain until the server is heard', () => {
  const page = device(0)
  page.hear(T0)
  page.pass(10_000)
  const now = page.clock.now()
  page.it.wall += 3 * HOUR_MS
  page.look()
  expect([page.clock.now(), page.clock.errorMs(), page.it.asked]).toEqual([now, null, 1])
  // what is kept goes with the new wall clock, so that a reload is right too
  const reloaded = createServerClock(() => 0)
  if (page.it.kept) reloaded.add(guessOf(page.it.kept, page.it.wall, 0))
  expect(reloaded.now()).toBe(now)
  page.pass(10_000)
  expect([page.clock.now(), page.it.asked]).toEqual([now + 10_000, 1])
  page.hear(now + 10_000)
  expect(page.clock.errorMs()).toBe(10)
})

test('asleep for an hour: found out at the first look, and put right by the first answer, which is told', () => {
  const page = device(0)
  page.hear(T0)
  page.pass(10_000)
  let steps = 0
  page.clock.onStep(() => steps++)
  page.it.wall += HOUR_MS
  page.look()
  expect([page.it.asked, page.clock.errorMs(), steps]).toEqual([1, null, 0])
  page.hear(T0 + HOUR_MS + 10_000)
  expect([page.clock.now(), steps]).toEqual([T0 + HOUR_MS + 10_010, 1])
})

test('a look that comes late, as in a hidden page, is no sleep', () => {
  const page = device(0)
  page.hear(T0)
  page.look()
  page.it.monotonic += 60_000
  page.it.wall += 60_000
  page.look()
  expect([page.it.asked, page.clock.errorMs()]).toEqual([0, 16])
})
