// Owns: what stories about lost networks look at: the answer clock as it is drawn, the journals as they lie on the server.
// Never calls the API.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { button, fillSignIn, link, seeHandedIn } from './candidate.ts'
import { PEOPLE } from './interview.ts'
import type { Product } from './product.ts'
import type { Tap } from './tap.ts'

/** A drawn second is a second long, and a browser of a busy machine draws it late. */
const CLOCK_SLACK_MS = 2500

/** The offline shell of the page that is shown is whole, and the page belongs to it. */
export async function waitForShell(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
}

/** The countdown beside the questions says how long it really is until the end, by this machine's clock. */
export async function seeRightClock(page: Page, endsAt: number): Promise<void> {
  const shown = await page.locator('.answer-head').getByRole('timer').innerText()
  const [minutes = 0, seconds = 0] = shown.split(':').map(Number)
  expect(Math.abs((minutes * 60 + seconds) * 1000 - (endsAt - Date.now())), `${shown} left`).toBeLessThan(
    CLOCK_SLACK_MS,
  )
}

/** Recorders that run in this page life, with at least one slice each. */
export function sliced(tap: Tap, fromRecorder: number): number {
  return tap
    .recorders()
    .slice(fromRecorder)
    .filter((one) => one.blobs > 0).length
}

/** After a kill the newest cookie may be lost (Chromium writes it every 30 s): then the page asks for a sign-in first. */
export async function handInSignedIn(page: Page): Promise<void> {
  const again = link(page, '重新登录')
  await expect(again.or(page.getByRole('heading', { name: '上传成功' }))).toBeVisible({ timeout: 60_000 })
  if (await again.isVisible()) {
    await again.click()
    await expect(button(page, '登录')).toBeVisible()
    await fillSignIn(page, PEOPLE.first)
  }
  await seeHandedIn(page)
}

type Entry = { at: number; body: { kind: string } & Record<string, unknown> }

/** The journals of the only attempt, each as its entries, in the order they begin. */
export function journals({ dataDirectory }: Product): Entry[][] {
  const blobs = join(dataDirectory, 'blobs')
  const [attempt = ''] = readdirSync(blobs)
  const texts = readdirSync(join(blobs, attempt)).map((part) => readFileSync(join(blobs, attempt, part)))
  return texts
    .filter((bytes) => bytes.subarray(0, 10).toString() === '{"number":')
    .map((bytes) =>
      bytes
        .toString()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Entry),
    )
    .toSorted((a, b) => (a[0]?.at ?? 0) - (b[0]?.at ?? 0))
}

/** Kinds with what names them, e.g. `notice networkLost`, in the order they were written. */
export function kindsOf(journal: readonly Entry[] | undefined): string[] {
  return (journal ?? []).map(({ body }) => [body.kind, body['notice'] ?? body['phase']].filter(Boolean).join(' '))
}
