// Proves what may be edited and until when, one millisecond to each side of every edge; and that no edit that is accepted
// shuts a step that people were already let into.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { interviewDocument, settings as settingsSchema, type InterviewDocument } from '../interview/index.ts'
import { DAY_MS, formatInstant, HOUR_MS, MINUTE_MS, type Instant } from '../time/index.ts'
import { planEdit, timesOf, windowForAll, type EditFacts, type SittingFacts } from './index.ts'

const T0: Instant = Date.UTC(2026, 11, 17, 1, 30)
const SIGN_IN_AT = T0 - 30 * MINUTE_MS
const HASH = (letter: string) => `$argon2id$v=19$m=19456,t=2,p=1$${letter.repeat(22)}$${letter.repeat(43)}`
type Input = Record<string, unknown>
const person = (number: string, more: Input = {}): Input => ({
  number,
  name: `人${number}`,
  personalCodeHash: HASH('a'),
  ...more,
})
const formal = (more: Input = {}): Input => ({
  key: 'first',
  name: { zh: '第一场' },
  startsAt: formatInstant(T0),
  questions: [{ text: '第一题。' }],
  roster: [person('A001'), person('A002')],
  ...more,
})
const mock = (more: Input = {}): Input => ({
  key: 'mock',
  name: { zh: '模拟' },
  selfPaced: { opensAt: formatInstant(T0 - DAY_MS), closesAt: formatInstant(T0 + DAY_MS) },
  questions: [{ text: '模拟题。' }],
  roster: [person('A001')],
  ...more,
})
const document = (more: Input = {}): InterviewDocument =>
  interviewDocument.parse({
    zhishi: 1,
    key: 'autumn',
    name: { zh: '秋季' },
    organiser: { zh: '中心' },
    supportPhone: '0471-555 0123',
    sittings: [formal(), mock()],
    ...more,
  })

type Happened = Partial<Omit<SittingFacts, 'times'>> & { isScored?: boolean }
function plan(after: InterviewDocument, now: Instant, happened: Happened = {}, before = document()) {
  const { isScored = false, ...ofSitting } = happened
  const facts: EditFacts = {
    isScored,
    sittings: new Map(
      before.sittings.map((sitting) => [
        sitting.key,
        {
          times: timesOf(sitting),
          isEntered: false,
          isBegun: false,
          isHandedOut: false,
          history: new Set<string>(),
          spareLots: null,
          ...ofSitting,
        },
      ]),
    ),
  }
  return planEdit({ before, after, files: { before: FILES, after: FILES }, facts, now })
}
const FILES = new Map([['a.pdf', 'digest of a']])
const refused = (...asked: Parameters<typeof plan>) =>
  plan(...asked).refusals.map(({ code, path }) => `${code} ${path}`)
const settings = (it: Input) => document({ settings: it })
/** No document asks for it yet; the rule for it stands. */
const byHand: InterviewDocument = {
  ...document(),
  settings: settingsSchema.parse({ entry: { release: 'organiser' } }),
}
const startsAt = (at: Instant) => document({ sittings: [formal({ startsAt: formatInstant(at) }), mock()] })
const START = 'sittings.0.startsAt'

