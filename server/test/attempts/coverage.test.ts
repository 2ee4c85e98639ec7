// How much of what was due is recorded, as candidates and staff are told: claimed while it goes on, measured from the files once
// they are sealed, with the reason of each gap; and what a hand-in names of it.
import { expect, test } from 'vitest'
import { attemptRow, recordingCoverage, type AttemptRow, type RecordingCoverage } from '@zhishi/core/contract'
import type { SittingId } from '@zhishi/core/ids'
import { SECOND_MS } from '@zhishi/core/time'
import { parseClip, sliceOf } from '../../../tools/candidate-bot/webm.ts'
import { recordLive } from '../recordings/testkit/live.ts'
import { ENTER, seated } from '../testkit/candidate.ts'
import { appWithInterview, command, document, listSittings, signInStaff, T0, type Visitor } from '../testkit/app.ts'
import { openDevice } from '../testkit/live-device.ts'
import { looks } from '../testkit/rows.ts'

const JOURNAL = 'application/x-ndjson'
const CLIP = parseClip(new Uint8Array(recordLive(4)), { mime: 'video/webm', lengthMs: 4 * SECOND_MS })

/** What a recorder has given out after so many seconds: up to the last full slice. */
function film(seconds: number): Buffer {
  const slices: Uint8Array[] = []
  for (let at = 0; sliceOf(CLIP, at).readyAtMs <= seconds * SECOND_MS; at++) slices.push(sliceOf(CLIP, at).bytes)
  return Buffer.concat(slices)
}

/** A sitting of 30 s, and a candidate with computer and phone who has entered 10 s before it. */
async function entered() {
  const settings = {
    signIn: { face: 'off' },
    briefing: { isRequired: false },
    evidence: { isRequired: false },
    entry: { closesAfter: 'PT0S' },
    answering: { duration: 'PT30S' },
  }
  const app = await appWithInterview({ now: T0 - 10 * SECOND_MS }, document({ settings }))
  const { candidate, id } = await seated(app)
  await command(candidate, id, ENTER)
  const proctor = await signInStaff(app, 'proctor')
  const [sitting] = await listSittings(app)
  const computer = await openDevice(app, id)
  return {
    app,
    candidate,
    proctor,
    id,
    computer,
    to: (second: number) => app.clock.set(T0 + second * SECOND_MS),
    coverage: async (who: Visitor = candidate): Promise<RecordingCoverage> =>
      recordingCoverage.parse((await who.get(`/api/attempts/${id}/coverage`)).body),
    row: async (): Promise<AttemptRow> => {
      const { attempts } = (await proctor.get(`/api/sittings/${sitting!.sittingId as SittingId}/attempts`)).body
      return attemptRow.array().parse(attempts)[0]!
    },
    handIn: (more: object = {}) => command(candidate, id, { kind: 'handIn', partIds: [], ...more }),
  }
}

const inSeconds = (it: RecordingCoverage, feed: string) => {
  const found = it.feeds.find((one) => one.feed === feed)
  const { dueMs, recordedMs, claimedMs, missingMs } = found?.fromEntry ?? {}
  // a file's first packet of sound comes some milliseconds after its beginning
  const gaps = found?.gaps.flatMap(({ fromAt, toAt, reason, cause }) =>
    toAt - fromAt < 100
      ? []
      : [[Math.round((fromAt - T0) / SECOND_MS), Math.round((toAt - T0) / SECOND_MS), reason, cause]],
  )
  return { sums: [dueMs, recordedMs, claimedMs, missingMs].map((ms) => Math.round((ms ?? NaN) / SECOND_MS)), gaps }
}

