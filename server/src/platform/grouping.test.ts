import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createGrouping } from './grouping.ts'

test('nobody waits when idle; what comes meanwhile makes up the next statement; one fault harms nobody else', async () => {
  const ran: string[][] = []
  let commit = Promise.withResolvers<void>()
  const ask = createGrouping<string, string>(async (group) => {
    ran.push([...group])
    await commit.promise
    if (group.includes('bad')) throw new Error('a value out of range')
    return group.map((one) => one.toUpperCase())
  })

  const first = ask('a')
  expect(ran, 'at once').toEqual([['a']])
  const others = ['b', 'bad', 'c'].map((one) => ask(one))
  expect(ran, 'one statement at a time').toHaveLength(1)
  commit.resolve()
  expect(await first).toBe('A')
  expect(await Promise.allSettled(others)).toMatchObject([
    { value: 'B' },
    { reason: { message: 'a value out of range' } },
    { value: 'C' },
  ])
  expect(ran).toEqual([['a'], ['b', 'bad', 'c'], ['b'], ['bad'], ['c']])
  expect(await ask('d'), 'and it goes on').toBe('D')

  // a database that is gone is not asked for each of them
  ran.length = 0
  const gone = Object.assign(new Error('the server is shutting down'), { code: '57P01' })
  commit = Promise.withResolvers<void>()
  const late = ['e', 'f', 'g'].map((one) => ask(one))
  commit.reject(gone)
  expect((await Promise.allSettled(late)).map((one) => one.status)).toEqual(Array(3).fill('rejected'))
  expect(ran.flat(), 'each was in one statement').toEqual(['e', 'f', 'g'])
})

test('groups begin at a distance, unless one is full; the first begins at once', async () => {
  const ran: { at: number; size: number }[] = []
  const ask = createGrouping<number, number>(
    async (group) => {
      ran.push({ at: performance.now(), size: group.length })
      return group
    },
    { everyMs: 500 },
  )
  const first = ask(0)
  expect(ran, 'at once').toHaveLength(1)
  await first
  await Promise.all([ask(1), ask(2), sleep(10).then(() => ask(3))])
  expect(ran.map((one) => one.size)).toEqual([1, 3])
  // a timer of Node may ring a millisecond early
  expect((ran[1]?.at ?? 0) - (ran[0]?.at ?? 0)).toBeGreaterThanOrEqual(499)

  ran.length = 0
  const full = Array.from({ length: 257 }, (_, at) => at)
  const crowd = Promise.all(full.map(ask))
  await ask(-1)
  await crowd
  expect(ran.map((one) => one.size)).toEqual([256, 2])
})

test('a group is bounded, and everyone gets their own result', async () => {
  const sizes: number[] = []
  const ask = createGrouping<number, number>(async (group) => {
    sizes.push(group.length)
    await Promise.resolve()
    return group.map((one) => one * 2)
  })
  const asked = Array.from({ length: 600 }, (_, at) => at)
  expect(await Promise.all(asked.map(ask))).toEqual(asked.map((one) => one * 2))
  expect(sizes).toEqual([1, 256, 256, 87])
})
