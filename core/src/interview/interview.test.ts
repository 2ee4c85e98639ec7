// Proves the document of an interview: what is refused and where, the defaults, and that an export can be imported.
import { expect, test } from 'vitest'
import { formatDuration } from '../time/index.ts'
import { defaultSettings, interviewDocument, isMockSitting, presentDocument, SETTINGS, settings } from './index.ts'

type Input = Record<string, unknown>
const person = (number: string, more: Input = {}): Input => ({ number, name: '张三', personalCode: 'ABC234', ...more })
const sitting = (more: Input = {}): Input => ({
  key: 's1',
  name: { zh: '第一场' },
  startsAt: '2026-12-17T09:30:00+08:00',
  questions: [{ text: '请谈谈你的看法。' }],
  roster: [person('11010119900101001x')],
  ...more,
})
const document = (more: Input = {}): Input => ({
  zhishi: 1,
  key: 'demo',
  name: { zh: '演示' },
  organiser: { zh: '人事考试中心' },
  supportPhone: '0471-555 0123',
  sittings: [sitting()],
  ...more,
})
function problems(input: unknown): string[] {
  const parsed = interviewDocument.safeParse(input)
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join('.'))
}

test('a document comes back the same, with the defaults filled in', () => {
  const parsed = interviewDocument.parse(document())
  expect(parsed.settings).toEqual(defaultSettings)
  expect(defaultSettings).toMatchObject({
    signIn: { opensBefore: 30 * 60_000, faceTries: 5 },
    entry: { opensBefore: 15 * 60_000, closesAfter: 3 * 60_000 },
    answering: { duration: 10 * 60_000 },
    evidence: { checkWithin: 60 * 60_000 },
  })
  expect(parsed.sittings[0]!.roster[0]!.number).toBe('11010119900101001X')
  expect(interviewDocument.parse(presentDocument(parsed))).toEqual(parsed)
  const scored = document({ scoring: { rubric: [{ key: 'speech', name: { zh: '言语表达' }, max: 15, step: 0.1 }] } })
  const read = interviewDocument.parse(scored)
  expect(read.scoring?.rubric).toMatchObject([{ min: 0, max: 1500, step: 10 }])
  expect(interviewDocument.parse(presentDocument(read))).toEqual(read)
})

test('every setting of the schema is listed, in its order, with its default as a document writes it', () => {
  const written = Object.entries(settings.encode(defaultSettings)).flatMap(([group, fields]) =>
    Object.entries({ ...fields }).map(([field, value]) => [`${group}.${field}`, value]),
  )
  // one that is missing was made without a form (settings.ts)
  expect(SETTINGS.map((setting) => [setting.path, setting.default])).toEqual(written)
  expect(SETTINGS.filter(({ means }) => means === '').map(({ path }) => path)).toEqual([])
})

test.each(SETTINGS)('$path takes what its form says, and nothing beyond', (setting) => {
  const isTaken = (value: unknown): boolean => {
    const parsed = interviewDocument.safeParse(document({ settings: { [setting.group]: { [setting.field]: value } } }))
    // a rule between two settings may refuse it too, and is another matter
    return parsed.success || !parsed.error.issues.some(({ code }) => code !== 'custom')
  }
  const answers = (values: unknown[]): boolean[] => values.map(isTaken)
  if (setting.kind === 'length') {
    const { minMs, maxMs } = setting
    expect(answers([minMs, maxMs].map(formatDuration))).toEqual([true, true])
    expect(isTaken(formatDuration(maxMs + 1))).toBe(false)
    if (minMs > 0) expect(isTaken(formatDuration(minMs - 1))).toBe(false)
  } else if (setting.kind === 'count') {
    const { min, max } = setting
    expect(answers([min, max, min - 1, max + 1, min + 0.5])).toEqual([true, true, false, false, false])
  } else if (setting.kind === 'yesNo') {
    expect(answers([true, false, 'yes'])).toEqual([true, true, false])
  } else {
    expect(answers([...setting.of, 'another'])).toEqual([...setting.of.map(() => true), false])
  }
})

test('a self-paced sitting is a mock unless it says otherwise, and any other is not', () => {
  const selfPaced = { opensAt: '2026-12-01T00:00:00Z', closesAt: '2026-12-02T00:00:00Z' }
  const isMock = (more: Input): boolean => {
    const read = interviewDocument.parse(document({ sittings: [sitting(more)] }))
    expect(interviewDocument.parse(presentDocument(read))).toEqual(read)
    return isMockSitting(read.sittings[0]!)
  }
  expect([isMock({}), isMock({ isMock: true })]).toEqual([false, true])
  const paced = { startsAt: undefined, selfPaced }
  expect([isMock(paced), isMock({ ...paced, isMock: false })]).toEqual([true, false])
})

