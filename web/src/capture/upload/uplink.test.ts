// Proves: what a request carries follows the line's speed within a few requests, in both directions and within bounds.
import { expect, test } from 'vitest'
import { createUplink, REQUEST_FIRST_BYTES, REQUEST_MIN_BYTES } from './uplink.ts'

const MIB = 1_048_576
/** How long a request takes on a line of this speed with this way there and back. */
const takes = (bytes: number, bitsPerSecond: number, roundTripMs: number): number =>
  roundTripMs + (bytes * 8000) / bitsPerSecond

/** Sends full requests, one after the other. @returns what each of them carried */
function send(uplink: ReturnType<typeof createUplink>, times: number, bitsPerSecond: number, roundTripMs = 50) {
  return Array.from({ length: times }, () => {
    const bytes = uplink.requestBytes()
    uplink.passed(bytes, takes(bytes, bitsPerSecond, roundTripMs))
    return bytes
  })
}

test.each([
  { line: 'fibre', bitsPerSecond: 50_000_000, roundTripMs: 20, is: [MIB, MIB] },
  { line: 'home uplink', bitsPerSecond: 1_000_000, roundTripMs: 60, is: [560_000, 625_000] },
  // 5 s of 50 kbit/s are 31 kB
  { line: 'a bad phone line', bitsPerSecond: 50_000, roundTripMs: 200, is: [26_000, 31_250] },
  // of 5 s only 2 are left to carry something
  { line: 'a satellite', bitsPerSecond: 1_000_000, roundTripMs: 3000, is: [200_000, 270_000] },
  { line: 'hardly a line', bitsPerSecond: 10_000, roundTripMs: 500, is: [REQUEST_MIN_BYTES, REQUEST_MIN_BYTES] },
])('$line: a request takes about five seconds, if bounds allow', ({ bitsPerSecond, roundTripMs, is: [from, to] }) => {
  const uplink = createUplink()
  expect(uplink.requestBytes()).toBe(REQUEST_FIRST_BYTES)
  const last = send(uplink, 12, bitsPerSecond, roundTripMs).at(-1)
  expect(last).toBeGreaterThanOrEqual(from ?? NaN)
  expect(last).toBeLessThanOrEqual(to ?? NaN)
})

test('a line that gets slower is followed, timeouts at once; small requests never make it look slow', () => {
  const uplink = createUplink()
  send(uplink, 3, 50_000_000)
  uplink.passed(1, 400)
  uplink.passed(100, 9000)
  expect(uplink.requestBytes()).toBe(MIB)
  uplink.timedOut(MIB)
  // less than a third: what had not passed in 15 s must pass in 5
  expect(uplink.requestBytes()).toBe(Math.floor(MIB / 3))
  uplink.timedOut(MIB / 3)
  expect(send(uplink, 8, 200_000).at(-1)).toBeLessThan(130_000)

  const afresh = createUplink()
  afresh.passed(1, 400)
  expect(afresh.requestBytes()).toBe(REQUEST_FIRST_BYTES)
  afresh.passed(40_000, 10)
  expect(afresh.requestBytes()).toBe(MIB)
})

test('413: a quarter each time, for good, until there is nothing smaller', () => {
  const uplink = createUplink()
  send(uplink, 2, 50_000_000)
  const tried = []
  do tried.push(uplink.requestBytes())
  while (uplink.tooLarge())
  expect(tried).toEqual([MIB, MIB / 4, MIB / 16, REQUEST_MIN_BYTES])
  send(uplink, 3, 50_000_000)
  expect(uplink.requestBytes()).toBe(REQUEST_MIN_BYTES)
})
