// Proves the binding of a phone over real HTTP on a moved clock: codes once and for five minutes, guessing is slowed
// down, a second phone replaces the first without losing its bytes, first bytes count once, windows to the millisecond.
import { expect, test } from 'vitest'
import type { EvidenceView } from '@zhishi/core/contract'
import { HOUR_MS, MINUTE_MS } from '@zhishi/core/time'
import { digestOf, metadata } from '../recordings/testkit/line.ts'
import { ENTER } from '../testkit/candidate.ts'
import {
  command,
  document,
  appWithInterview,
  signIn,
  signInStaff,
  T0,
  visit,
  type TestApp,
  type Visitor,
} from '../testkit/app.ts'
import { query } from '../testkit/rows.ts'

const LIFE = 5 * MINUTE_MS

async function withEvidence(): Promise<{ app: TestApp; candidate: Visitor; id: string }> {
  const settings = { signIn: { face: 'off' }, briefing: { isRequired: true }, attachments: { isRequired: false } }
  const app = await appWithInterview({}, document({ settings }))
  const candidate = visit(app)
  return { app, candidate, id: await signIn(candidate) }
}

/** Signed in on this computer and briefed: the steps before evidence. */
async function ready(candidate: Visitor, id: string): Promise<void> {
  await command(candidate, id, { kind: 'signIn', deviceId: candidate.deviceId })
  expect((await command(candidate, id, { kind: 'confirmBriefing' })).status).toBe(200)
}

const askCode = (candidate: Visitor, id: string) => candidate.post(`/api/attempts/${id}/evidence-code`, {})
const codeOf = async (candidate: Visitor, id: string) => (await askCode(candidate, id)).body['code'] as string

type Phone = Awaited<ReturnType<typeof takePhone>>

/** A phone: a browser without a sign-in. */
function takePhone(app: TestApp) {
  const visitor = visit(app)
  let number = 0
  const phone = {
    ...visitor,
    grant: '',
    bind: async (code: string) => {
      const answer = await visitor.post('/api/evidence/bindings', { code, deviceId: visitor.deviceId })
      if (answer.status === 200) phone.grant = answer.body['grant'] as string
      return answer
    },
    check: (code: string) => visitor.post('/api/evidence/code-checks', { code, deviceId: visitor.deviceId }),
    finishSweep: () =>
      phone.with('/api/evidence/sweep', {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      }),
    read: async () => (await phone.with('/api/evidence', {})).body as unknown as EvidenceView,
    with: (path: string, init: RequestInit) =>
      visitor.send(path, {
        ...init,
        headers: { authorization: `Bearer ${phone.grant}`, 'tus-resumable': '1.0.0', ...(init.headers as object) },
      }),
    begin: async (startedAt: number, line = 'evidence') => {
      number += 1
      const partId = crypto.randomUUID()
      const mime = line === 'journal' ? 'application/x-ndjson' : 'video/webm;codecs=vp9,opus'
      const facts = { partId, line, number: String(number), mime, startedAt: String(startedAt), startedAtErrorMs: '20' }
      const answer = await phone.with('/api/parts', {
        method: 'POST',
        headers: { 'upload-metadata': metadata(facts), 'upload-defer-length': '1' },
      })
      return { partId, answer }
    },
    append: (partId: string, offset: number, text: string) =>
      phone.with(`/api/parts/${partId}`, {
        method: 'PATCH',
        body: text,
        headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
      }),
    seal: (partId: string, text: string) =>
      phone.with(`/api/parts/${partId}/seal`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          bytes: text.length,
          digest: digestOf(Buffer.from(text)),
          endReason: 'finished',
          endedAt: app.clock.now(),
        }),
      }),
  }
  return phone
}

async function seen(candidate: Visitor, id: string) {
  const { body } = await candidate.get(`/api/attempts/${id}`)
  const gates = body['gates'] as { step: string; state: string }[]
  return {
    gate: gates.find((gate) => gate.step === 'evidence')?.state,
    evidence: body['evidence'] as Record<string, unknown> | null,
  }
}

async function eventsOf(app: TestApp, id: string): Promise<string[]> {
  return (await app.services.attempts.history(id as never)).map((row) => row.event.kind)
}

