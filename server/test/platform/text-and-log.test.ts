// Proves that text which cannot be kept is refused where it comes in, by its path and as what it is, and that no log line holds what
// a person wrote: neither of a refusal nor of a bug in a statement.
import { Writable } from 'node:stream'
import { sql } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../src/platform/database/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { appWithInterview, command, document, signIn, visit } from '../testkit/app.ts'

const NUL = String.fromCharCode(0)
const HALF = String.fromCharCode(0xd83d)

test('U+0000, halves of pairs and what is nested without end are malformed, whatever endpoint they come to', async () => {
  const app = await appWithInterview()
  const candidate = visit(app)
  const id = await signIn(candidate)
  const help = (text: unknown) =>
    candidate.post(`/api/attempts/${id}/help`, { messageId: crypto.randomUUID(), text } as Record<string, unknown>)
  for (const bad of [NUL, `听${NUL}不清`, HALF, `${HALF}x`, `x${String.fromCharCode(0xde00)}`]) {
    expect(await help(bad), JSON.stringify(bad)).toMatchObject({
      status: 400,
      body: { code: 'malformed', problems: [{ path: '/text' }] },
    })
    expect((await command(candidate, id, { kind: 'signIn', deviceId: bad })).status).toBe(400)
    expect((await candidate.post('/api/sign-in', { number: bad, personalCode: bad, deviceId: bad })).status).toBe(400)
    expect((await candidate.post('/api/sign-in', { [bad]: 1 })).status).toBe(400)
  }
  // whole pairs are text like any other
  expect((await help('听不清 😀')).status).toBe(200)
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  expect((await candidate.post(`/api/attempts/${id}/help`, deep)).status).toBe(400)
  // of a stranger so much is not even read
  expect((await candidate.post('/api/sign-in', deep)).status).toBe(413)

  expect(() => document({ name: { zh: `秋季${NUL}面试` } })).toThrow('cannot be kept')
})

test('an error in the log names the statement, its cause and where, and no value of it', async () => {
  const app = await appWithInterview()
  const lines: string[] = []
  const log = createLog(
    'info',
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        lines.push(chunk.toString())
        done()
      },
    }),
  )
  const { db, close } = openDatabase(app.databaseUrl, () => {})
  onTestFinished(close)
  const secret = '陈思远-110101199001010015'
  for (const statement of [
    sql`select ${secret}::integer`,
    sql`insert into candidates (id, number_index) values (${secret}, ${secret})`,
  ]) {
    const error: unknown = await db.execute(statement).then(
      () => null,
      (failed: unknown) => failed,
    )
    log.error({ err: error }, 'bug')
  }
  expect(lines).toHaveLength(2)
  expect(lines[0]).toContain('Failed query')
  expect(lines[0]).toContain('22P02')
  expect(lines[0]).toContain('text-and-log.test.ts')
  for (const line of lines) expect(line).not.toContain(secret)
})
