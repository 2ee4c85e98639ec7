// Proves: no lawful recording is ever held, whatever its length, its outages and its restarts; a flood is; a raise is as much again.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultSettings } from '../interview/settings.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../time/index.ts'
import { allowedOfAttempt, allowedOfLine, type BudgetBasis } from './budget.ts'
import { FEEDS, LINES, type Feed } from './feeds.ts'

const GRANTED_AT = Date.UTC(2026, 11, 17, 1)
const basis: BudgetBasis = { rates: defaultSettings.recording, grantedAt: GRANTED_AT, overFrom: null, raises: 0 }
const MIB = 1_048_576
const ofRate = (feed: Feed, rates: BudgetBasis['rates']): number => rates[`${feed}BitsPerSecond`]

test('a lawful recording is never held, whatever its length, its outages and its restarts', () => {
  const bitsPerSecond = fc.integer({ min: 100_000, max: 8_000_000 })
  const rates = fc.record({
    cameraBitsPerSecond: bitsPerSecond,
    screenBitsPerSecond: bitsPerSecond,
    evidenceBitsPerSecond: bitsPerSecond,
  })
  const recording = fc.record({
    rates,
    feed: fc.constantFrom(...FEEDS),
    // a recorder may have begun before the server heard of it, and a phone goes on after the end
    beganBeforeMs: fc.integer({ min: 0, max: 4 * MINUTE_MS }),
    lengthMs: fc.integer({ min: 1, max: 300 * HOUR_MS }),
    wentOnMs: fc.integer({ min: 0, max: 2 * HOUR_MS }),
    // a busy screen: twice the rate, all the time
    overRate: fc.double({ min: 0, max: 2, noNaN: true }),
    partEveryMs: fc.integer({ min: 10 * SECOND_MS, max: HOUR_MS }),
    // the instants at which a device is back from an outage and all comes at once
    backAt: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
    lateMs: fc.integer({ min: 0, max: 1000 * HOUR_MS }),
    isEndKnown: fc.boolean(),
  })
  fc.assert(
    fc.property(recording, (it) => {
      const endedAt = GRANTED_AT + it.lengthMs + it.wentOnMs
      const overFrom = it.isEndKnown ? GRANTED_AT + it.lengthMs : null
      const own = { ...basis, rates: { ...basis.rates, ...it.rates }, overFrom }
      for (const now of [...it.backAt.map((share) => GRANTED_AT + share * it.lengthMs), endedAt, endedAt + it.lateMs]) {
        const recordedMs = Math.min(now, endedAt) - GRANTED_AT + it.beganBeforeMs
        const bytes = ((ofRate(it.feed, own.rates) * it.overRate) / 8 / SECOND_MS) * recordedMs
        const allowed = allowedOfLine(it.feed, own, now)
        // each feed that restarts begins a part of its own, and ends with one
        if (bytes > allowed.bytes || recordedMs / it.partEveryMs + 2 > allowed.parts) return false
        // three lines of a computer and two of a phone, and the parts that overlap where one follows the other
        if ((2 * 5 * recordedMs) / (5 * SECOND_MS) > allowedOfAttempt(own, now).beats) return false
        // an hour of interview writes some 300 lines
        if (recordedMs / (10 * SECOND_MS) > allowedOfAttempt(own, now).journalLines) return false
      }
      return true
    }),
    { numRuns: 500 },
  )
})

test('a flood is held: before T0, at once, and long after the end', () => {
  for (const feed of FEEDS) {
    expect(allowedOfLine(feed, basis, GRANTED_AT + 10 * SECOND_MS).bytes).toBeLessThan(200 * MIB)
  }
  expect(allowedOfLine('screen', basis, GRANTED_AT + HOUR_MS).bytes, 'signed in an hour before').toBeLessThan(768 * MIB)
  expect(allowedOfLine('camera', basis, GRANTED_AT + HOUR_MS).parts).toBeLessThan(1000)
  const over = { ...basis, overFrom: GRANTED_AT + HOUR_MS }
  for (const line of LINES) {
    expect(allowedOfLine(line, over, GRANTED_AT + 1000 * HOUR_MS), 'no more than is due').toEqual(
      allowedOfLine(line, over, GRANTED_AT + 3 * HOUR_MS),
    )
  }
  expect(allowedOfLine('camera', basis, GRANTED_AT - HOUR_MS), 'a clock that was set back').toEqual(
    allowedOfLine('camera', basis, GRANTED_AT),
  )
})

test('each raise is as much again of everything', () => {
  const at = GRANTED_AT + HOUR_MS
  const once = { ...allowedOfLine('screen', basis, at), ...allowedOfAttempt(basis, at) }
  const twice = {
    ...allowedOfLine('screen', { ...basis, raises: 1 }, at),
    ...allowedOfAttempt({ ...basis, raises: 1 }, at),
  }
  for (const amount of Object.keys(once) as (keyof typeof once)[]) {
    expect(Math.abs(twice[amount] / once[amount] - 2), amount).toBeLessThan(0.01)
  }
})