test('a code is for this computer, after the briefing, in the window, to the millisecond', async () => {
  const { app, candidate, id } = await withEvidence()
  app.clock.set(T0 - 30 * MINUTE_MS - 1)
  expect((await askCode(candidate, id)).body).toMatchObject({ code: 'notYetOpen', at: T0 - 30 * MINUTE_MS })
  app.clock.set(T0 - 30 * MINUTE_MS)
  expect((await askCode(candidate, id)).body).toMatchObject({ code: 'stepMissing', step: 'signIn' })
  await command(candidate, id, { kind: 'signIn', deviceId: candidate.deviceId })
  expect((await askCode(candidate, id)).body).toMatchObject({ code: 'stepMissing', step: 'briefing' })
  await command(candidate, id, { kind: 'confirmBriefing' })
  const elsewhere = visit(app)
  await signIn(elsewhere)
  expect((await askCode(elsewhere, id)).body['code']).toBe('otherDevice')

  const { body } = await askCode(candidate, id)
  expect(body).toEqual({
    code: expect.stringMatching(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/) as string,
    path: `/evidence/#code=${(body['code'] as string).replace('-', '')}`,
    expiresAt: T0 - 30 * MINUTE_MS + LIFE,
  })

  // who has not entered may bind until entry closes
  app.clock.set(T0 + 3 * MINUTE_MS)
  const last = await codeOf(candidate, id)
  app.clock.set(T0 + 3 * MINUTE_MS + 1)
  expect((await askCode(candidate, id)).body).toMatchObject({ code: 'windowClosed', at: T0 + 3 * MINUTE_MS })
  const phone = takePhone(app)
  expect((await phone.bind(last)).body).toMatchObject({ code: 'windowClosed', at: T0 + 3 * MINUTE_MS })
  app.clock.set(T0 + 3 * MINUTE_MS)
  expect((await phone.bind(last)).status).toBe(200)
})

test('a code works once and until its last millisecond; expired, used, replaced and unknown ones get the same answer', async () => {
  const { app, candidate, id } = await withEvidence()
  await ready(candidate, id)
  const refusals: unknown[] = []
  const refused = async (phone: Phone, code: string) => refusals.push((await phone.bind(code)).body)

  const issuedAt = app.clock.now()
  const code = await codeOf(candidate, id)
  app.clock.set(issuedAt + LIFE + 1)
  await refused(takePhone(app), code)
  app.clock.set(issuedAt + LIFE)
  const phone = takePhone(app)
  // as somebody types it: small letters, no hyphen, O for 0
  const typed = code.toLowerCase().replace('-', ' ').replaceAll('0', 'o')
  const bound = await phone.bind(typed)
  expect(bound.body['evidence']).toMatchObject({
    attemptId: id,
    deviceId: phone.deviceId,
    maskedName: '陈＊＊',
    phase: 'checkIn',
    startsAt: T0,
    endsAt: T0 + 10 * MINUTE_MS,
    checkUntil: null,
    sweepMs: 20_000,
    isSwept: false,
    isReplaced: false,
    bitsPerSecond: 600_000,
    supportPhone: '0471-555 0123',
  })
  expect(JSON.stringify(bound.body)).not.toMatch(/陈思远|110101|"lot"|questions/)

  await refused(takePhone(app), code)
  // the same phone, which never heard the answer, gets the same grant
  expect((await phone.bind(code)).body['grant']).toBe(bound.body['grant'])
  expect(await eventsOf(app, id)).toEqual(['leased', 'identityConfirmed', 'briefed', 'evidenceBound'])

  // two phones in the same moment: one of them
  const raced = await codeOf(candidate, id)
  const racing = await Promise.all([takePhone(app), takePhone(app)].map((one) => one.bind(raced)))
  expect(racing.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 401])
  refusals.push(racing.find((one) => one.status === 401)?.body)

  const replaced = await codeOf(candidate, id)
  await codeOf(candidate, id)
  await refused(takePhone(app), replaced)
  for (const unknown of ['ZZZZ-ZZZZ', '', '7K4M', "'; drop table parts", '七七七七七七七七']) {
    await refused(takePhone(app), unknown)
  }
  expect(new Set(refusals.map((one) => JSON.stringify(one)))).toHaveLength(1)
  expect(refusals[0]).toMatchObject({ code: 'codeRefused', status: 401 })

  const rows = await query<{ row: string }>(app, 'select row_to_json(t)::text as row from binding_codes t')
  const kept = rows.map((it) => it.row).join()
  for (const secret of [code, code.replace('-', '')]) {
    expect(kept).not.toContain(secret)
    expect(kept).not.toContain(Buffer.from(secret).toString('hex'))
    expect(JSON.stringify(app.log())).not.toContain(secret)
  }
})

