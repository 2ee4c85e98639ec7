// Proves interviews as files: problems with their lines, all or nothing, and the round trip.
import { expect, test } from 'vitest'
import { presentDocument } from '@zhishi/core/interview'
import { createReading } from '../../src/interviews/reading.ts'
import { parseInterviewFile, writeInterviewFile } from '../../src/interviews/document.ts'
import { scaled } from '../../../tools/machine-speed.ts'
import { startApp, document, signIn, visit } from '../testkit/app.ts'

const SLOW = { timeout: scaled(120_000) }

const yaml = `zhishi: 1
key: autumn
name: { zh: 秋季招聘面试 }
organiser: { zh: 人事考试中心 }
supportPhone: 0471-555 0123
colour: red
settings:
  entry:
    opensBefore: PT45M
    closesAfter: three minutes
sittings:
  - key: first
    name: { zh: 第一场 }
    startsAt: 2026-12-17T09:30:00
    questions:
      - text: 请谈谈您的看法。
    roster:
      - { number: "110101199001010015", name: 陈思远, personalCode: ABC234 }
      - { number: "110101199001010023", name: 李四, personalCode: ABC234, room: 3 }
      - number: "110101199001010015"
        name: 王五
        personalCode: ABC234
`

test('every problem of a file is named with its line', () => {
  const read = parseInterviewFile(Buffer.from(yaml))
  expect(read.ok).toBe(false)
  const places = read.ok ? [] : read.problems.map((it) => [it.line, it.path])
  expect(places.sort(([a], [b]) => Number(a) - Number(b))).toEqual([
    [6, 'colour'],
    [10, 'settings.entry.closesAfter'],
    [14, 'sittings.0.startsAt'],
    [19, 'sittings.0.roster.1.room'],
    // who is there twice is told in the same report
    [20, 'sittings.0.roster.2.number'],
    [21, 'sittings.0.roster.2.name'],
  ])
  const typed = yaml
    .replace('colour: red\n', '')
    .replace('three minutes', 'PT3M')
    .replace('09:30:00\n', '09:30:00+08:00\n')
    .replace(', room: 3', '')
  const again = parseInterviewFile(Buffer.from(typed))
  expect(again.ok ? [] : again.problems.map((it) => [it.line, it.path])).toEqual([
    [8, 'settings.entry.opensBefore'],
    [19, 'sittings.0.roster.2.number'],
    [20, 'sittings.0.roster.2.name'],
  ])
})

test.each([
  ['not YAML', 'zhishi: [1', 1],
  ['the same key twice', 'zhishi: 1\nkey: a\nkey: b\n', 3],
  ['an alias', 'zhishi: 1\nname: &n { zh: x }\norganiser: *n\n', 1],
  ['nothing', '', 1],
])('a file that cannot be read: %s', (_name, text, line) => {
  const read = parseInterviewFile(Buffer.from(text))
  expect(read.ok ? null : read.problems[0]!.line).toBe(line)
})

