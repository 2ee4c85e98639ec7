// Proves that the sitting of this hour stands on top.
import { sittingView } from '@zhishi/core/contract'
import { HOUR_MS } from '@zhishi/core/time'
import { expect, test } from 'vitest'
import { nearestFirst } from './order.ts'

const NOW = Date.UTC(2026, 11, 17, 1, 40)

test('nearest to now first, before or after; those without a T0 last, in the order they came', () => {
  const sittings = [null, -30 * HOUR_MS, 3 * HOUR_MS, null, -0.2 * HOUR_MS].map((distance, at) =>
    sittingView.parse({
      sittingId: `00000000-0000-7000-8000-00000000000${at}`,
      interviewId: '00000000-0000-7000-8000-000000000099',
      interviewName: { zh: '面试' },
      name: { zh: String(at) },
      timeZone: 'Asia/Shanghai',
      zoneOffsets: [],
      startsAt: distance === null ? null : NOW + distance,
      isSelfPaced: distance === null,
      attempts: 1,
      abilities: [],
    }),
  )
  expect(nearestFirst(sittings, NOW).map(({ name }) => name.zh)).toEqual(['4', '2', '1', '0', '3'])
})