test('a code is checked before anything is agreed to: that uses nothing up, and guessing by it is slowed down alike', async () => {
  const { app, candidate, id } = await withEvidence()
  await ready(candidate, id)
  const code = await codeOf(candidate, id)
  const phone = takePhone(app)
  for (let times = 0; times < 2; times += 1) expect(await phone.check(code)).toMatchObject({ status: 200, body: {} })
  expect((await phone.bind(code)).status).toBe(200)
  // used up: for another phone as if it had never been; the one that used it may still ask for its grant
  expect((await takePhone(app).check(code)).body).toMatchObject({ code: 'codeRefused', status: 401 })
  expect((await phone.check(code)).status).toBe(200)
  const late = await codeOf(candidate, id)
  app.clock.set(app.clock.now() + LIFE + 1)
  expect((await phone.check(late)).body['code']).toBe('codeRefused')
  const guesser = takePhone(app)
  let answered = ''
  for (let guess = 0; guess < 70 && answered !== 'tooManyTries'; guess += 1) {
    answered = (await guesser.check(`0000-00${String(guess).padStart(2, '0')}`)).body['code'] as string
  }
  expect(answered).toBe('tooManyTries')
  expect((await guesser.bind(await codeOf(candidate, id))).body['code']).toBe('tooManyTries')
})

test('a code belongs to one attempt: nobody else is given one, and who scans a neighbour’s films for the neighbour', async () => {
  const { app, candidate, id } = await withEvidence()
  await ready(candidate, id)
  const neighbour = visit(app)
  const theirs = await signIn(neighbour, '110101199001010023')
  await ready(neighbour, theirs)
  expect((await askCode(neighbour, id)).body['code']).toBe('notFound')

  const phone = takePhone(app)
  await phone.bind(await codeOf(candidate, id))
  expect((await phone.bind(await codeOf(neighbour, theirs))).body['evidence']).toMatchObject({ attemptId: theirs })
  const { partId } = await phone.begin(app.clock.now())
  await phone.append(partId, 0, 'whose?')
  expect((await seen(neighbour, theirs)).evidence).toMatchObject({ bytes: 6 })
  expect(await seen(candidate, id)).toMatchObject({ gate: 'open', evidence: { bytes: 0, receivedAt: null } })
})

test('guessing is slowed down by address, and a right code waits too', async () => {
  const { app, candidate, id } = await withEvidence()
  await ready(candidate, id)
  const guesser = takePhone(app)
  for (let guess = 0; guess < 60; guess += 1) {
    expect((await guesser.bind(`0000-00${String(guess).padStart(2, '0')}`)).body['code']).toBe('codeRefused')
  }
  const code = await codeOf(candidate, id)
  const paused = await guesser.bind(code)
  expect(paused.body).toMatchObject({ code: 'tooManyTries', status: 429, retryAfterS: 300 })
  expect(paused.headers.get('retry-after')).toBe('300')
  // candidates sign in from the same address all the same
  await signIn(visit(app), '110101199001010023')
  app.clock.set(app.clock.now() + 5 * MINUTE_MS)
  expect((await takePhone(app).bind(code)).status).toBe(200)
})