test.each<[string, InterviewDocument, Instant, Happened, string[]]>([
  ['T0 moves earlier before sign-in opens', startsAt(T0 - MINUTE_MS), SIGN_IN_AT - 1, {}, []],
  ['and not once it is open', startsAt(T0 - MINUTE_MS), SIGN_IN_AT, {}, [`signInBegun ${START}`]],
  ['T0 moves later until it is here', startsAt(T0 + HOUR_MS), T0 - 1, {}, []],
  ['and not once it is', startsAt(T0 + HOUR_MS), T0, {}, [`startPassed ${START}`]],
  ['nor once somebody entered', startsAt(T0 + HOUR_MS), T0 - 1, { isEntered: true }, [`somebodyEntered ${START}`]],
  ['T0 is never now', startsAt(T0 - HOUR_MS), T0 - HOUR_MS, {}, [`startInPast ${START}`]],
  ['but may be the next millisecond', startsAt(T0 - HOUR_MS), T0 - HOUR_MS - 1, {}, []],
  ['duration until T0', settings({ answering: { duration: 'PT20M' } }), T0 - 1, {}, []],
  [
    'and not from T0 on',
    settings({ answering: { duration: 'PT20M' } }),
    T0,
    {},
    ['answeringBegun settings.answering.duration'],
  ],
  [
    'nor once a self-paced attempt has begun',
    settings({ answering: { duration: 'PT20M' } }),
    T0 - 2 * DAY_MS,
    { isBegun: true },
    ['answeringBegun settings.answering.duration'],
  ],
  ['entry may close now', settings({ entry: { closesAfter: 'PT1M' } }), T0 + MINUTE_MS, {}, []],
  [
    'and not a millisecond ago',
    settings({ entry: { closesAfter: 'PT1M' } }),
    T0 + MINUTE_MS + 1,
    {},
    ['windowClosesBeforeNow settings.entry.closesAfter'],
  ],
  ['a closing may move later', settings({ entry: { closesAfter: 'PT9M' } }), T0 + 2 * MINUTE_MS, {}, []],
  [
    'the window of downloads does not close in the past',
    settings({ download: { closesBefore: 'PT2H' } }),
    T0 - HOUR_MS,
    {},
    ['windowClosesBeforeNow settings.download.closesBefore'],
  ],
  [
    'entry that is open is not taken back by asking for a release',
    byHand,
    T0 - 15 * MINUTE_MS,
    {},
    ['windowBegun settings.entry.release'],
  ],
  ['which may be asked for until then', byHand, T0 - 15 * MINUTE_MS - 1, {}, []],
  [
    'the mock that has opened keeps its opening',
    document({
      sittings: [formal(), mock({ selfPaced: { opensAt: formatInstant(T0), closesAt: formatInstant(T0 + DAY_MS) } })],
    }),
    T0 - DAY_MS,
    {},
    ['windowBegun sittings.1.selfPaced.opensAt'],
  ],
  [
    'and closes now at the earliest',
    document({
      sittings: [
        formal(),
        mock({ selfPaced: { opensAt: formatInstant(T0 - DAY_MS), closesAt: formatInstant(T0 - HOUR_MS) } }),
      ],
    }),
    T0 - HOUR_MS + 1,
    {},
    ['windowClosesBeforeNow sittings.1.selfPaced.closesAt'],
  ],
  [
    'a sitting does not become self-paced once its download is open',
    document({ sittings: [{ ...mock(), key: 'first' }, mock()] }),
    T0 - 7 * DAY_MS,
    {},
    ['kindBegun sittings.0.isMock', 'kindBegun sittings.0.selfPaced'],
  ],
  [
    'whether it is a mock can change before it opens',
    document({ sittings: [formal({ isMock: true }), mock()] }),
    T0 - 7 * DAY_MS - 1,
    {},
    [],
  ],
  [
    'and no longer afterwards',
    document({ sittings: [formal({ isMock: true }), mock()] }),
    T0 - 7 * DAY_MS,
    {},
    ['kindBegun sittings.0.isMock'],
  ],
  [
    'questions until T0',
    document({ sittings: [formal({ questions: [{ text: '另一题。' }] }), mock()] }),
    T0 - 1,
    {},
    [],
  ],
  [
    'and not from T0 on',
    document({ sittings: [formal({ questions: [{ text: '另一题。' }] }), mock()] }),
    T0,
    {},
    ['questionsHandedOut sittings.0.questions'],
  ],
  [
    'nor once a computer may hold them',
    document({ sittings: [formal({ questions: [{ text: '另一题。' }] }), mock()] }),
    T0 - DAY_MS,
    { isHandedOut: true },
    ['questionsHandedOut sittings.0.questions'],
  ],
  [
    'attachments likewise',
    document({ sittings: [formal({ attachments: [{ name: { zh: '甲' }, file: 'a.pdf' }] }), mock()] }),
    T0 - DAY_MS,
    { isHandedOut: true },
    ['attachmentsHandedOut sittings.0.attachments'],
  ],
  [
    'who has done nothing may be taken from the roster',
    document({ sittings: [formal({ roster: [person('A001')] }), mock()] }),
    T0,
    { history: new Set(['A001']) },
    [],
  ],
  [
    'who has, not',
    document({ sittings: [formal({ roster: [person('A001')] }), mock()] }),
    T0,
    { history: new Set(['A002']) },
    ['personHasHistory sittings.0.roster'],
  ],
  [
    'nor their sitting',
    document({ sittings: [mock()] }),
    T0,
    { history: new Set(['A002']) },
    ['sittingHasHistory sittings'],
  ],
  [
    'as many people come late as there are spare lots',
    document({ sittings: [formal({ roster: [person('A001'), person('A002'), person('A003')] }), mock()] }),
    T0 - MINUTE_MS,
    { spareLots: 1 },
    [],
  ],
  [
    'and no more',
    document({ sittings: [formal({ roster: ['A001', 'A002', 'A003', 'A004'].map((one) => person(one)) }), mock()] }),
    T0 - MINUTE_MS,
    { spareLots: 1 },
    ['lotsUsedUp sittings.0.roster'],
  ],
  [
    'a number that somebody else has',
    document({
      sittings: [formal({ roster: [person('A001'), person('B002', { formerNumber: 'A001' })] }), mock({ roster: [] })],
    }),
    T0,
    {},
    ['numberTaken sittings.0.roster.1.formerNumber'],
  ],
  ['another interview', document({ key: 'winter' }), T0, {}, ['otherInterview key']],
])('%s', (_name, after, now, happened, expected) => {
  expect(refused(after, now, happened)).toEqual(expected)
})

