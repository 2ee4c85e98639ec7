// The identity queue at its fullest: twenty-five people in a row, one key each. Nobody is skipped, nobody is decided on twice,
// and no press has to wait for pictures: those of the next one are there before it.
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { attemptId, deviceId } from '@zhishi/core/ids'
import type { Me } from '@zhishi/core/contract'
import { createCaller } from '../../tools/candidate-bot/caller.ts'
import { ROOT } from '../../tools/stage.ts'
import { link } from '../harness/candidate.ts'
import { ALL_THE_WHILE, importInterview, interviewText, type Person } from '../harness/interview.ts'
import { story } from '../harness/story.ts'

/** Staff see surnames only, so no two are alike. */
const SURNAMES = '赵,钱,孙,李,周,吴,郑,王,冯,陈,褚,卫,蒋,沈,韩,杨,朱,秦,尤,许,何,吕,施,张,孔'.split(',')

/** The picture that each of them shows. */
const FRONT = readFileSync(join(ROOT, 'testdata/synthetic-faces/s01_login1.jpg')).toString('base64')

story('twenty-five identities in a row, one key for each', async ({ product, open }) => {
  const people = SURNAMES.map((surname, at): Person => {
    const number = String(at + 1).padStart(4, '0')
    return { number: `QUEUE-${number}`, name: `${surname}知秋`, personalCode: `QUEUE${number}` }
  })
  const { aheadMs, ...windows } = ALL_THE_WHILE
  const scale = { ...windows, startsAt: Date.now() + aheadMs, people }
  await importInterview(product, interviewText({ ...scale, face: 's02' }))
  for (const person of people) await askForPerson(product.url, person)

  const { page } = await open('proctor')
  const fetched: string[] = []
  page.on('request', (request) => {
    const id = /\/attempts\/([^/]+)\/identity\/idPhoto$/.exec(request.url())?.[1]
    if (id !== undefined) fetched.push(id)
  })
  await page.goto(product.links.proctor)
  await link(page, '去确认身份').click()
  for (const [at, surname] of SURNAMES.entries()) {
    await expect(page.locator('.identity-name')).toHaveText(`${surname}＊＊`)
    for (const name of ['证件照', '正面']) await expect(page.getByRole('img', { name })).toBeVisible()
    // those of the one who is looked at and of the next are there or on their way, and of nobody further back
    await expect.poll(() => new Set(fetched).size).toBe(Math.min(at + 2, SURNAMES.length))
    await page.keyboard.press('Enter')
  }
  await expect(page.getByText('现在没有人在等身份确认')).toBeVisible()
  await product.stop()
})

/** As a candidate does whom the machine does not know: one picture is too few for it, and enough for a person. */
async function askForPerson(url: string, { number, personalCode }: Person): Promise<void> {
  const { signal } = new AbortController()
  const caller = createCaller({ url, side: 'candidate', deviceId: deviceId.parse(randomUUID()), signal })
  const asked = { number, personalCode, deviceId: caller.deviceId }
  const me = await caller.ask<Extract<Me, { role: 'candidate' }>>('/api/sign-in', asked)
  const id = attemptId.parse(me.attemptIds[0])
  await caller.command(id, { kind: 'signIn', deviceId: caller.deviceId })
  await caller.command(id, { kind: 'consent' })
  await caller.ask(`/api/attempts/${id}/face`, { tryId: randomUUID(), frames: [{ view: 'front', jpeg: FRONT }] })
  await caller.command(id, { kind: 'askForPerson' })
}
