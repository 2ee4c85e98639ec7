// kill -9 of the server while a candidate answers: the candidate does nothing and loses nothing.
import { expect } from '@playwright/test'
import { scaled } from '../../tools/machine-speed.ts'
import { seeHandedIn } from '../harness/candidate.ts'
import { cause } from '../harness/cause.ts'
import { eventually } from '../harness/expect.ts'
import { reachQuestions } from '../harness/interviewed.ts'
import { compare, story } from '../harness/story.ts'
import { recordingIn } from '../harness/tap.ts'

/** Nobody presses 【结束面试】: the clock ends it, after the server was killed and somebody started it again. */
const DURATION_S = Math.round(scaled(45_000) / 1000)
/** So many slices are recorded while the server is away. */
const SLICES_AWAY = 5

story('the server is killed while a candidate answers, and comes back', async ({ product, open, tap }) => {
  const candidate = await open('candidate', { tap })
  const { page } = candidate
  await reachQuestions(product, candidate, DURATION_S)
  await eventually('some slices of the answer', () => recordingIn(tap, 1, 2).length === 2)
  await cause['server-killed'](product)
  await expect(page.getByText('连不上服务器。请继续')).toBeVisible()
  const whenAway = new Map(tap.recorders().map((one) => [one.number, one.blobs]))
  await eventually('slices of each feed while the server is away', () => {
    const more = recordingIn(tap, 1).map((one) => one.blobs - (whenAway.get(one.number) ?? 0))
    return more.length === 2 && more.every((slices) => slices >= SLICES_AWAY)
  })
  await product.restart()

  await seeHandedIn(page)
  const comparison = await compare(tap, product)
  expect(comparison.recorders.length).toBeGreaterThanOrEqual(3)
  expect(comparison.recorders.filter((one) => one.verdict !== 'equal')).toEqual([])
  await product.stop()
})
