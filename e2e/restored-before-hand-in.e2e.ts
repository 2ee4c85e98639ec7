// Everything is sealed, and before it is handed in the server loses the recordings (restored from a backup without them): the
// page hears it by the refusal, sends everything again, and hands in.
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { finish, seeHandedIn } from './harness/candidate.ts'
import { reachQuestions } from './harness/interviewed.ts'
import { waitFor } from './harness/processes.ts'
import { compare, story } from './harness/story.ts'

story('the server loses sealed recordings before they are handed in', async ({ product, open, tap }) => {
  const candidate = await open('candidate', { tap })
  const { page } = candidate
  await reachQuestions(product, candidate, 60)
  let isHeld = true
  await page.route('**/commands', async (route) => {
    const isHandIn = route.request().postData()?.includes('"handIn"') ?? false
    await (isHandIn && isHeld ? route.abort('connectionrefused') : route.continue())
  })
  const blobs = join(product.dataDirectory, 'blobs')
  const [attempt = ''] = await readdir(blobs)
  const sealedParts = async (): Promise<number> => {
    const parts = await readdir(join(blobs, attempt))
    const modes = await Promise.all(parts.map(async (part) => (await stat(join(blobs, attempt, part))).mode))
    // the store takes the right to write from what is sealed
    return modes.filter((mode) => (mode & 0o200) === 0).length
  }
  await finish(page)
  // camera before and after T0, screen, journal
  await waitFor('four sealed parts', 60_000, async () => (await sealedParts()) === 4)

  await product.stop()
  await rm(join(blobs, attempt), { recursive: true })
  await product.restart()
  await waitFor('the server to say what it lost', 30_000, () => product.lossesTold() === 4)
  isHeld = false

  await seeHandedIn(page)
  const comparison = await compare(tap, product)
  expect(comparison.recorders.map((one) => one.verdict)).toEqual(['equal', 'equal', 'equal'])
  await product.stop()
})
