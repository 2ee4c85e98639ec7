// Proves: what a phone loads before it can scan stays within its budget, and holds nothing that comes later. The time is
// measured by `npm run bench:pages` and guarded by nobody: it belongs to the machine.
import { expect, test } from 'vitest'
import { firstLoadOf } from './first-load.ts'
import { kB, median } from './numbers.ts'

/** 0.3 s of a line of 4 Mbit/s. */
const PHONE_BUDGET_BYTES = 150_000

test('the first page of the phone is small: no schema, reader, recorder or router is in it', async () => {
  const { bytes, modules } = await firstLoadOf('evidence')
  expect(bytes).toBeGreaterThan(50_000)
  expect(bytes).toBeLessThanOrEqual(PHONE_BUDGET_BYTES)
  expect(modules).toContain('web/src/evidence/pages/scan.tsx')
  expect(modules.filter((module) => module.includes('development'))).toEqual([])
  const later =
    /^(zod|zxing-wasm|@tanstack|antd|radix-ui|@noble)\/|^core\/src\/(?!(?:codes|typed)\/)|^web\/src\/(capture|evidence\/recorder\/phone|evidence\/program)/
  expect(modules.filter((module) => later.test(module))).toEqual([])
})

test('the median is the middle one, kilobytes have a tenth', () => {
  expect(median([900, 100, 500])).toBe(500)
  expect([kB(98_949), kB(98_950)]).toEqual([98.9, 99])
})