test('names, texts and people may be put right at any time, and every change is named with its place', () => {
  const after = document({
    name: { zh: '秋季公开招聘' },
    texts: { room: { zh: '安静的房间' } },
    supportPhone: '0471-555 9999',
    settings: { evidence: { sweep: 'PT30S' } },
    sittings: [
      formal({
        name: { zh: '上午场' },
        roster: [
          person('B002', { formerNumber: 'A002', name: '王五' }),
          person('A001', { post: '综合岗', personalCodeHash: HASH('b') }),
        ],
      }),
      mock({ roster: [person('A001', { personalCodeHash: HASH('b') })] }),
    ],
  })
  const history = new Set(['A001', 'A002'])
  const { changes, refusals, formerNumbers } = plan(after, T0 + HOUR_MS, {
    history,
    isEntered: true,
    isHandedOut: true,
  })
  expect(refusals).toEqual([])
  expect([...formerNumbers]).toEqual([['B002', 'A002']])
  expect(changes.map(({ kind, path, before, after: to }) => [kind, path, before, to])).toEqual([
    ['name', 'name', '秋季', '秋季公开招聘'],
    ['supportPhone', 'supportPhone', '0471-555 0123', '0471-555 9999'],
    ['setting', 'settings.evidence.sweep', 'PT20S', 'PT30S'],
    ['text', 'texts.room', null, null],
    ['sittingName', 'sittings.0.name', '第一场', '上午场'],
    ['personNumber', 'sittings.0.roster.0.number', 'A002', 'B002'],
    ['personName', 'sittings.0.roster.0.name', '人A002', '王五'],
    ['personPost', 'sittings.0.roster.1.post', null, '综合岗'],
    ['personCode', 'sittings.0.roster.1.personalCode', null, null],
    ['rosterReordered', 'sittings.0.roster', null, null],
  ])
  // what was put right once says nothing new, and the same document changes nothing
  expect(plan(after, T0, {}, after).changes).toEqual([])
})

test('points of a rubric stay once somebody scored by them; its names do not', () => {
  const rubric = (more: Input) =>
    document({ scoring: { rubric: [{ key: 'a', name: { zh: '应变' }, max: 20, ...more }] } })
  const now = T0 + DAY_MS
  expect(refused(rubric({ name: { zh: '应变能力' } }), now, { isScored: true }, rubric({}))).toEqual([])
  expect(refused(rubric({ max: 25 }), now, { isScored: true }, rubric({}))).toEqual(['scoringBegun scoring'])
  expect(refused(rubric({ max: 25 }), now, {}, rubric({}))).toEqual([])
})

test('no accepted edit of T0 and windows moves an opening that has passed, or closes a window in the past', () => {
  const minutes = (max: number) => fc.integer({ min: 0, max }).map((count) => `PT${count}M`)
  const edit = fc.record({
    shift: fc.integer({ min: -200, max: 200 }),
    now: fc.integer({ min: -12_000, max: 30 }),
    signIn: minutes(720),
    download: minutes(20_000),
    closes: minutes(10),
  })
  fc.assert(
    fc.property(edit, ({ shift, now: minute, signIn, download, closes }) => {
      const now = T0 + minute * MINUTE_MS
      const after = interviewDocument.safeParse({
        ...JSON.parse(JSON.stringify(document())),
        settings: {
          signIn: { opensBefore: signIn },
          download: { opensBefore: download },
          entry: { opensBefore: 'PT0S', closesAfter: closes },
        },
        sittings: [formal({ startsAt: formatInstant(T0 + shift * MINUTE_MS) })],
      })
      if (!after.success) return true
      const before = document({ sittings: [formal()] })
      const { refusals, keptOpenings } = plan(after.data, now, {}, before)
      if (refusals.length > 0) return true
      const old = timesOf(before.sittings[0]!)
      const fresh = timesOf(after.data.sittings[0]!, { keptOpenings: keptOpenings.get('first')! })
      return (['download', 'preparation', 'signIn', 'entry'] as const).every((step) => {
        const was = windowForAll(step, before.settings, old)!
        const becomes = windowForAll(step, after.data.settings, fresh)!
        const isOpeningKept = now < was.opensAt || becomes.opensAt === was.opensAt
        return isOpeningKept && (was.closesAt! < now || becomes.closesAt! >= now)
      })
    }),
    { numRuns: 500 },
  )
})

test('numbers that are new are doubted where they are no number of an ID card by its rule; known ones never', () => {
  const roster = ['110101199001010014', '110101199001010015', '11010119900101001', 'A001'].map((number) =>
    person(number),
  )
  const after = document({ sittings: [formal({ roster: [...roster, person('A002')] }), mock()] })
  const doubts = plan(after, T0 - DAY_MS).doubts
  expect(doubts).toEqual([
    {
      kind: 'checkDigit',
      given: '4',
      right: '5',
      path: 'sittings.0.roster.0.number',
      person: { number: '110101199001010014', name: '人110101199001010014' },
    },
    expect.objectContaining({ kind: 'length', given: '17', right: '18', path: 'sittings.0.roster.2.number' }),
  ])
  expect(plan(after, T0 - DAY_MS, {}, after).doubts).toEqual([])
})
