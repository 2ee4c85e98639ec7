// Proves: time without a recording counts from when it was due, over page lives, and a device's first moment does not.
import { expect, test } from 'vitest'
import { createMissingTime } from './missing-time.ts'

test('a first picture within the first seconds interrupts nothing; a later one leaves all of it missing', () => {
  const quick = createMissingTime(null)
  quick.due(10_000)
  expect([quick.since(), quick.missedMs()]).toEqual([10_000, 0])
  expect(quick.recorded(13_000)).toBeNull()
  expect([quick.since(), quick.missedMs()]).toEqual([null, 0])

  const late = createMissingTime(null)
  late.due(11_000)
  late.due(10_000)
  late.due(12_000)
  expect(late.recorded(22_000)).toEqual({ fromAt: 10_000, toAt: 22_000 })
  late.lost(30_000)
  late.lost(31_000)
  late.due(10_000)
  expect(late.since()).toBe(30_000)
  // once it has recorded, every moment without counts
  expect(late.recorded(31_500)).toEqual({ fromAt: 30_000, toAt: 31_500 })
  expect(late.missedMs()).toBe(13_500)
  late.lost(40_000)
  late.late()
  expect([late.since(), late.missedMs()]).toEqual([null, 13_500])
})

test('what an earlier page life broke off is missing from there on; what it meant to end is not', () => {
  const reloaded = createMissingTime(8000)
  reloaded.lost(9000)
  expect(reloaded.since()).toBeNull()
  reloaded.due(10_000)
  expect(reloaded.recorded(10_500)).toEqual({ fromAt: 8000, toAt: 10_500 })
  expect(reloaded.end(20_000)).toBeNull()
  reloaded.lost(21_000)
  expect(reloaded.since()).toBeNull()

  const never = createMissingTime(null)
  never.due(10_000)
  expect(never.end(40_000)).toEqual({ fromAt: 10_000, toAt: 40_000 })
  expect(never.missedMs()).toBe(30_000)
})
