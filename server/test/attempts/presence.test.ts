// What staff see of a device beside its recordings: when it was not heard of, answering time that nobody witnessed, and
// what it wrote down, page by page, with every look in the audit log.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { attemptRow, journalPage, presenceView, type JournalPage } from '@zhishi/core/contract'
import type { AttemptId, DeviceId } from '@zhishi/core/ids'
import { MINUTE_MS, SECOND_MS } from '@zhishi/core/time'
import { ENTER, seated } from '../testkit/candidate.ts'
import {
  command,
  appWithInterview,
  listSittings,
  signIn,
  signInStaff,
  T0,
  visit,
  type TestApp,
} from '../testkit/app.ts'
import { deviceWith } from '../testkit/live-device.ts'
import { looks } from '../testkit/rows.ts'

/** A candidate who has entered at T0 − 60 s, and the computer's grant. */
async function entered(): Promise<{ app: TestApp; attemptId: string; grant: string }> {
  const app = await appWithInterview({ now: T0 - MINUTE_MS })
  const { candidate, id: attemptId } = await seated(app)
  await command(candidate, attemptId, ENTER)
  const asked = { deviceId: candidate.deviceId, kind: 'computer' }
  const { body } = await candidate.post(`/api/attempts/${attemptId}/grants`, asked)
  return { app, attemptId, grant: body['grant'] as string }
}

/** Announces a part that began at `startedAt`, sends all of it now, and seals it. */
async function upload(
  { app, grant }: { app: TestApp; grant: string },
  part: { line: string; mime: string; startedAt: number; endedAt: number; bytes: Buffer<ArrayBuffer> },
): Promise<void> {
  const device = deviceWith(app, grant)
  const partId = await device.begin(part.line, 1, part.mime, part.startedAt)
  await device.append(partId, 0, part.bytes)
  await device.seal(partId, part.bytes, 'finished', part.endedAt)
}

test('presence gaps are made by the server, and unwitnessed answering time is counted for the table', async () => {
  const it = await entered()
  const { app, attemptId, grant } = it
  const proctor = await signInStaff(app, 'proctor')
  const presence = async () => presenceView.parse((await proctor.get(`/api/attempts/${attemptId}/presence`)).body)
  const row = async () => {
    const [sitting] = await listSittings(app)
    const { body } = await proctor.get(`/api/sittings/${sitting!.sittingId}/attempts`)
    return attemptRow
      .array()
      .parse(body['attempts'])
      .find((one) => one.attemptId === attemptId)!
  }
  const beat = async (second: number, line = 'camera', by = grant): Promise<void> => {
    app.clock.set(T0 + second * SECOND_MS)
    const { status } = await fetch(`${app.url}/api/beats`, {
      method: 'POST',
      headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        sentAt: 0,
        parts: [{ partId: randomUUID(), line, bytes: 0, openBlock: null, closedBlocks: [] }],
      }),
    })
    expect(status).toBe(200)
  }

  for (let second = -60; second <= 0; second += 5) await beat(second)
  expect((await presence()).gaps).toEqual([])
  await beat(10, 'screen')
  // a phone is no computer, though it keeps a journal too
  const phone = { attemptId: attemptId as AttemptId, deviceId: randomUUID() as DeviceId, kind: 'phone' } as const
  await beat(30, 'journal', await app.services.recordings.issueGrant(phone))
  await beat(45)
  expect(await presence()).toMatchObject({
    within: { fromAt: T0 - MINUTE_MS, toAt: T0 + 45 * SECOND_MS },
    gaps: [{ fromAt: T0 + 10 * SECOND_MS, toAt: T0 + 45 * SECOND_MS }],
    finish: null,
  })
  app.clock.set(T0 + 700 * SECOND_MS)
  const over = await presence()
  expect(over.within?.toAt, 'after the end nobody is waited for').toBe(T0 + 600 * SECOND_MS + 1)
  expect(over.gaps.at(-1)).toEqual({ fromAt: T0 + 45 * SECOND_MS, toAt: T0 + 600 * SECOND_MS + 1 })

  expect((await row()).unwitnessedMs).toBe(0)
  const bytes = Buffer.from('recorded while nobody heard of it')
  const camera = { line: 'camera', mime: 'video/webm;codecs=vp9,opus', bytes }
  await upload(it, { ...camera, startedAt: T0 - 20 * SECOND_MS, endedAt: T0 + 300 * SECOND_MS })
  await upload(it, { ...camera, line: 'screen', startedAt: T0 + 200 * SECOND_MS, endedAt: T0 + 310 * SECOND_MS })
  await expect.poll(async () => (await row()).unwitnessedMs, { message: 'both feeds, once' }).toBe(310 * SECOND_MS)

  const foreign = visit(app)
  await signIn(foreign, '110101199001010023')
  expect((await foreign.get(`/api/attempts/${attemptId}/presence`)).body['code']).toBe('signInNeeded')
  expect((await proctor.get(`/api/attempts/${randomUUID()}/presence`)).body['code']).toBe('notFound')
})

test('a journal is read page by page, notices or all, and each look is in the audit log before it is answered', async () => {
  const it = await entered()
  const { app, attemptId } = it
  const entries = Array.from({ length: 450 }, (_, at) => ({
    number: at + 1,
    at: T0 + at * SECOND_MS,
    body:
      at === 300
        ? { kind: 'finish' }
        : at % 3 === 0
          ? { kind: 'notice', notice: 'focusLost' }
          : { kind: 'phaseMark', phase: 'answering' },
  }))
  const lines = entries.map((entry) => JSON.stringify(entry))
  lines.splice(5, 0, 'not an entry')
  app.clock.set(T0 + 900 * SECOND_MS)
  await upload(it, {
    line: 'journal',
    mime: 'application/x-ndjson',
    startedAt: T0,
    endedAt: T0 + 450 * SECOND_MS,
    bytes: Buffer.from(`${lines.join('\n')}\n`),
  })
  const organiser = await signInStaff(app, 'organiser')
  const look = async (body: object) =>
    journalPage.parse((await organiser.post(`/api/attempts/${attemptId}/journal`, body)).body)

  const found: JournalPage['entries'] = []
  let after: JournalPage['next'] = null
  let pages = 0
  do {
    const page: JournalPage = await look({ filter: 'all', after })
    expect(page.counts).toEqual({ all: 451, notices: 149, unreadable: 1 })
    found.push(...page.entries)
    after = page.next
    pages += 1
  } while (after !== null)
  expect(pages).toBe(3)
  expect(found.map((entry) => entry.claimedAt)).toEqual([...entries.map((entry) => entry.at), null])
  expect(found.every((entry) => entry.arrivedAt === T0 + 900 * SECOND_MS && entry.device === 'computer')).toBe(true)
  const notices = await look({ filter: 'notices', after: null })
  expect([notices.entries.length, notices.next]).toEqual([149, null])
  expect(notices.entries.every((entry) => entry.body?.kind === 'notice')).toBe(true)
  const { body } = await organiser.get(`/api/attempts/${attemptId}/presence`)
  expect(body['finish']).toEqual({ claimedAt: T0 + 300 * SECOND_MS, arrivedAt: T0 + 900 * SECOND_MS })

  expect(await looks(app, 'journalLookedAt')).toEqual(
    Array.from({ length: 4 }, () => ({ actor_role: 'organiser', subject: { attemptId } })),
  )
})
