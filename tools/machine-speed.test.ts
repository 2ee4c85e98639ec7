import { afterEach, expect, test, vi } from 'vitest'
import { FACTOR_VARIABLE, factorOf, machineFactor, scaled } from './machine-speed.ts'

afterEach(() => vi.unstubAllEnvs())

test('limits grow with the time of a round, never shrink, and not without end', () => {
  expect([100, 200, 201, 400, 777, 60_000].map(factorOf)).toEqual([1, 1, 1.1, 2, 3.9, 8])
})

test('the factor that was handed on counts, for every limit', () => {
  vi.stubEnv(FACTOR_VARIABLE, '2.5')
  expect([machineFactor(), scaled(30_000)]).toEqual([2.5, 75_000])
  for (const nonsense of ['0.5', '9', 'fast', '']) {
    vi.stubEnv(FACTOR_VARIABLE, nonsense)
    expect(() => machineFactor(), nonsense).toThrow('from 1 to 8')
  }
})

test('nothing handed on: it is measured once, and handed on', () => {
  vi.stubEnv(FACTOR_VARIABLE, undefined)
  const factor = machineFactor()
  expect(factor).toBeGreaterThanOrEqual(1)
  expect(process.env[FACTOR_VARIABLE]).toBe(String(factor))
})