test('a zone is a name of the IANA list, old names too', () => {
  for (const name of ['Asia/Shanghai', 'Asia/Urumqi', 'UTC', 'PRC', 'Etc/GMT+8', 'America/Argentina/Buenos_Aires']) {
    expect(problems(document({ timeZone: name })), name).toEqual([])
  }
})

test.each<[string, Input, string[]]>([
  ['unknown keys', document({ colour: 'red', sittings: [sitting({ room: 1 })] }), ['sittings.0', '']],
  [
    'two people with one number',
    document({ sittings: [sitting({ roster: [person('A123'), person('a123')] })] }),
    ['sittings.0.roster.1.number'],
  ],
  [
    'one number, two names',
    document({
      sittings: [sitting(), sitting({ key: 's2', roster: [person('11010119900101001X', { name: '李四' })] })],
    }),
    ['sittings.1.roster.0.name'],
  ],
  [
    'one number, two codes',
    document({
      sittings: [sitting(), sitting({ key: 's2', roster: [person('11010119900101001X', { personalCode: 'XYZ789' })] })],
    }),
    ['sittings.1.roster.0.personalCode'],
  ],
  [
    'neither code nor hash',
    document({ sittings: [sitting({ roster: [{ number: 'A123', name: '张三' }] })] }),
    ['sittings.0.roster.0.personalCode'],
  ],
  ['two sittings with one key', document({ sittings: [sitting(), sitting({ roster: [] })] }), ['sittings.1.key']],
  ['entry before sign-in', document({ settings: { entry: { opensBefore: 'PT31M' } } }), ['settings.entry.opensBefore']],
  [
    'entry closes after the end',
    document({ settings: { entry: { closesAfter: 'PT11M' } } }),
    ['settings.entry.closesAfter'],
  ],
  [
    'download closes before it opens',
    document({ settings: { download: { opensBefore: 'P1D', closesBefore: 'P2D' } } }),
    ['settings.download.closesBefore'],
  ],
  [
    'a length that is none',
    document({ settings: { signIn: { opensBefore: '30 min' } } }),
    ['settings.signIn.opensBefore'],
  ],
  [
    'a moment without an offset',
    document({ sittings: [sitting({ startsAt: '2026-12-17T09:30:00' })] }),
    ['sittings.0.startsAt'],
  ],
  ['no T0 and no window', document({ sittings: [{ ...sitting(), startsAt: undefined }] }), ['sittings.0.startsAt']],
  [
    'a window that closes before it opens',
    document({
      sittings: [
        {
          ...sitting(),
          startsAt: undefined,
          selfPaced: { opensAt: '2026-12-02T00:00:00Z', closesAt: '2026-12-01T00:00:00Z' },
        },
      ],
    }),
    ['sittings.0.selfPaced.closesAt'],
  ],
  ['a time zone that is none', document({ timeZone: 'Beijing' }), ['timeZone']],
  ['an abbreviation, which engines take for Chicago', document({ timeZone: 'CST' }), ['timeZone']],
  ['an offset, which some engines take', document({ timeZone: '+08:00' }), ['timeZone']],
  ['a zone in other capitals', document({ timeZone: 'asia/shanghai' }), ['timeZone']],
  [
    'entry by hand, which nobody can release',
    document({ settings: { entry: { release: 'organiser' } } }),
    ['settings.entry.release'],
  ],
  [
    'text that was read in another encoding',
    document({
      organiser: { zh: '\uFFFD\uFFFD\uFFFD' },
      sittings: [sitting({ roster: [person('A123', { name: '\uFFFD' })] })],
    }),
    ['organiser.zh', 'sittings.0.roster.0.name'],
  ],
  [
    'twice in the list, and wrong types beside it: all in one go',
    document({
      supportPhone: 123,
      sittings: [
        sitting({ roster: [person('A123'), person('a123', { name: 5 }), { number: 'A123', name: '李四' }, null, 'x'] }),
        sitting({ startsAt: 'soon' }),
      ],
    }),
    [
      'supportPhone',
      'sittings.0.roster.1.name',
      'sittings.0.roster.2.personalCode',
      'sittings.0.roster.3',
      'sittings.0.roster.4',
      'sittings.1.startsAt',
      'sittings.1.key',
      'sittings.0.roster.1.number',
      'sittings.0.roster.2.number',
      'sittings.0.roster.2.name',
    ],
  ],
  ['no question', document({ sittings: [sitting({ questions: [] })] }), ['sittings.0.questions']],
  [
    'a step that does not lead to the highest points',
    document({ scoring: { rubric: [{ key: 'a', name: { zh: '应变' }, max: 20, step: 3 }] } }),
    ['scoring.rubric.0.step'],
  ],
  ['wrong types', document({ name: 'Demo', supportPhone: 123 }), ['name', 'supportPhone']],
  ['another version', document({ zhishi: 2 }), ['zhishi']],
])('refused, with the place: %s', (_name, input, places) => {
  expect(problems(input)).toEqual(places)
})