test('claimed while it is recorded, measured once it is sealed; each gap with its reason, and the hand-in names what counts', async () => {
  const { app, candidate, proctor, computer, id, to, coverage, row, handIn } = await entered()
  const phone = await openDevice(app, id, 'phone')
  expect((await coverage()).feeds, 'nothing was due yet').toEqual([])

  const [camera, screen, journal] = [
    await computer.begin('camera', 1),
    await computer.begin('screen', 1),
    await computer.begin('journal', 1, JOURNAL),
  ]
  const evidence = await phone.begin('evidence', 1)
  await phone.append(evidence, 0, film(1))
  to(0)
  const started = await coverage()
  expect(started.isFinal).toBe(false)
  expect(inSeconds(started, 'screen'), 'announced, and not a byte').toEqual({
    sums: [10, 0, 0, 10],
    gaps: [[-10, 0, 'notStarted', null]],
  })
  await computer.append(camera, 0, film(10))
  expect(inSeconds(await coverage(proctor), 'camera').sums).toEqual([10, 0, 10, 0])

  // the camera is unplugged at T0 + 5 and back at T0 + 12; a notice says why; the phone is stopped by hand at T0 + 20
  to(5)
  await computer.append(camera, film(10).length, film(15).subarray(film(10).length))
  await computer.seal(camera, film(15), 'feedEnded')
  const entries = [
    {
      number: 1,
      at: T0 + 9 * SECOND_MS,
      body: { kind: 'notice', notice: 'captureMissing', feed: 'camera', detail: 'absent' },
    },
    {
      number: 2,
      at: T0 + 9 * SECOND_MS,
      body: { kind: 'notice', notice: 'captureMissing', feed: 'screen', detail: 'busy' },
    },
  ]
  const written = Buffer.from(entries.map((one) => `${JSON.stringify(one)}\n`).join(''))
  to(12)
  const again = await computer.begin('camera', 2)
  to(20)
  await phone.append(evidence, film(1).length, film(30).subarray(film(1).length))
  await phone.seal(evidence, film(30))
  to(31)
  await computer.append(again, 0, film(19))
  await computer.seal(again, film(19))
  // of the screen a part says that it goes on to the end, and its file has ten seconds
  await computer.append(screen, 0, film(10))
  await computer.seal(screen, film(10))
  await computer.append(journal, 0, written)
  await computer.seal(journal, written)

  await expect.poll(async () => (await coverage()).isFinal, { timeout: 10_000 }).toBe(true)
  const over = await coverage()
  expect(inSeconds(over, 'camera')).toEqual({ sums: [40, 35, 0, 5], gaps: [[7, 12, 'feedEnded', 'absent']] })
  expect(inSeconds(over, 'screen')).toEqual({ sums: [40, 12, 0, 28], gaps: [[2, 30, 'notInFile', 'busy']] })
  expect(inSeconds(over, 'evidence')).toEqual({ sums: [40, 32, 0, 8], gaps: [[22, 30, 'stoppedEarly', null]] })
  const [ofCamera] = over.feeds
  expect(ofCamera).toMatchObject({
    parts: 2,
    sealedParts: 2,
    measuredParts: 2,
    bytes: film(15).length + film(19).length,
  })
  expect(Math.round(ofCamera!.fromStart!.dueMs / SECOND_MS), 'from T0 on').toBe(30)
  expect(Math.round(ofCamera!.fromStart!.missingMs / SECOND_MS)).toBe(5)

  expect((await handIn()).body).toMatchObject({ phase: 'handedIn' })
  const gaps = (await row()).handedInGaps.map(({ line, lengthMs }) => [line, Math.round(lengthMs / SECOND_MS)])
  expect(gaps).toEqual([
    ['camera', 5],
    ['screen', 28],
  ])
  expect((await candidate.get(`/api/attempts/${id}`)).body).toMatchObject({
    handedInGaps: [{ line: 'camera' }, { line: 'screen' }],
  })
  expect((await row()).missing.map(({ feed, missingMs }) => [feed, Math.round(missingMs / SECOND_MS)])).toEqual([
    ['camera', 5],
    ['screen', 28],
    ['evidence', 8],
  ])
  // figures are no look at a recording
  expect(await looks(app, 'recordingLookedAt')).toEqual([])
})

test('a line of which nothing is here has to be admitted; what files turn out to lack is shown without another phase', async () => {
  const { computer, app, to, row, handIn } = await entered()
  const camera = await computer.begin('camera', 1)
  const journal = await computer.begin('journal', 1, JOURNAL)
  const emptyScreen = await computer.begin('screen', 1)
  to(31)
  for (const [partId, bytes] of [
    [camera, film(41)],
    [journal, Buffer.from('\n')],
    [emptyScreen, Buffer.alloc(0)],
  ] as const) {
    if (bytes.length > 0) await computer.append(partId, 0, bytes)
    await computer.seal(partId, bytes)
  }
  expect((await handIn()).body).toMatchObject({ code: 'recordingsMissing', ids: ['screen'] })
  expect((await handIn({ acceptsMissing: true })).body).toMatchObject({
    phase: 'handedIn',
    handedInGaps: [{ line: 'screen', lengthMs: 40 * SECOND_MS + 1 }],
  })
  expect((await row()).recordings.map(({ line }) => line)).toEqual(['camera', 'journal'])

  // a screen comes after all, from where it was kept; its part says more than its file holds
  const late = await computer.begin('screen', 2)
  await computer.append(late, 0, film(6))
  app.clock.set(T0 + 100 * SECOND_MS)
  await computer.seal(late, film(6))
  await expect
    .poll(async () => (await row()).missing.map(({ feed, dueMs, missingMs }) => [feed, dueMs, missingMs]), {
      timeout: 10_000,
    })
    .toEqual([['screen', 40 * SECOND_MS + 1, 40 * SECOND_MS + 1]])
  expect(await row()).toMatchObject({
    phase: 'handedIn',
    handedInGaps: [{ line: 'screen', lengthMs: 40 * SECOND_MS + 1 }],
  })
})
