// The computer's clock is five hours wrong: countdown, T0, questions and end are the server's, and a browser that is killed
// without a network comes back to the right time all the same.
import { existsSync, readdirSync } from 'node:fs'
import { expect } from '@playwright/test'
import { HOUR_MS } from '@zhishi/core/time'
import { scaled } from '../../tools/machine-speed.ts'
import { finish, shareScreenAgain } from '../harness/candidate.ts'
import { cause } from '../harness/cause.ts'
import { eventually } from '../harness/expect.ts'
import { UNTIL_PRESSED_S } from '../harness/interview.ts'
import { reachQuestions, seeOwnQuestions } from '../harness/interviewed.ts'
import { handInSignedIn, journals, seeRightClock, waitForShell } from '../harness/offline.ts'
import { compare, story } from '../harness/story.ts'
import { recordingIn } from '../harness/tap.ts'

/** Debian's libfaketime, in the folder of the machine's architecture. */
const LIBRARY = readdirSync('/usr/lib')
  .map((folder) => `/usr/lib/${folder}/faketime/libfaketime.so.1`)
  .find((file) => existsSync(file))

for (const offHours of [5, -5]) {
  story(`the device clock is ${offHours} hours off`, async ({ product, open, tap, cable }) => {
    story.skip(LIBRARY === undefined, 'needs libfaketime (Debian: apt-get install faketime)')
    const env = {
      LD_PRELOAD: LIBRARY ?? '',
      FAKETIME: `${offHours > 0 ? '+' : ''}${offHours}h`,
      // the wall clock alone; with the library's own "fix" of waits on the monotonic one Chromium stands still
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_FORCE_MONOTONIC_FIX: '0',
    }
    const candidate = await open('candidate', { tap, env })
    const { page } = candidate
    const startsAt = await reachQuestions({ ...product, url: cable.url }, candidate)
    const endsAt = startsAt + UNTIL_PRESSED_S * 1000
    const isOff = await page.evaluate(() => Date.now())
    expect(Math.abs(isOff - Date.now() - offHours * HOUR_MS)).toBeLessThan(60_000)
    expect(Date.now()).toBeGreaterThanOrEqual(startsAt)
    await seeRightClock(page, endsAt)
    await waitForShell(page)
    await eventually('a slice of each feed after T0', () => recordingIn(tap, 1).length === 2)

    await cause['network-cut'](cable)
    await expect(page.getByText('连不上服务器。请继续')).toBeVisible()
    await cause['browser-killed'](candidate)
    const again = await open('candidate', { tap, env })
    await again.page.goto(`${cable.url}/candidate/`)
    await shareScreenAgain(again.page)
    await seeOwnQuestions(again.page)
    await seeRightClock(again.page, endsAt)
    await eventually('a slice of each feed after the kill', () => recordingIn(tap, 2).length === 2)
    cable.plugIn()
    await finish(again.page)
    await handInSignedIn(again.page)

    expect((await compare(tap, product)).missingBytes).toBe(0)
    for (const journal of await journals(product)) {
      const offsets = journal.filter((entry) => entry.body.kind === 'clockOffset')
      expect(offsets.length).toBeGreaterThan(0)
      for (const { at, body } of offsets) {
        expect(Math.abs(Number(body['offsetMs']) + offHours * HOUR_MS)).toBeLessThan(scaled(1000))
        // entries carry server time
        expect(at).toBeLessThan(Date.now())
        expect(at).toBeGreaterThan(startsAt - HOUR_MS)
      }
    }
    await product.stop()
  })
}
