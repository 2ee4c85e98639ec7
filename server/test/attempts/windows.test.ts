// Proves: every step, asked for over real HTTP on real PostgreSQL, is refused one millisecond before its window opens and
// one after it closes, and taken at both edges. Core proves the same of the pure rules; this is about the instants that
// the service hands to them.
import { expect, test } from 'vitest'
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS } from '@zhishi/core/time'
import { ENTER } from '../testkit/candidate.ts'
import {
  startApp,
  CODE,
  command,
  document,
  signIn,
  signInStaff,
  T0,
  visit,
  type Answer,
  type TestApp,
  type Visitor,
} from '../testkit/app.ts'

const OVER_FROM = T0 + 10 * MINUTE_MS + 1
const CHECK_IN_AT = T0 - 30 * MINUTE_MS
const ENTERED_AT = T0 - 10 * MINUTE_MS

type Given = Record<string, unknown>
type Act = (candidate: Visitor, id: string) => Promise<Answer>
type Row = [
  step: string,
  opensAt: number,
  /** null: it never closes */
  closesAt: number | null,
  /** what must be done before, by the candidate's own commands */
  before: Given[],
  act: Act,
]

const give =
  (body: Given): Act =>
  (candidate, id) =>
    command(candidate, id, body)
const leased = { kind: 'signIn' }
const briefed = { kind: 'confirmBriefing' }
const entered = ENTER
const prepared = { kind: 'prepare', checks: [{ check: 'camera', hasPassed: true }] }

const rows: Row[] = [
  ['download', T0 - 7 * DAY_MS, T0, [], give({ kind: 'download' })],
  ['preparation', T0 - 7 * DAY_MS, T0, [], give(prepared)],
  ['signIn', CHECK_IN_AT, T0 + 3 * MINUTE_MS, [], (it, id) => command(it, id, { ...leased, deviceId: it.deviceId })],
  ['briefing', CHECK_IN_AT, T0 + 3 * MINUTE_MS, [leased], give(briefed)],
  [
    'evidence',
    CHECK_IN_AT,
    T0 + 3 * MINUTE_MS,
    [leased, briefed],
    (candidate, id) => candidate.post(`/api/attempts/${id}/evidence-code`, {}),
  ],
  ['draw', CHECK_IN_AT, T0 + 3 * MINUTE_MS, [leased, briefed], give({ kind: 'drawLot' })],
  ['attachments', CHECK_IN_AT, T0 + 3 * MINUTE_MS, [leased, briefed], give({ kind: 'openAttachments' })],
  ['entry', T0 - 15 * MINUTE_MS, T0 + 3 * MINUTE_MS, [leased, briefed], give(entered)],
  [
    'devices',
    ENTERED_AT,
    T0 + 10 * MINUTE_MS,
    [leased, briefed, entered],
    give({ kind: 'confirmDevices', recording: ['camera', 'screen'] }),
  ],
  ['answering', T0, T0 + 10 * MINUTE_MS, [leased, briefed, entered], give({ kind: 'finish' })],
  ['handIn', OVER_FROM, null, [leased, briefed, entered], give({ kind: 'handIn', partIds: [], acceptsMissing: true })],
  // 60 minutes are a rule for people: what comes later is taken all the same
  ['the phone’s check', OVER_FROM, null, [leased, briefed, entered], give({ kind: 'confirmEvidence' })],
]

/** Two people a step: one for each edge. */
const numberOf = (row: number, edge: 0 | 1): string => `11010119900101${String(row * 2 + edge).padStart(4, '0')}`

/** Signed in, and everything done that the step needs, at instants at which that is possible. */
async function candidateFor(app: TestApp, row: number, edge: 0 | 1): Promise<{ candidate: Visitor; id: string }> {
  const [step, opensAt, , before] = rows[row]!
  // a sign-in lasts twelve hours
  app.clock.set(edge === 0 ? Math.min(opensAt, CHECK_IN_AT) : CHECK_IN_AT)
  const candidate = visit(app)
  const id = await signIn(candidate, numberOf(row, edge))
  if (step !== 'evidence') {
    // without a phone: excused by the organiser, as for somebody whose phone broke
    const organiser = await signInStaff(app, 'organiser')
    const allowance = { kind: 'excuse', step: 'evidence', reason: 'no phone' }
    expect((await command(organiser, id, { kind: 'grantAllowance', allowance })).status).toBe(200)
  }
  for (const body of before) {
    app.clock.set(body === entered ? ENTERED_AT : CHECK_IN_AT)
    const given = body === leased ? { ...leased, deviceId: candidate.deviceId } : body
    expect((await command(candidate, id, given)).status, String(body['kind'])).toBe(200)
  }
  return { candidate, id }
}

async function withRoster(): Promise<TestApp> {
  const app = await startApp()
  const roster = rows.flatMap((_, row) =>
    ([0, 1] as const).map((edge) => ({ number: numberOf(row, edge), name: '陈思远', personalCode: CODE })),
  )
  const sitting = { key: 'first', name: { zh: '第一场' }, startsAt: formatInstant(T0), questions: [{ text: '一。' }] }
  const settings = { signIn: { face: 'off' } }
  await app.services.interviews.importDocument(document({ settings, sittings: [{ ...sitting, roster }] }))
  return app
}

/** The refusal's code and instant, or that it was taken. */
const told = ({ status, body }: Answer) => (status === 200 ? 'taken' : [status, body['code'], body['at'] ?? null])

test(
  'one millisecond before it opens, at both edges, one millisecond after it closes',
  { timeout: 120_000 },
  async () => {
    const app = await withRoster()
    for (const [row, [step, opensAt, closesAt, , act]] of rows.entries()) {
      const askAt = async (now: number, { candidate, id }: Awaited<ReturnType<typeof candidateFor>>) => {
        app.clock.set(now)
        return told(await act(candidate, id))
      }
      const early = await candidateFor(app, row, 0)
      expect(await askAt(opensAt - 1, early), `${step}, before`).toEqual([409, 'notYetOpen', opensAt])
      expect(await askAt(opensAt, early), `${step}, at its opening`).toBe('taken')

      const late = await candidateFor(app, row, 1)
      if (closesAt === null) {
        expect(await askAt(OVER_FROM + HOUR_MS + 1, late), `${step}, never closed`).toBe('taken')
        continue
      }
      expect(await askAt(closesAt + 1, late), `${step}, after`).toEqual([409, 'windowClosed', closesAt])
      expect(await askAt(closesAt, late), `${step}, at its closing`).toBe('taken')
    }
  },
)
