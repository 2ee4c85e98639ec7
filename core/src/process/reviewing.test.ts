// Proves from when examiners see the attempts of a sitting: one millisecond to each side of every edge, for every way in which
// an attempt goes on or does not.
import { expect, test } from 'vitest'
import { defaultSettings } from '../interview/index.ts'
import { HOUR_MS, MINUTE_MS, type Instant } from '../time/index.ts'
import { keepsSittingOpen, noFacts, reviewedFrom, UPLOADS_GRACE_MS, type Attempt, type Facts } from './index.ts'

const T0 = Date.UTC(2026, 11, 17, 1, 30)
const OVER = T0 + defaultSettings.answering.duration + 1
const ENTRY_CLOSES = T0 + defaultSettings.entry.closesAfter
const entered: Partial<Facts> = { enteredAt: T0 - MINUTE_MS }
const extraTime = { kind: 'extraTime', lengthMs: MINUTE_MS, grantedAt: T0, reason: '停电' } as const

const attempt = (facts: Partial<Facts>): Attempt => ({
  settings: defaultSettings,
  sitting: { startsAt: T0, selfPaced: null, entryReleasedAt: null },
  facts: { ...noFacts, ...facts },
})

test.each<[string, Partial<Facts>, Instant]>([
  ['nobody came', {}, ENTRY_CLOSES + 1],
  ['recordings never came', entered, OVER + UPLOADS_GRACE_MS],
  ['with more time', { ...entered, allowances: [extraTime] }, OVER + MINUTE_MS + UPLOADS_GRACE_MS],
  ['finished early', { ...entered, finishedAt: T0 + MINUTE_MS }, T0 + MINUTE_MS + UPLOADS_GRACE_MS],
])('an attempt keeps its sitting open until this instant: %s', (_name, facts, until) => {
  expect([until - 1, until].map((now) => keepsSittingOpen(attempt(facts), now))).toEqual([true, false])
})

test('what is handed in, withdrawn, removed or voided keeps nobody back; a sitting without a start is not over', () => {
  for (const fact of ['withdrawnAt', 'removedAt', 'voidedAt'] as const)
    expect(keepsSittingOpen(attempt({ ...entered, [fact]: T0 }), T0 + 1), fact).toBe(false)
  const handedIn = { ...entered, finishedAt: T0 + MINUTE_MS, handedInAt: T0 + 2 * MINUTE_MS }
  expect(keepsSittingOpen(attempt(handedIn), T0 + 2 * MINUTE_MS)).toBe(false)
  const unknown = { ...attempt({}), sitting: { startsAt: null, selfPaced: null, entryReleasedAt: null } }
  expect(keepsSittingOpen(unknown, OVER + 1000 * HOUR_MS)).toBe(true)
})

test('who hands in within the hour is seen with the others, who is later at the next full hour', () => {
  const awaitedUntil = OVER + UPLOADS_GRACE_MS
  const seenFrom = (handedInAt: Instant) => reviewedFrom(attempt({ ...entered, handedInAt }))
  expect(reviewedFrom(attempt(entered))).toBeNull()
  expect(seenFrom(awaitedUntil - 1)).toBe(awaitedUntil - 1)
  const fullHour = Math.ceil(awaitedUntil / HOUR_MS) * HOUR_MS
  expect([awaitedUntil, fullHour - 1, fullHour].map(seenFrom)).toEqual([fullHour, fullHour, fullHour])
  expect(seenFrom(fullHour + 1)).toBe(fullHour + HOUR_MS)
})
