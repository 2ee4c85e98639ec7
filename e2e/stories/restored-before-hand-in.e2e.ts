// Everything is sealed, and before it is handed in the server loses the recordings (restored from a backup without them): the
// page hears it by the refusal, sends everything again, and hands in.
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { finish, seeHandedIn } from '../harness/candidate.ts'
import { eventually } from '../harness/expect.ts'
import { reachQuestions } from '../harness/interviewed.ts'
import { attemptDirectories } from '../harness/product.ts'
import { compare, story } from '../harness/story.ts'
import { emitted } from '../harness/tap.ts'

story('the server loses sealed recordings before they are handed in', async ({ product, open, tap }) => {
  const candidate = await open('candidate', { tap })
  const { page } = candidate
  await reachQuestions(product, candidate)
  let isHeld = true
  await page.route('**/commands', async (route) => {
    const isHandIn = route.request().postData()?.includes('"handIn"') ?? false
    await (isHandIn && isHeld ? route.abort('connectionrefused') : route.continue())
  })
  const [attempt = ''] = attemptDirectories(product.dataDirectory)
  /** parts of the attempt on the server, and how many of them are sealed */
  const parts = async (): Promise<{ all: number; sealed: number }> => {
    const names = await readdir(attempt)
    const modes = await Promise.all(names.map(async (part) => (await stat(join(attempt, part))).mode))
    // the store takes the right to write from what is sealed
    return { all: modes.length, sealed: modes.filter((mode) => (mode & 0o200) === 0).length }
  }
  await finish(page)
  // camera before and after T0, screen, and the journal
  await eventually('every recorder to have stopped', () => tap.recorders().every((one) => one.stoppedAt !== null))
  const expected = emitted(tap).length + 1
  await eventually('all parts to be sealed', async () => (await parts()).sealed === expected)
  expect((await parts()).all).toBe(expected)
  expect(expected).toBeGreaterThanOrEqual(4)

  await product.stop()
  await rm(attempt, { recursive: true })
  await expect(product.restart(), 'so much is lost by a person’s word only').rejects.toThrow(
    `${expected} of ${expected} parts are shorter`,
  )
  expect(await product.acceptLoss()).toBe(expected)
  await product.restart()
  isHeld = false

  await seeHandedIn(page)
  const comparison = await compare(tap, product)
  expect(comparison.recorders.filter((one) => one.verdict !== 'equal')).toEqual([])
  expect(comparison.missingBytes).toBe(0)
  await product.stop()
})
