// Proves how long an answer is waited for: a look at a face for a minute, anything else for ten seconds.
import { afterEach, expect, test, vi } from 'vitest'
import type { AttemptId } from '@zhishi/core/ids'

afterEach(() => void vi.unstubAllGlobals())

test('a face is looked at behind others: its answer has a minute; others have ten seconds', async () => {
  // the module listens to the page's network events from its start
  vi.stubGlobal('addEventListener', () => {})
  const { call } = await import('./call.ts')
  const limits: number[] = []
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    limits.push(ms)
    return new AbortController().signal
  })
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')))
  const attemptId = '00000000-0000-7000-8000-000000000001' as AttemptId
  const asked = { params: { attemptId }, body: { tryId: '00000000-0000-7000-8000-000000000002', frames: [] } }
  expect(await call('tryFace', asked as never)).toEqual({ ok: false, unreached: 'noAnswer' })
  await call('readAttempt', { params: { attemptId } })
  expect(limits).toEqual([60_000, 10_000])
})