test('the first bytes of a phone count once; announcing a part and journals do not', async () => {
  const { app, candidate, id } = await withEvidence()
  await ready(candidate, id)
  const phone = takePhone(app)
  const boundAt = T0 - 15 * MINUTE_MS
  app.clock.set(boundAt)
  await phone.bind(await codeOf(candidate, id))
  expect(await seen(candidate, id)).toEqual({
    gate: 'open',
    evidence: {
      boundAt,
      receivedAt: null,
      sweptAt: null,
      lastBytesAt: null,
      bytes: 0,
      isSealed: false,
      checkUntil: null,
      checkedAt: null,
    },
  })
  const journal = await phone.begin(boundAt, 'journal')
  await phone.append(journal.partId, 0, '{"number":1}\n')
  const first = await phone.begin(boundAt)
  expect(first.answer.status).toBe(201)
  expect((await seen(candidate, id)).gate).toBe('open')
  expect((await command(candidate, id, ENTER)).body).toMatchObject({ code: 'stepMissing', step: 'evidence' })

  app.clock.set(boundAt + 1500)
  expect((await phone.append(first.partId, 0, 'one')).status).toBe(204)
  app.clock.set(boundAt + 2500)
  expect((await phone.append(first.partId, 3, 'two')).status).toBe(204)
  await phone.begin(boundAt + 2500).then(({ partId }) => phone.append(partId, 0, 'three'))
  expect(await seen(candidate, id)).toMatchObject({
    gate: 'open',
    evidence: { receivedAt: boundAt + 1500, sweptAt: null, lastBytesAt: boundAt + 2500, bytes: 11 },
  })
  expect((await eventsOf(app, id)).filter((kind) => kind === 'evidenceReceived')).toHaveLength(1)
})

test('the step is done once the phone has told of a whole turn, no sooner than one takes; a phone after it need not turn', async () => {
  const { app, candidate, id } = await withEvidence()
  await ready(candidate, id)
  const phone = takePhone(app)
  const boundAt = T0 - 15 * MINUTE_MS
  app.clock.set(boundAt)
  await phone.bind(await codeOf(candidate, id))
  await phone.begin(boundAt).then(({ partId }) => phone.append(partId, 0, 'one'))
  app.clock.set(boundAt + 19_999)
  expect((await phone.finishSweep()).body).toMatchObject({ code: 'notYetOpen', at: boundAt + 20_000 })
  expect((await command(candidate, id, ENTER)).body).toMatchObject({ code: 'stepMissing', step: 'evidence' })
  expect((await takePhone(app).finishSweep()).body['code']).toBe('grantRefused')
  app.clock.set(boundAt + 20_000)
  expect((await phone.finishSweep()).body).toMatchObject({ isSwept: true })
  app.clock.set(boundAt + 30_000)
  // told twice; and another phone takes over
  expect((await phone.finishSweep()).body).toMatchObject({ isSwept: true })
  const second = takePhone(app)
  expect((await second.bind(await codeOf(candidate, id))).body['evidence']).toMatchObject({ isSwept: true })
  expect(await seen(candidate, id)).toMatchObject({ gate: 'done', evidence: { sweptAt: boundAt + 20_000 } })
  expect((await eventsOf(app, id)).filter((kind) => kind === 'evidenceSwept')).toHaveLength(1)
  expect((await command(candidate, id, ENTER)).status).toBe(200)
})

test('a second phone replaces the first, whose bytes go on arriving; the first may come back', async () => {
  const { app, candidate, id } = await withEvidence()
  await ready(candidate, id)
  const first = takePhone(app)
  await first.bind(await codeOf(candidate, id))
  const begun = await first.begin(app.clock.now())
  await first.append(begun.partId, 0, 'before')

  // the phone is lost during the interview: binding is still open
  app.clock.set(T0 - 10 * MINUTE_MS)
  await first.finishSweep()
  await command(candidate, id, ENTER)
  app.clock.set(T0 + 4 * MINUTE_MS)
  const second = takePhone(app)
  await second.bind(await codeOf(candidate, id))
  expect(await first.read()).toMatchObject({ isReplaced: true, phase: 'answering' })
  expect(await second.read()).toMatchObject({ isReplaced: false, deviceId: second.deviceId })

  app.clock.set(T0 + 5 * MINUTE_MS)
  expect((await first.begin(T0 + 5 * MINUTE_MS)).answer.body).toMatchObject({ code: 'newPartsStopped' })
  // what the server had not heard of when the second came, a person lets in
  expect((await first.begin(T0 + 2 * MINUTE_MS)).answer.body).toMatchObject({ code: 'olderPartHeld' })
  const support = await signInStaff(app, 'support')
  const raised = await support.post(`/api/attempts/${id}/upload-budget`, { reason: '手机断网' })
  expect(raised.body).toMatchObject({ held: [], raises: 1 })
  const offline = await first.begin(T0 + 2 * MINUTE_MS)
  expect(offline.answer.status).toBe(201)
  expect((await first.append(begun.partId, 6, ' after')).status).toBe(204)
  expect((await first.seal(begun.partId, 'before after')).status).toBe(200)
  await first.append(offline.partId, 0, 'offline')
  const begunBySecond = await second.begin(T0 + 5 * MINUTE_MS)
  expect((await second.append(begunBySecond.partId, 0, 'second')).status).toBe(204)
  expect((await first.append(begunBySecond.partId, 6, 'x')).body['code']).toBe('foreignPart')

  await first.bind(await codeOf(candidate, id))
  expect([(await first.read()).isReplaced, (await second.read()).isReplaced]).toEqual([false, true])
  expect((await first.begin(T0 + 5 * MINUTE_MS)).answer.status).toBe(201)
  const kinds = await eventsOf(app, id)
  expect(kinds.filter((kind) => kind === 'evidenceBound')).toHaveLength(3)
  expect(kinds.filter((kind) => kind === 'evidenceReceived')).toHaveLength(1)
})

