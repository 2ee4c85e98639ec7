// Proves the bots of the demo and of the bench against a real server: two attend a whole interview over the protocol, one
// of them without a network for a while; everything they recorded is sealed, as it was, and plays; their stills
// are on the wall, and beside what was noticed.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  noticeStillsView,
  wallView,
  type AttemptRow,
  type AttemptView,
  type JournalPage,
  type PresenceView,
  type RecordingView,
} from '@zhishi/core/contract'
import { BLOCK_BYTES, FEEDS, stillsNear } from '@zhishi/core/recording'
import { formatInstant } from '@zhishi/core/time'
import type { Behaviour } from '../../../tools/candidate-bot/behaviours.ts'
import { createCandidate, type World } from '../../../tools/candidate-bot/candidate.ts'
import { loadClip } from '../../../tools/candidate-bot/clips.ts'
import { scaled } from '../../../tools/machine-speed.ts'
import { readDocumentFiles } from '../../src/interviews/service.ts'
import { directoryWith, makePdf } from '../testkit/attachments.ts'
import {
  startApp,
  CODE,
  command,
  document,
  PLANTED_QUESTION,
  signInStaff,
  type TestApp,
  type Visitor,
} from '../testkit/app.ts'
import { readHeld } from '../testkit/held.ts'

/** The cut is two thirds of the planned 20 s: longer than a gap in presence must be to be one. */
const PACE = 0.65
/** To check-in and entry of both; whoever is late may enter until the end. */
const LEAD_MS = scaled(8000)
const DURATION_S = 22
const BEHAVIOURS = ['plain', 'network-cut'] as const satisfies Behaviour[]

test('two bots attend, one loses the network; every part is sealed as recorded, and plays', async () => {
  // made before T0 is chosen: the first time takes ffmpeg some seconds
  for (const feed of ['camera', 'screen', 'evidence'] as const) await loadClip(feed, 's02')
  const app = await startApp({ now: Date.now(), isRunning: true })
  await importInterview(app)
  const proctor = await signInStaff(app, 'proctor')
  const [sitting] = (await proctor.get('/api/sittings')).body as unknown as { sittingId: string }[]
  const rows = async (): Promise<AttemptRow[]> => {
    const { body } = await proctor.get(`/api/sittings/${sitting?.sittingId}/attempts`)
    return body['attempts'] as AttemptRow[]
  }

  const told: string[] = []
  const ending = new AbortController()
  onTestFinished(() => ending.abort())
  const world: World = {
    url: app.url,
    planted: PLANTED_QUESTION,
    pace: PACE,
    signal: ending.signal,
    tell: (number, says) => void told.push(`${number} ${says.en}`),
  }
  const attending = Promise.all(
    BEHAVIOURS.map((behaviour, at) =>
      createCandidate(
        {
          number: `BOT-${at}`,
          personalCode: CODE,
          behaviour,
          hasSocket: at === 0,
          face: 's02',
          isShyOfFaceLogin: false,
          finishesAfterMs: null,
        },
        world,
      ).attend(),
    ),
  )
  await Promise.race([attending, confirmAll(proctor, rows)])
  const afterMs = await attending
  // milliseconds from T0 to readable questions; null: they never came
  expect(
    afterMs.every((one) => one !== null && one >= 0),
    `${String(afterMs)}: ${told.join('; ')}`,
  ).toBe(true)

  const attempts = await rows()
  expect(attempts.map((row) => row.phase)).toEqual(['handedIn', 'handedIn'])
  for (const { attemptId } of attempts) {
    const { body } = await proctor.get(`/api/attempts/${attemptId}`)
    const { lot, evidence } = body as unknown as AttemptView
    expect([lot !== null, evidence?.isSealed, evidence?.checkedAt !== null]).toEqual([true, true, true])
    const recordings = (await proctor.get(`/api/attempts/${attemptId}/recordings`)).body as unknown as RecordingView[]
    expect(recordings.map(({ line, parts }) => `${line} ${parts.length}`)).toEqual([
      'camera 2',
      'screen 1',
      'evidence 1',
      'journal 2',
    ])
    for (const part of recordings.flatMap((recording) => recording.parts)) {
      const bytes = await readHeld(app, { attemptId, partId: part.partId })
      expect([part.bytes, part.digest, part.receipt?.digest]).toEqual([bytes.length, digestOf(bytes), digestOf(bytes)])
      if (part.line === 'journal') continue
      // slices that the recorder had not yet handed out are not there: a second at each end
      const recordedMs = (part.endedAt ?? 0) - part.startedAt
      const file = join(app.directory, 'part')
      writeFileSync(file, bytes)
      expect(Math.abs(lastPacketMs(file) - recordedMs)).toBeLessThan(scaled(2500))
    }
  }

  const found = await Promise.all(attempts.map((row) => findings(proctor, row)))
  expect(found.toSorted((a, b) => a.gaps - b.gaps)).toEqual([
    { gaps: 0, notices: [], stillsOfLast: [], hasLate: false },
    {
      gaps: 1,
      notices: ['networkLost', 'networkBack'],
      stillsOfLast: ['camera', 'screen', 'evidence'],
      hasLate: true,
    },
  ])
  const wall = await proctor.post(`/api/sittings/${sitting?.sittingId}/wall`, {
    viewId: crypto.randomUUID(),
    attemptIds: attempts.map(({ attemptId }) => attemptId),
    after: null,
  })
  expect(wallView.parse(wall.body).stills).toHaveLength(2 * FEEDS.length)
  expect(told).toContain('BOT-1 loses the network for 20 s')
})

