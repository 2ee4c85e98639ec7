// Proves which stills stay because a device noticed something, how many, for whom, and until when: on the whole server with
// real PostgreSQL and real HTTP.
import { expect, test } from 'vitest'
import { noticeStillsView } from '@zhishi/core/contract'
import { JOURNAL_MIME, NOTICE_STILLS_MAX, STILL_NEAR_MS } from '@zhishi/core/recording'
import { MINUTE_MS, SECOND_MS } from '@zhishi/core/time'
import { appWithInterview, signIn, signInStaff, visit, type TestApp, type Visitor } from '../testkit/app.ts'
import { jpeg, openDevice } from '../testkit/live-device.ts'
import { looks, query } from '../testkit/rows.ts'

async function open() {
  const app = await appWithInterview()
  const candidate = visit(app)
  const attemptId = await signIn(candidate)
  const otherId = await signIn(visit(app), '110101199001010023')
  return { app, candidate, attemptId, otherId, proctor: await signInStaff(app, 'proctor') }
}

/** A computer that writes a journal; what it writes names an instant, and is sent now. */
async function withJournal(app: TestApp, attemptId: string) {
  const device = await openDevice(app, attemptId)
  const part = await device.begin('journal', 1, JOURNAL_MIME)
  let [number, offset] = [0, 0]
  return {
    ...device,
    async write(body: object, at = app.clock.now()): Promise<void> {
      const line = Buffer.from(`${JSON.stringify({ number: (number += 1), at, body })}\n`)
      await device.append(part, offset, line)
      offset += line.length
    },
  }
}

const LEFT = { kind: 'notice', notice: 'pageHidden' }
const GAP = { kind: 'gap', feed: 'camera', fromAt: 1, toAt: 2, reason: 'feedEnded' }

const look = (who: Visitor, attemptId: string) =>
  who.send(`/api/attempts/${attemptId}/notice-stills`, { method: 'POST' })
const kept = async (who: Visitor, attemptId: string) => {
  const { status, body } = await look(who, attemptId)
  expect(status).toBe(200)
  return noticeStillsView.parse(body)
}

test('what is near a notice stays: what was there when it came, and what comes within ten seconds of it', async () => {
  const { app, attemptId, otherId, proctor } = await open()
  const [computer, other] = [await withJournal(app, attemptId), await withJournal(app, otherId)]
  const phone = await openDevice(app, attemptId, 'phone')
  const from = app.clock.now()
  const at = (ms: number) => app.clock.set(from + ms)
  let fill = 0
  const stills = async (): Promise<void> => {
    const picture = jpeg(320, 240, 600, (fill += 1))
    for (const [device, feed] of [
      [computer, 'camera'] as const,
      [phone, 'evidence'] as const,
      [other, 'camera'] as const,
    ])
      expect((await device.still(feed, picture)).status).toBe(204)
  }
  const times = async (feed: string): Promise<number[]> =>
    (await kept(proctor, attemptId)).stills.filter((one) => one.feed === feed).map((one) => one.receivedAt - from)

  await stills()
  // what is no notice keeps nothing
  await computer.write({ kind: 'sheetShown' })
  at(5 * SECOND_MS)
  await stills()
  expect(await times('camera')).toEqual([])
  // left the page at 7 s; the journal brings it at 9 s, when the still of 0 s is gone
  at(9 * SECOND_MS)
  await computer.write(LEFT, from + 7 * SECOND_MS)
  expect(await times('camera')).toEqual([5 * SECOND_MS])
  for (const ms of [
    10 * SECOND_MS,
    7 * SECOND_MS + STILL_NEAR_MS,
    7 * SECOND_MS + STILL_NEAR_MS + 2 * SECOND_MS,
    25 * SECOND_MS,
  ]) {
    at(ms)
    await stills()
  }
  expect(await times('camera')).toEqual([5 * SECOND_MS, 10 * SECOND_MS, 17 * SECOND_MS])
  expect(await times('evidence')).toEqual([5 * SECOND_MS, 10 * SECOND_MS, 17 * SECOND_MS])
  // the wall goes on with the newest
  const [newest] = await query(
    app,
    `select received_at from stills where attempt_id = '${attemptId}' and feed = 'camera'`,
  )
  expect(Number(newest!['received_at'])).toBe(from + 25 * SECOND_MS)
  const { stills: shown } = await kept(proctor, attemptId)
  expect(shown[0]?.jpeg).toBe(jpeg(320, 240, 600, 2).toString('base64'))

  // a gap is noticed as well; what happened long ago, or is said to happen tomorrow, has no still any more, or never
  at(MINUTE_MS)
  await computer.write(LEFT, from + 49 * SECOND_MS)
  await computer.write(LEFT, from + 86_400 * SECOND_MS)
  await stills()
  expect(await times('camera')).toHaveLength(3)
  await computer.write(GAP)
  expect(await times('camera')).toEqual([5 * SECOND_MS, 10 * SECOND_MS, 17 * SECOND_MS, MINUTE_MS])
  // nothing of the one beside, who noticed nothing
  expect(await kept(proctor, otherId)).toEqual({ stills: [], isFull: false })
})

test('they are bounded, looked at by who may see the attempt and no other, and go with it', async () => {
  const { app, candidate, attemptId, otherId, proctor } = await open()
  const computer = await withJournal(app, attemptId)
  const other = await withJournal(app, otherId)
  for (const device of [computer, other]) {
    await device.still('camera', jpeg(320, 240))
    await device.write(LEFT)
  }
  // every look is written down before anything is shown, and nothing can be read at rest
  const organiser = await signInStaff(app, 'organiser')
  expect((await kept(organiser, attemptId)).stills).toHaveLength(1)
  expect(await looks(app, 'noticeStillsLookedAt')).toEqual([{ actor_role: 'organiser', subject: { attemptId } }])
  const [row] = await query(app, `select jpeg_sealed from notice_stills where attempt_id = '${attemptId}'`)
  expect((row!['jpeg_sealed'] as Buffer).includes(Buffer.alloc(16, 7))).toBe(false)
  const support = await signInStaff(app, 'support')
  const examiner = await signInStaff(app, 'examiner')
  for (const who of [candidate, visit(app), support, examiner]) {
    const { status } = await look(who, attemptId)
    expect([401, 403]).toContain(status)
  }
  expect((await look(proctor, crypto.randomUUID())).status).toBe(404)
  expect(await looks(app, 'noticeStillsLookedAt')).toHaveLength(1)

  // a device that notices all the time fills its own places and nobody else's
  await query(
    app,
    `insert into notice_stills select attempt_id, feed, received_at - n, jpeg_sealed
     from notice_stills, generate_series(1, ${NOTICE_STILLS_MAX - 1}) as n where attempt_id = '${attemptId}'`,
  )
  app.clock.set(app.clock.now() + 5 * SECOND_MS)
  for (const device of [computer, other]) {
    expect((await device.still('camera', jpeg(320, 240))).status).toBe(204)
    await device.still('screen', jpeg(480, 270))
    await device.write(LEFT)
  }
  const full = await kept(proctor, attemptId)
  expect([full.stills.length, full.isFull]).toEqual([NOTICE_STILLS_MAX, true])
  expect((await kept(proctor, otherId)).stills).toHaveLength(3)

  await query(app, `delete from attempts where id = '${attemptId}'`)
  expect(await query(app, 'select distinct attempt_id from notice_stills')).toEqual([{ attempt_id: otherId }])
  expect(app.log().filter((line) => line['msg'] === 'bug')).toEqual([])
})
