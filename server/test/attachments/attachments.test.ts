// Proves attachments: files are what they say or nothing is imported, sealed at rest, the same after export and import,
// shown to their candidate in their window only, and every look is written down.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { interviewDocument } from '@zhishi/core/interview'
import { formatInstant, MINUTE_MS } from '@zhishi/core/time'
import { sniffAttachment } from '../../src/attachments/service.ts'
import { readDocumentFiles, writeDocumentFiles } from '../../src/interviews/service.ts'
import { parseInterviewFile, writeInterviewFile } from '../../src/interviews/service.ts'
import { directoryWith, makePdf, makePng } from '../testkit/attachments.ts'
import { startApp, CODE, command, document, signIn, T0, visit, type TestApp } from '../testkit/app.ts'
import { connect } from '../testkit/rows.ts'

const OPENS_AT = T0 - 30 * MINUTE_MS
const CLOSES_AT = T0 + 3 * MINUTE_MS
/** Must be found nowhere but in what the candidate is given. */
const PLANTED = 'planted-in-the-attachment'
const PDF = makePdf(PLANTED)
const PNG = makePng(40, 30)
/** A generated person (testdata/synthetic-faces). */
const FACE = new URL('../../../testdata/synthetic-faces/s01_id.jpg', import.meta.url)

/** Small files that went wrong somewhere (testdata/inputs). */
const input = (file: string): Buffer => readFileSync(new URL(`../../../testdata/inputs/${file}`, import.meta.url))
const NOT_UTF8 = 'is not plain text in UTF-8: save it as UTF-8'

const definition = (file: string) => ({ name: { zh: `附件 ${file}` }, file })

function withAttachments(files: readonly string[], idPhoto?: string) {
  const person = (number: string, name: string) => ({ number, name, personalCode: CODE })
  return document({
    sittings: [
      {
        key: 'first',
        name: { zh: '第一场' },
        startsAt: formatInstant(T0),
        questions: [{ text: '第一题。' }],
        attachments: files.map(definition),
        roster: [
          { ...person('110101199001010015', '陈思远'), ...(idPhoto === undefined ? {} : { idPhoto }) },
          person('110101199001010023', '李四'),
        ],
      },
    ],
  })
}

async function importWith(app: TestApp, files: Record<string, Buffer | string>, photos: Record<string, Buffer> = {}) {
  const wanted = withAttachments(Object.keys(files), Object.keys(photos)[0])
  const read = await readDocumentFiles(await directoryWith({ ...files, ...photos }), wanted)
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return app.services.interviews.importDocument(wanted, read.files)
}

test.each<[string, string, Buffer | string | null, string]>([
  ['a PDF that is none', 'a.pdf', '<html>not a PDF</html>', 'a.pdf is not a PDF: its content is plain text'],
  ['bytes without a form', 'a.pdf', Buffer.from([0, 1, 2, 0xff]), 'a.pdf is not a PDF'],
  ['a PDF cut off', 'a.pdf', PDF.subarray(0, -40), 'a.pdf begins like a PDF but its end is missing'],
  ['a picture called text', 'a.txt', PNG, 'a.txt is not plain text: its content is a PNG picture'],
  ['a picture cut off', 'a.png', PNG.subarray(0, -4), 'a.png begins like a PNG picture but its end is missing'],
  ['an archive', 'a.docx', Buffer.from('504b0304ff00', 'hex'), 'a.docx is neither PDF, PNG, JPEG nor UTF-8 text'],
  ['text that is no UTF-8', 'a.txt', Buffer.from([0x61, 0xe9, 0x20]), `a.txt ${NOT_UTF8}`],
  ['text in GB18030', 'a.txt', input('text-gbk.txt'), `a.txt ${NOT_UTF8}`],
  ['text that was broken before', 'a.txt', '\uFFFD\uFFFD\uFFFD', `a.txt ${NOT_UTF8}`],
  [
    'a PDF with a password',
    'a.pdf',
    input('needs-password.pdf'),
    'a.pdf needs a password to be opened: save it without one',
  ],
  [
    'a PDF that shows “Please wait” elsewhere',
    'a.pdf',
    input('xfa.pdf'),
    'a.pdf is a dynamic XFA form, of which only “Please wait” would be shown: print it to a PDF',
  ],
  ['a PDF of nothing', 'a.pdf', '%PDF-1.4\nstartxref\n9\n%%EOF\n', 'a.pdf cannot be opened as a PDF'],
  ['a JPEG cut off', 'a.jpg', input('truncated.jpg'), 'a.jpg begins like a JPEG picture but its end is missing'],
  [
    'a JPEG cut off whose thumbnail has an end',
    'a.jpg',
    input('thumb-truncated.jpg'),
    'a.jpg begins like a JPEG picture but its end is missing',
  ],
  ['nothing inside', 'a.txt', '', 'a.txt is empty'],
  [
    'too large',
    'a.txt',
    Buffer.alloc(20 * 1024 * 1024 + 1, 0x61),
    'a.txt has 20971521 bytes; at most 20971520 are allowed',
  ],
  ['no file', 'a.pdf', null, 'a.pdf does not exist'],
])('an attachment is refused: %s', async (_name, file, content, message) => {
  const directory = await directoryWith({ 'good.pdf': PDF, ...(content === null ? {} : { [file]: content }) })
  expect(await readDocumentFiles(directory, withAttachments(['good.pdf', file]))).toEqual({
    ok: false,
    problems: [{ path: ['sittings', 0, 'attachments', 1, 'file'], message }],
  })
})