async function importInterview(app: TestApp): Promise<void> {
  const T0 = Date.now() + LEAD_MS
  const wanted = document({
    settings: {
      signIn: { face: 'required' },
      evidence: { sweep: 'PT1S' },
      attachments: { isRequired: true },
      entry: { closesAfter: `PT${DURATION_S}S` },
      answering: { duration: `PT${DURATION_S}S` },
    },
    sittings: [
      {
        key: 'first',
        name: { zh: '第一场' },
        startsAt: formatInstant(T0),
        questions: [{ text: PLANTED_QUESTION }],
        attachments: [{ name: { zh: '考生须知' }, file: 'notice.pdf' }],
        roster: BEHAVIOURS.map((name, at) => ({ number: `BOT-${at}`, name, personalCode: CODE })),
      },
    ],
  })
  const read = await readDocumentFiles(await directoryWith({ 'notice.pdf': makePdf('notice') }), wanted)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const imported = await app.services.interviews.importDocument(wanted, read.files)
  if (!imported.ok) throw new Error(JSON.stringify(imported))
}

/** A proctor confirms each who asked for a person, none of whom has a picture. */
async function confirmAll(proctor: Visitor, rows: () => Promise<AttemptRow[]>): Promise<void> {
  const confirmed = new Set<string>()
  while (confirmed.size < BEHAVIOURS.length) {
    for (const { attemptId, identityAskedAt } of await rows()) {
      if (identityAskedAt === null || confirmed.has(attemptId)) continue
      await command(proctor, attemptId, { kind: 'confirmIdentity', reason: '已电话核对' })
      confirmed.add(attemptId)
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** What staff see of an attempt: presence, notices, and whether any stretch came late. */
async function findings(proctor: Visitor, { attemptId }: AttemptRow) {
  const presence = (await proctor.get(`/api/attempts/${attemptId}/presence`)).body as unknown as PresenceView
  const page = (await proctor.post(`/api/attempts/${attemptId}/journal`, { filter: 'notices', after: null }))
    .body as unknown as JournalPage
  const recordings = (await proctor.get(`/api/attempts/${attemptId}/recordings`)).body as unknown as RecordingView[]
  const looked = await proctor.send(`/api/attempts/${attemptId}/notice-stills`, { method: 'POST' })
  const { stills } = noticeStillsView.parse(looked.body)
  // the network is back: the journal and stills came at once
  const near = stillsNear(page.entries.at(-1)?.claimedAt ?? 0, stills)
  return {
    stillsOfLast: [...new Set(near.map(({ feed }) => feed))],
    gaps: presence.gaps.length,
    notices: page.entries.flatMap(({ body }) => (body?.kind === 'notice' ? [body.notice] : [])),
    hasLate: recordings.some(({ witness }) => witness.some(({ state }) => state !== 'live')),
  }
}

/** As the format describes it: SHA-256 over the SHA-256s of the blocks. */
function digestOf(bytes: Buffer): string {
  const whole = createHash('sha256')
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    whole.update(
      createHash('sha256')
        .update(bytes.subarray(at, at + BLOCK_BYTES))
        .digest(),
    )
  }
  return whole.digest('hex')
}

/** When the last picture of a recording begins, as ffprobe reads it. */
function lastPacketMs(file: string): number {
  const args = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', file]
  const times = execFileSync('ffprobe', args, { encoding: 'utf8' }).trim().split('\n')
  return Number.parseFloat(times.at(-1) ?? '') * 1000
}
