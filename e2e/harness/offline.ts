// Owns: what stories about lost networks look at: the answer clock as it is drawn, the journals as they lie on the server.
// Never calls the API.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Page } from '@playwright/test'
import { openBlobs } from '../compare/decrypt.ts'
import { button, fillSignIn, link, seeHandedIn } from './candidate.ts'
import { eventually, expect, SHOWN_LIMIT_MS } from './expect.ts'
import { PEOPLE } from './interview.ts'
import { attemptDirectories, type Product } from './product.ts'
import { recordingIn, type Tap } from './tap.ts'

/** An emitted slice is in the log within milliseconds; this much is left to a busy machine before the kill. */
const ON_ITS_WAY_MS = 250
/** Recorders hand out a slice each second. */
const SLICE_MS = 1000

/** A drawn second is a second long. */
const DRAWN_MS = 1000
/** How far apart the clocks of server and page may be, as the page finds them out. */
const CLOCK_SLACK_MS = 500

/** The offline shell of the page that is shown is whole, and the page belongs to it. */
export async function waitForShell(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
}

/**
 * The countdown beside the questions says how long it really is until the end, by this machine's clock. Looked at until it
 * was drawn in time: a wrong clock is never right, and one that stands still never again.
 */
export async function seeRightClock(page: Page, endsAt: number): Promise<void> {
  const clock = page.locator('.answer-head').getByRole('timer')
  await expect(async () => {
    const from = Date.now()
    const shown = await clock.innerText()
    const to = Date.now()
    const [minutes = 0, seconds = 0] = shown.split(':').map(Number)
    const saysAt = endsAt - (minutes * 60 + seconds) * 1000
    const drawn = `${shown} left`
    expect(saysAt, drawn).toBeGreaterThan(from - DRAWN_MS - CLOCK_SLACK_MS)
    expect(saysAt, drawn).toBeLessThan(to + DRAWN_MS + CLOCK_SLACK_MS)
  }).toPass({ timeout: SHOWN_LIMIT_MS })
}

/**
 * Waits for a moment in which the newest slices of this page load are in its log and the next ones are not there yet: what
 * is killed then loses nothing that the tap has.
 */
export const untilNothingIsOnItsWay = (tap: Tap, life: number, feeds: number): Promise<void> =>
  eventually('a slice of each feed, none of them on its way', () => {
    const ages = recordingIn(tap, life).map((one) => Date.now() - (one.lastBlobAt ?? 0))
    return ages.length === feeds && ages.every((age) => age > ON_ITS_WAY_MS && age < SLICE_MS)
  })

/** After a kill the newest cookie may be lost (Chromium writes it every 30 s): then the page asks for a sign-in first. */
export async function handInSignedIn(page: Page): Promise<void> {
  const again = link(page, '重新登录')
  await expect(again.or(page.getByRole('heading', { name: '上传成功' }))).toBeVisible()
  if (await again.isVisible()) {
    await again.click()
    await expect(button(page, '登录')).toBeVisible()
    await fillSignIn(page, PEOPLE.first)
  }
  await seeHandedIn(page)
}

type Entry = { at: number; body: { kind: string } & Record<string, unknown> }

/** The journals of the only attempt, each as its entries, in the order they begin. */
export async function journals(product: Pick<Product, 'dataDirectory' | 'keysDirectory'>): Promise<Entry[][]> {
  const decrypt = await openBlobs(product)
  const [attempt = ''] = attemptDirectories(product.dataDirectory)
  const texts = readdirSync(attempt).map((part) =>
    decrypt(`${basename(attempt)}/${part}`, 0, readFileSync(join(attempt, part))),
  )
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