test('an attachment is taken: whatever opens, and pictures with bytes behind their end', async () => {
  const files = {
    'owner.pdf': input('owner-password-only.pdf'),
    'phone.jpg': input('trailer3k.jpg'),
    'progressive.jpg': await sharp(readFileSync(FACE)).jpeg({ progressive: true }).toBuffer(),
    'noted.png': Buffer.concat([PNG, Buffer.alloc(3000, 0xff)]),
  }
  const read = await readDocumentFiles(await directoryWith(files), withAttachments(Object.keys(files)))
  expect(read.ok && [...read.files].map(([file, { mime }]) => [file, mime])).toEqual([
    ['owner.pdf', 'application/pdf'],
    ['phone.jpg', 'image/jpeg'],
    ['progressive.jpg', 'image/jpeg'],
    ['noted.png', 'image/png'],
  ])
  // every prefix of a whole picture is not whole
  for (const [file, whole] of [
    ['a.jpg', readFileSync(FACE)],
    ['a.png', PNG],
  ] as const) {
    for (let length = 20; length < whole.length; length += Math.ceil(whole.length / 50)) {
      expect((await sniffAttachment(file, whole.subarray(0, length))).ok, `${file} ${length}`).toBe(false)
    }
    expect((await sniffAttachment(file, whole)).ok).toBe(true)
  }
})

test('what is outside the directory of the document is neither read nor written', async () => {
  const elsewhere = await directoryWith({ 'secret.txt': 'outside' })
  const directory = await directoryWith({ 'own.txt': 'mine' })
  await symlink(join(elsewhere, 'secret.txt'), join(directory, 'link.txt'))
  await symlink(elsewhere, join(directory, 'away'))
  expect(await readDocumentFiles(directory, withAttachments(['link.txt', 'away/secret.txt', 'own.txt']))).toMatchObject(
    {
      ok: false,
      problems: ['link.txt', 'away/secret.txt'].map((file) => ({
        message: `${file} lies outside the directory of this document`,
      })),
    },
  )
  for (const file of ['../x.txt', 'a/../../x.txt', '/etc/x.txt']) {
    const asked = JSON.parse(JSON.stringify(withAttachments(['own.txt'])).replace('own.txt', file)) as unknown
    expect(interviewDocument.safeParse(asked).success, file).toBe(false)
  }
  const files = new Map([
    ['new.txt', Buffer.from('new')],
    ['away/new.txt', Buffer.from('new')],
    ['../up.txt', Buffer.from('new')],
    ['own.txt', Buffer.from('another')],
    ['export.yaml', Buffer.from('new')],
  ])
  expect(await writeDocumentFiles(join(directory, 'export.yaml'), files)).toEqual([
    'away/new.txt would lie outside the directory',
    '../up.txt would lie outside the directory',
    'own.txt exists already and holds something else',
    'export.yaml is the document itself',
  ])
  // one that cannot be written, and none is
  await expect(readFile(join(directory, 'new.txt'))).rejects.toThrow('ENOENT')
  expect(await readFile(join(directory, 'own.txt'), 'utf8')).toBe('mine')
})

