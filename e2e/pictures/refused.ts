// Owns: photographing what a browser, a system, a device or a window refuses, on the computer and on the phone, and the page
// for browsers below the floor. What is refused is refused by scripts in the page: a machine that refuses cannot be arranged.
// Never waits for a T0: nobody here enters.
import type { Page } from '@playwright/test'
import { button, drawLot, link, signIn } from '../harness/candidate.ts'
import { goHome } from '../harness/check-in.ts'
import { ALL_THE_WHILE, importInterview, interviewText, type Person } from '../harness/interview.ts'
import { PHONE } from '../harness/phone.ts'
import { inWindow, type Studio } from './states.ts'

const ENTERING: Person = { number: 'REFUSED-0001', name: '邵未来', personalCode: 'REFUSED1' }
/** Has no registered ID photo. */
const UNKNOWN: Person = { number: 'REFUSED-0002', name: '唐若水', personalCode: 'REFUSED2' }

/** As browsers say it (web/src/client/open-media.ts): the error, the permission of the site, and what of the two devices fails. */
const REFUSALS = {
  system: { error: 'NotAllowedError', message: 'Permission denied by system', state: 'granted', fails: 'both' },
  dismissed: { error: 'NotAllowedError', message: 'Permission dismissed', state: 'prompt', fails: 'both' },
  denied: { error: 'NotAllowedError', message: 'Permission denied', state: 'denied', fails: 'both' },
  busy: { error: 'NotReadableError', message: 'Could not start source', state: 'granted', fails: 'audio' },
} as const
type Refusal = keyof typeof REFUSALS

export async function photographRefused(studio: Studio): Promise<void> {
  const { product } = studio
  const startsAt = Date.now() + ALL_THE_WHILE.aheadMs
  await importInterview(product, interviewText({ ...ALL_THE_WHILE, key: 'refused', startsAt, people: [ENTERING] }))
  const unknown = interviewText({ ...ALL_THE_WHILE, key: 'unknown', startsAt, people: [UNKNOWN], face: 's01' })
  await importInterview(product, unknown.replace(', idPhoto: s01.jpg', ''))
  await photographComputer(studio)
  await photographByPerson(studio)
  await photographPhone(studio)
  await photographOld(studio)
}

async function photographComputer(studio: Studio): Promise<void> {
  const { album, product } = studio
  await inWindow(studio, 'refused', async ({ page }) => {
    await signIn(page, product.url, ENTERING)
    await link(page, '设备准备').waitFor()
    await refuseStorage(page)
    await link(page, '设备准备').click()
    await button(page, '开始检查').click()
    await button(page, '看到也听到了').click()
    await page.getByText('这个窗口关掉后不保留录像').waitFor()
    await page.getByText(/已提交，可以再做/).waitFor()
    await album.take(page, 'preparation-not-kept')
    await goHome(page)
    await drawLot(page)
    await page.locator('button:not([aria-disabled])', { hasText: '进入考试' }).waitFor()
    for (const refusal of Object.keys(REFUSALS) as Refusal[]) {
      await refuse(page, refusal)
      await button(page, '进入考试').click()
      await page.getByText('没有进入').waitFor()
      await album.take(page, `entry-refused-${refusal}`)
    }
  })
}

/** A formal sitting and no registered ID photo: a person looks. */
async function photographByPerson(studio: Studio): Promise<void> {
  const { album, product } = studio
  await inWindow(studio, 'by-person', async ({ page }) => {
    await signIn(page, product.url, UNKNOWN)
    await link(page, '去人脸登录').click()
    await page.getByText('由监督员看照片').waitFor()
    await album.take(page, 'face-consent-by-person')
    await button(page, '同意并开始').click()
    await page.locator('button:not([aria-busy])', { hasText: '开始识别' }).waitFor()
    await album.take(page, 'face-by-person')
    await button(page, '请监督员确认').click()
    await page.getByText('已转给监督员核验').waitFor()
    await album.take(page, 'face-by-person-asked')
  })
}

async function photographPhone(studio: Studio): Promise<void> {
  const { album, product } = studio
  await inWindow(
    studio,
    'refused-phone',
    async ({ page }) => {
      await page.goto(`${product.url}/evidence/`)
      for (const refusal of ['system', 'dismissed', 'denied'] as const) {
        await refuse(page, refusal)
        await button(page, '打开摄像头扫码').click()
        await page.locator('.finder .say-warn').waitFor()
        await album.take(page, `phone-refused-${refusal}`)
      }
      await page.addInitScript(() =>
        Object.defineProperty(StorageManager.prototype, 'getDirectory', {
          value: () => Promise.reject(new DOMException('blocked', 'SecurityError')),
        }),
      )
      await page.reload()
      await page.getByText('这个窗口不保存录像').waitFor()
      await album.take(page, 'phone-not-kept')
      // nobody answers whether the code is right: the notice stays
      await page.route('**/api/evidence/code-checks', () => {})
      await page.goto(`${product.url}/evidence/#code=ABCD2345`)
      await button(page, '同意并开始录制').waitFor()
      await page.getByText('这个窗口不保存录像').waitFor()
      await album.take(page, 'phone-notice-not-kept')
    },
    { screen: PHONE },
  )
}

/** The page for browsers that are too old speaks both languages at once, and has no program. */
async function photographOld(studio: Studio): Promise<void> {
  const { album, product } = studio
  for (const [name, place, screen] of [
    ['old-browser', 'candidate', undefined],
    ['phone-old-browser', 'evidence', PHONE],
  ] as const) {
    await inWindow(
      studio,
      name,
      async ({ page }) => {
        await page.addInitScript(() => Reflect.deleteProperty(Array.prototype, 'toSorted'))
        await page.goto(`${product.url}/${place}/`)
        await page.getByText('Array.prototype.toSorted').waitFor()
        await album.takeInBoth(page, name)
      },
      screen ? { screen } : {},
    )
  }
}

async function refuse(page: Page, refusal: Refusal): Promise<void> {
  await page.evaluate(({ error, message, state, fails }) => {
    const { mediaDevices, permissions } = navigator
    const open = MediaDevices.prototype.getUserMedia.bind(mediaDevices)
    mediaDevices.getUserMedia = (asked) =>
      fails === 'both' || asked?.audio ? Promise.reject(new DOMException(message, error)) : open(asked)
    permissions.query = () => Promise.resolve({ state } as PermissionStatus)
  }, REFUSALS[refusal])
}

async function refuseStorage(page: Page): Promise<void> {
  await page.evaluate(() => {
    navigator.storage.getDirectory = () => Promise.reject(new DOMException('blocked', 'SecurityError'))
  })
}