test('files that are made to keep a parser busy are refused in words, and nobody waits for them', SLOW, async () => {
  const reading = createReading({ warn: () => {} })
  const late: number[] = []
  let tickedAt = performance.now()
  const ticking = setInterval(() => {
    late.push(performance.now() - tickedAt - 20)
    tickedAt = performance.now()
  }, 20)
  try {
    const bombs: [string, string, RegExp][] = [
      [
        'aliases',
        `a: &a [x, x]\n${'bcdefghij'.replace(/./g, (it) => `${it}: &${it} [*${String.fromCharCode(it.charCodeAt(0) - 1)}, *${String.fromCharCode(it.charCodeAt(0) - 1)}]\n`)}`,
        /alias/i,
      ],
      ['flow', '['.repeat(100_000), /more than 50 levels/],
      ['sequences', '- '.repeat(100_000), /more than 50 levels/],
      ['indents', Array.from({ length: 3000 }, (_, at) => `${' '.repeat(at)}k:\n`).join(''), /more than 50 levels/],
      ['keys', Array.from({ length: 60_000 }, (_, at) => `k${at}: 1\n`).join(''), /unknown key/],
      ['lines', '\n'.repeat(1_000_000), /more than 600000 lines/],
      ['bytes', ' '.repeat(17 * 1024 * 1024), /more than \d+ bytes/],
    ]
    for (const [name, text, message] of bombs) {
      const read = await reading.read(Buffer.from(text))
      expect([name, read.ok ? 'read' : read.problems.map((one) => one.message).join('\n')]).toEqual([
        name,
        expect.stringMatching(message),
      ])
      if (!read.ok) expect(read.problems.length).toBeLessThanOrEqual(200)
    }
    // the file itself is sent and its answer read here
    expect(Math.max(...late)).toBeLessThan(scaled(1000))
    const right = yaml.replace('colour: red\n', '')
    expect(await reading.read(Buffer.from(right))).toEqual(parseInterviewFile(Buffer.from(right)))
  } finally {
    clearInterval(ticking)
    await reading.close()
  }
})

test('bytes that are no UTF-8 are refused whole', () => {
  expect(parseInterviewFile(Buffer.from([0x6b, 0xff, 0xfe]))).toMatchObject({
    ok: false,
    problems: [{ message: 'the file is not UTF-8', line: 1 }],
  })
  const gbk = Buffer.concat([Buffer.from('zhishi: 1\nname:\n  zh: '), Buffer.from([0xd4, 0xc6, 0xc1, 0xeb, 0x0a])])
  expect(parseInterviewFile(gbk)).toMatchObject({ problems: [{ message: 'the file is not UTF-8', line: 3 }] })
  // read as UTF-8 by whoever handed it in: what stood there is lost, and the line says so
  const broken = yaml.replace('陈思远', new TextDecoder().decode(Uint8Array.of(0xb3, 0xc2)))
  const read = parseInterviewFile(Buffer.from(broken))
  expect(read.ok ? [] : read.problems).toContainEqual({
    line: 18,
    column: 47,
    path: 'sittings.0.roster.0.name',
    message: 'has a character that could not be read (U+FFFD): save the text as UTF-8',
  })
})

test('import, export and import again: the same document, codes as hashes, the same people can sign in', async () => {
  const app = await startApp()
  const { interviews } = app.services
  const original = document()
  expect(await interviews.importDocument(original)).toMatchObject({ ok: true, isNew: true })
  const exported = (await interviews.exportDocument({ key: 'autumn' }))!
  const file = writeInterviewFile(exported.document, exported.version)
  expect(file).not.toContain('ABC234')
  const read = parseInterviewFile(Buffer.from(file))
  const { basedOn, ...again } = read.ok ? read.document : original
  expect(basedOn).toBe(exported.version)
  expect(again).toEqual(exported.document)
  const withoutCodes = (it: unknown) =>
    JSON.parse(
      JSON.stringify(it, (key, value: unknown) => (key.startsWith('personalCode') ? undefined : value)),
    ) as unknown
  expect(withoutCodes(presentDocument(exported.document))).toEqual(withoutCodes(presentDocument(original)))
  const onto = exported.version
  // the same file and the first one, whose codes are in the clear, change nothing
  for (const same of [again, original]) {
    expect(await interviews.importDocument(same, new Map(), { onto })).toMatchObject({ ok: true, changes: [] })
  }
  expect(await interviews.exportDocument({ key: 'autumn' })).toEqual(exported)
  await signIn(visit(app))
  expect(await interviews.exportDocument({ key: 'nothing' })).toBeNull()
})

test('an import that fails half-way leaves nothing', async () => {
  const app = await startApp()
  const broken = document()
  // a name that the database cannot hold fails in the middle of the transaction
  broken.sittings[1]!.key = broken.sittings[0]!.key
  await expect(app.services.interviews.importDocument(broken)).rejects.toThrow()
  expect(await app.services.interviews.isEmpty()).toBe(true)
})