test('an ID photo is a JPEG of a size that thousands can have', async () => {
  const big = Buffer.concat([
    readFileSync(FACE).subarray(0, -2),
    Buffer.alloc(3 * 1024 * 1024),
    Buffer.from('ffd9', 'hex'),
  ])
  for (const [photo, message] of [
    [PNG, 'face.jpg is not a JPEG picture: its content is a PNG picture'],
    [big, /face.jpg has \d+ bytes; an ID photo has at most 2097152/],
  ] as const) {
    const directory = await directoryWith({ 'face.jpg': photo })
    expect(await readDocumentFiles(directory, withAttachments([], 'face.jpg'))).toEqual({
      ok: false,
      problems: [
        {
          path: ['sittings', 0, 'roster', 0, 'idPhoto'],
          message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
        },
      ],
    })
  }
  const picture = await directoryWith({ 'face.png': PNG })
  expect(await readDocumentFiles(picture, withAttachments([], 'face.png'))).toMatchObject({
    problems: [{ message: 'face.png is no JPEG picture, which an ID photo must be' }],
  })
})

test('the command names the line, and a wrong file imports nothing', async () => {
  const yaml = writeInterviewFile(withAttachments(['a.pdf', 'b.png']), '0'.repeat(16))
  const directory = await directoryWith({ 'interview.yaml': yaml, 'a.pdf': PDF, 'b.png': 'no picture' })
  const cli = fileURLToPath(new URL('../../src/cli/interview.ts', import.meta.url))
  const check = promisify(execFile)(process.execPath, [cli, 'check', join(directory, 'interview.yaml')])
  const line = yaml.split('\n').findIndex((text) => text.includes('file: b.png')) + 1
  await expect(check).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining(
      `interview.yaml:${line}:15 sittings.0.attachments.1.file: b.png is not a PNG picture: its content is plain text`,
    ) as string,
  })
})

test('export and import give the same document with the same files; at rest their content is sealed', async () => {
  const app = await startApp()
  const files = { 'tasks/a.pdf': PDF, 'b.png': PNG, 'c.txt': '说明：请先阅读。\n' }
  const photos = { 'faces/s01.jpg': readFileSync(FACE) }
  expect(await importWith(app, files, photos)).toMatchObject({ ok: true })
  const database = await connect(app)
  const { rows } = await database.query<{ content_sealed: Buffer; mime: string }>(
    'select content_sealed, mime from attachments order by number',
  )
  expect(rows.map((row) => row.mime)).toEqual(['application/pdf', 'image/png', 'text/plain'])
  for (const { content_sealed: sealed } of rows) {
    for (const plain of [PLANTED, '%PDF', 'IHDR', '说明']) expect(sealed.includes(plain)).toBe(false)
  }
  const { rows: faces } = await database.query<{ jpeg_sealed: Buffer }>('select jpeg_sealed from id_photos')
  expect(faces.map((row) => row.jpeg_sealed.includes('JFIF'))).toEqual([false])

  const { interviews } = app.services
  const exported = (await interviews.exportDocument({ key: 'autumn' }))!
  const directory = await directoryWith({})
  await mkdir(join(directory, 'out'))
  const target = join(directory, 'out', 'interview.yaml')
  expect(await writeDocumentFiles(target, await interviews.exportFiles('autumn'))).toEqual([])
  await writeFile(target, writeInterviewFile(exported.document, exported.version))
  for (const [file, content] of Object.entries({ ...files, ...photos })) {
    expect((await readFile(join(directory, 'out', file))).equals(Buffer.from(content)), file).toBe(true)
  }
  const read = parseInterviewFile(await readFile(target))
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  const again = await readDocumentFiles(join(directory, 'out'), read.document)
  expect(again).toMatchObject({ ok: true })
  const onto = exported.version
  expect(await interviews.importDocument(read.document, again.ok ? again.files : new Map(), { onto })).toMatchObject({
    isNew: false,
    changes: [],
  })
  expect(await interviews.exportDocument({ key: 'autumn' })).toEqual(exported)
  // a second export over the same files finds them there
  expect(await writeDocumentFiles(target, await interviews.exportFiles('autumn'))).toEqual([])
})

