// Proves that every listener is called before publish returns, that one that fails or throws at once hurts nobody and is logged,
// and who is waited for.
import { expect, test } from 'vitest'
import type { AttemptId } from '@zhishi/core/ids'
import { createLocalEvents } from './events.ts'

const attemptId = '0190a0a0-0000-7000-8000-000000000001' as AttemptId

test('a listener that fails hurts neither the publisher nor the others, and is logged', async () => {
  const logged: object[] = []
  const events = createLocalEvents({ log: { warn: (facts) => void logged.push(facts) } })
  const calls: string[] = []
  let endBeside = () => {}
  const beside = new Promise<void>((resolve) => (endBeside = resolve))
  let endWaited = () => {}
  const waited = new Promise<void>((resolve) => (endWaited = resolve))

  events.on('evidenceBytesCame', () => {
    calls.push('throws')
    throw new Error('at once')
  })
  events.on('evidenceBytesCame', () => Promise.reject(new Error('later')))
  events.on('evidenceBytesCame', async (event) => {
    calls.push(event.attemptId)
    await waited
    calls.push('waited for')
  })
  events.onBeside('evidenceBytesCame', async () => {
    await beside
    calls.push('beside')
  })
  events.on('devicesNoticed', async () => void calls.push('another kind'))

  const published = events.publish({ kind: 'evidenceBytesCame', attemptId })
  expect(calls).toEqual(['throws', attemptId])
  endWaited()
  await published
  expect(calls).toEqual(['throws', attemptId, 'waited for'])
  expect(logged).toMatchObject([
    { event: 'evidenceBytesCame', attemptId, err: { message: 'at once' } },
    { event: 'evidenceBytesCame', attemptId, err: { message: 'later' } },
  ])

  let isIdle = false
  const idle = events.idle().then(() => (isIdle = true))
  await new Promise(setImmediate)
  expect(isIdle).toBe(false)
  endBeside()
  await idle
  expect(calls.at(-1)).toBe('beside')
})
