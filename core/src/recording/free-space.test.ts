// Proves: the last fifth is shared out, one byte to each side, and all shares together are no more than is left.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fairShare, hasMoreSpace, isSharedOut } from './free-space.ts'

test('the last fifth is shared out, until a little more is free again', () => {
  const at = (freeBytes: number, isShared: boolean) => isSharedOut({ freeBytes, totalBytes: 1000 }, { isShared })
  expect([at(200, false), at(199, false)]).toEqual([false, true])
  expect([at(219, true), at(220, true)]).toEqual([true, false])
  const more = (freeBytes: number) => hasMoreSpace({ freeBytes, totalBytes: 1000 }, 100)
  expect([more(109), more(110)]).toEqual([false, true])
})

test('all shares together are no more than is left', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e13 }), fc.integer({ min: 0, max: 10_000 }), (free, attempts) => {
      return fairShare(free, attempts) * Math.max(1, attempts) <= free
    }),
  )
})