test('a candidate reads them in their window, on the own computer, with a lot; every look is written down', async () => {
  const app = await startApp({ now: OPENS_AT - 1 })
  await importWith(app, { 'a.pdf': PDF, 'b.png': PNG, 'c.txt': '说明' })
  const candidate = visit(app)
  const other = visit(app)
  const id = await signIn(candidate)
  await signIn(other)
  const list = `/api/attempts/${id}/attachments`
  const refused = async (code: string, more = {}) => {
    for (const path of [list, `${list}/1`]) {
      const answer = await candidate.get(path)
      expect(answer.body, path).toMatchObject({ code, ...more })
      expect(JSON.stringify(answer.body)).not.toContain('附件')
    }
  }
  await refused('notYetOpen', { at: OPENS_AT })
  app.clock.set(OPENS_AT)
  await refused('stepMissing', { step: 'signIn' })
  await command(candidate, id, { kind: 'signIn', deviceId: candidate.deviceId })
  await refused('stepMissing', { step: 'draw' })
  expect((await other.get(list)).body).toMatchObject({ code: 'otherDevice' })
  const foreign = visit(app)
  await signIn(foreign, '110101199001010023')
  expect((await foreign.get(list)).body).toMatchObject({ code: 'notFound' })

  const opened = await command(candidate, id, { kind: 'openAttachments' })
  expect(opened.body['lot']).toEqual(expect.any(Number))
  expect((await candidate.get(list)).body).toEqual([
    { number: 1, name: { zh: '附件 a.pdf' }, mime: 'application/pdf', bytes: PDF.length },
    { number: 2, name: { zh: '附件 b.png' }, mime: 'image/png', bytes: PNG.length },
    { number: 3, name: { zh: '附件 c.txt' }, mime: 'text/plain', bytes: 6 },
  ])
  const pdf = await candidate.get(`${list}/1`)
  expect(pdf.body['text']).toBe(PDF.toString('latin1'))
  expect(Object.fromEntries(pdf.headers)).toMatchObject({
    'content-type': 'application/pdf',
    'content-length': String(PDF.length),
    'cache-control': 'no-store',
    'content-disposition': 'inline',
    'x-content-type-options': 'nosniff',
  })
  const png = await candidate.get(`${list}/2`)
  expect([png.headers.get('content-type'), png.headers.get('content-length')]).toEqual([
    'image/png',
    String(PNG.length),
  ])
  expect(await candidate.get(`${list}/3`)).toMatchObject({ body: { text: '说明' } })
  expect((await candidate.get(`${list}/4`)).body).toMatchObject({ code: 'notFound' })
  // a tab of its own would offer to save and print
  expect((await candidate.get(`${list}/1`, { 'sec-fetch-dest': 'document' })).body).toMatchObject({ code: 'notFound' })

  const database = await connect(app)
  const { rows } = await database.query<{ subject: Record<string, unknown> }>(
    `select subject from audit_entries where action = 'attachmentLookedAt' order by number`,
  )
  expect(rows.map((row) => row.subject)).toEqual(
    [1, 2, 3].map((number) => expect.objectContaining({ attemptId: id, number })),
  )
  expect(app.log().filter((line) => Number(line['level']) >= 40)).toEqual([])

  app.clock.set(CLOSES_AT)
  expect((await candidate.get(list)).status).toBe(200)
  app.clock.set(CLOSES_AT + 1)
  await refused('windowClosed', { at: CLOSES_AT })
})