test('after the end the candidate confirms what has arrived, not before; then binding is closed', async () => {
  const { app, candidate, id } = await withEvidence()
  await ready(candidate, id)
  const phone = takePhone(app)
  await phone.bind(await codeOf(candidate, id))
  const part = await phone.begin(app.clock.now())
  await phone.append(part.partId, 0, 'all of it')
  app.clock.set(T0 - 10 * MINUTE_MS)
  await phone.finishSweep()
  await command(candidate, id, ENTER)
  const overFrom = T0 + 10 * MINUTE_MS + 1
  app.clock.set(overFrom - 1)
  expect((await command(candidate, id, { kind: 'confirmEvidence' })).body['code']).toBe('notYetOpen')
  app.clock.set(overFrom)
  expect((await phone.read()).checkUntil).toBe(overFrom + HOUR_MS)
  expect((await command(candidate, id, { kind: 'confirmEvidence' })).body).toMatchObject({
    code: 'recordingsNotSafe',
    ids: [part.partId],
  })
  await phone.seal(part.partId, 'all of it')
  expect((await seen(candidate, id)).evidence).toMatchObject({ isSealed: true, checkUntil: overFrom + HOUR_MS })
  // 60 minutes are a rule for people: later is later, and still better than never
  app.clock.set(overFrom + HOUR_MS + 1)
  expect((await command(candidate, id, { kind: 'confirmEvidence' })).body['evidence']).toMatchObject({
    checkedAt: overFrom + HOUR_MS + 1,
  })

  const late = await codeOf(candidate, id)
  await command(candidate, id, { kind: 'handIn', partIds: [], acceptsMissing: true })
  const handedInAt = app.clock.now()
  expect((await takePhone(app).bind(late)).status).toBe(200)
  const tooLate = await codeOf(candidate, id)
  app.clock.set(handedInAt + 1)
  expect((await takePhone(app).bind(tooLate)).body).toMatchObject({ code: 'windowClosed', at: handedInAt })
  expect((await askCode(candidate, id)).body).toMatchObject({ code: 'windowClosed', at: handedInAt })
})

test('a phone comes by a code only, and its grant opens nothing else', async () => {
  const { app, candidate, id } = await withEvidence()
  await ready(candidate, id)
  expect((await command(candidate, id, { kind: 'bindEvidence' })).body['code']).toBe('notAllowed')
  const asPhone = { deviceId: candidate.deviceId, kind: 'phone' }
  expect((await candidate.post(`/api/attempts/${id}/grants`, asPhone)).body['code']).toBe('malformed')
  const computer = await candidate.post(`/api/attempts/${id}/grants`, { ...asPhone, kind: 'computer' })
  const asComputer = { headers: { authorization: `Bearer ${String(computer.body['grant'])}` } }
  expect((await candidate.send('/api/evidence', asComputer)).body['code']).toBe('grantRefused')

  const phone = takePhone(app)
  await phone.bind(await codeOf(candidate, id))
  expect((await phone.begin(app.clock.now(), 'camera')).answer.body['code']).toBe('foreignPart')
  for (const path of [`/api/attempts/${id}`, `/api/attempts/${id}/pack`, '/api/me', `/api/attempts/${id}/recordings`]) {
    expect((await phone.with(path, {})).body['code'], path).toBe('signInNeeded')
  }
})
