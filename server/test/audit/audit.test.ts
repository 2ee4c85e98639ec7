// Proves that outsiders can check the audit log: what a superuser changes, removes, inserts or exchanges is named, and a chain that is
// written anew, even with the server's key, agrees with no receipt and with no head that somebody kept.
import { createHash, generateKeyPairSync, createPublicKey, sign, verify as verifySignature } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { auditHeadText, type AuditHead } from '@zhishi/core/audit'
import type { AuditHeadPage, AuditHeads } from '@zhishi/core/contract'
import { MINUTE_MS } from '@zhishi/core/time'
import { checkChain, type ChainFinding } from '../../src/audit/service.ts'
import { describeFinding } from '../../src/cli/verify-audit.ts'
import { openDatabase } from '../../src/platform/database/database.ts'
import { readReceiptKey } from '../../src/platform/keys.ts'
import { verify } from '../recordings/testkit/command.ts'
import { appWithInterview, signIn, visit } from '../testkit/app.ts'
import { openDevice } from '../testkit/live-device.ts'
import { connect } from '../testkit/rows.ts'

/** A server on which something happened, link after link. */
async function withChain() {
  const app = await appWithInterview({ isRunning: true })
  const application = new pg.Client(app.applicationUrl)
  await application.connect()
  onTestFinished(() => application.end())
  /** In one statement, so that the server's own timer makes no two links of them. */
  const audit = async (...deviceIds: string[]): Promise<void> => {
    await application.query(
      `insert into audit_entries (at, actor_role, actor_id, action, subject)
       select $1, 'candidate', id, 'signedIn', jsonb_build_object('deviceId', id) from unnest($2::text[]) id`,
      [app.clock.now(), deviceIds],
    )
    await app.services.auditChain.add()
  }
  await app.services.auditChain.add()
  for (const link of [2, 3, 4, 5]) await audit(`a${link}`, `b${link}`, `c${link}`)
  const directory = await mkdtemp(join(tmpdir(), 'zhishi-audit-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  const keep = async (name: string, path: string): Promise<string> => {
    const file = join(directory, name)
    await writeFile(file, await (await fetch(`${app.url}${path}`)).text())
    return file
  }
  const check = (...more: string[]) =>
    verify(['--audit', '--keys', join(app.directory, 'keys'), '--data', join(app.directory, 'data'), ...more], {
      DATABASE_URL: app.applicationUrl,
    })
  const owner = await connect(app)
  return { app, audit, directory, keep, check, owner }
}

/** As superuser with the triggers off, for the length of the work; then everything is as it was. */
async function tampered(owner: pg.Client, statements: readonly string[], work: () => Promise<void>): Promise<void> {
  await owner.query('set session_replication_role = replica')
  for (const table of ['audit_entries', 'audit_links'])
    await owner.query(`create table ${table}_kept as select * from ${table}`)
  for (const statement of statements) expect((await owner.query(statement)).rowCount, statement).toBeGreaterThan(0)
  await work()
  for (const table of ['audit_entries', 'audit_links'])
    await owner.query(
      `delete from ${table}; insert into ${table} select * from ${table}_kept; drop table ${table}_kept`,
    )
}

test('what a superuser changes, removes, inserts or exchanges is named, entry by entry', async () => {
  const { app, audit, check, owner } = await withChain()
  const whole = await check()
  expect(whole, whole.out).toMatchObject({ code: 0 })
  expect(whole.out).toMatch(/15 entries in 5 links, 0 newer.*\n5 links are signed by this key\nnothing from outside/)
  const { rows } = await owner.query<{ number: string }>(
    `select number from audit_entries where action = 'signedIn' order by number`,
  )
  const n = rows.map(({ number }) => Number(number))
  const [second, fifth, sixth, eighth] = [n[1]!, n[4]!, n[5]!, n[7]!]

  const cases: Array<{ statements: string[]; says: RegExp[]; findings: number }> = [
    {
      statements: [`update audit_entries set actor_id = 'other' where number = ${second}`],
      says: [new RegExp(`entry ${second} is CHANGED`)],
      findings: 1,
    },
    {
      statements: [`update audit_entries set subject = '{"deviceId":"b9"}' where number = ${fifth}`],
      says: [new RegExp(`entry ${fifth} is CHANGED`)],
      findings: 1,
    },
    {
      statements: [`delete from audit_entries where number = ${fifth}`],
      says: [new RegExp(`entry ${fifth} is MISSING`)],
      findings: 1,
    },
    {
      // where one is gone another is put in its place
      statements: [
        `delete from audit_entries where number in (${fifth}, ${eighth})`,
        `insert into audit_entries select ${eighth}, at, actor_role, actor_id, action, subject from audit_entries where number = ${second}`,
      ],
      says: [new RegExp(`entry ${fifth} is MISSING`), new RegExp(`entry ${eighth} is CHANGED`)],
      findings: 2,
    },
    {
      statements: [
        `update audit_entries set number = -2 where number = ${fifth}`,
        `update audit_entries set number = ${fifth} where number = ${sixth}`,
        `update audit_entries set number = ${sixth} where number = -2`,
      ],
      says: [
        new RegExp(`entry ${fifth} is MOVED: it holds what entry ${sixth} was`),
        new RegExp(`entry ${sixth} is MOVED: it holds what entry ${fifth} was`),
      ],
      findings: 2,
    },
    { statements: ['delete from audit_links where number = 2'], says: [/link 3 does NOT FOLLOW link 1/], findings: 1 },
    {
      statements: [
        'update audit_links set number = -1 where number = 2',
        'update audit_links set number = 2 where number = 3',
        'update audit_links set number = 3 where number = -1',
      ],
      says: [/link 2 does NOT FOLLOW link 1/, /link 2 is NOT SIGNED/, /link 3 is NOT SIGNED/],
      findings: 5,
    },
    {
      statements: ['update audit_links set at = at - 1 where number = 3'],
      says: [/link 3 is NOT SIGNED by this key/],
      findings: 1,
    },
    {
      statements: ['update audit_links set signature = null where number = 4'],
      says: [/link 4 has NO SIGNATURE/],
      findings: 1,
    },
    {
      statements: [
        `update audit_links set digests = set_byte(digests, 20, 1 + get_byte(digests, 20) % 200) where number = 2`,
      ],
      says: [/link 2 is CHANGED/],
      findings: 2,
    },
  ]
  const database = openDatabase(app.applicationUrl, () => {})
  onTestFinished(database.close)
  const publicKey = readReceiptKey(join(app.directory, 'keys'))
  for (const { statements, says, findings } of cases) {
    await tampered(owner, statements, async () => {
      const told: string[] = []
      const tell = (finding: ChainFinding) => void told.push(describeFinding(finding))
      const report = await checkChain(database.db, { publicKey, witnesses: [], tell })
      for (const one of says) expect(told.join('\n'), statements.join('; ')).toMatch(one)
      expect([told.length, report.findings], told.join('\n')).toEqual([findings, findings])
    })
  }
  await tampered(owner, cases[0]!.statements, async () => {
    expect(await check()).toMatchObject({ code: 1, out: expect.stringMatching(`entry ${second} is CHANGED`) })
  })

  // inserted after the fact, where the server itself then chains it
  await tampered(
    owner,
    [
      `insert into audit_entries select nextval('audit_entries_number_seq'), at - ${60 * MINUTE_MS}, actor_role, actor_id, action, subject
       from audit_entries where number = ${second}`,
    ],
    async () => {
      // unless the server's own timer was quicker
      await app.services.auditChain.add()
      expect(await check()).toMatchObject({ code: 1, out: expect.stringMatching(/entry \d+ is OUT OF TIME.*link 6/) })
    },
  )
  // between two numbers that a transaction took and gave back
  await owner.query(`select nextval('audit_entries_number_seq')`)
  await audit('d')
  await tampered(
    owner,
    [
      `insert into audit_entries select max(number) - 1, max(at), 'system', null, 'signedIn', '{"deviceId":"e"}' from audit_entries`,
    ],
    async () => {
      expect(await check()).toMatchObject({ code: 1, out: expect.stringMatching(/entry \d+ is INSERTED/) })
    },
  )
  expect((await check()).code).toBe(0)
  expect(await verify(['--audit', '--data', join(app.directory, 'nowhere')], {})).toMatchObject({ code: 2 })
})

test('a chain that the owner of database and keys writes anew agrees with itself, and with nothing that others kept', async () => {
  const { app, audit, directory, keep, check, owner } = await withChain()
  const candidate = visit(app)
  const device = await openDevice(app, await signIn(candidate))
  const bytes = Buffer.from('recorded')
  const partId = await device.begin('camera')
  await device.append(partId, 0, bytes)
  await app.services.auditChain.add()
  const sealed = await device.seal(partId, bytes)
  const receipt = join(directory, 'receipt.json')
  await writeFile(receipt, sealed)
  await audit('later')
  const [newest, page, key] = [
    await keep('newest.json', '/api/audit-heads'),
    await keep('page.json', '/api/audit-heads/1'),
    await keep('key.json', '/api/receipt-key'),
  ]
  const good = await check(receipt, newest, page, '--key', key)
  expect(good, good.out).toMatchObject({ code: 0 })
  expect(good.out).toMatch(/what was given holds the log up to entry \d+/)

  // cut off at the end: the rest agrees with itself
  await tampered(
    owner,
    [
      'delete from audit_entries where number > (select last_entry from audit_links where number = 3)',
      'delete from audit_links where number > 3',
    ],
    async () => {
      expect(await check()).toMatchObject({ code: 0 })
      const cut = await check(receipt, newest)
      expect(cut).toMatchObject({ code: 1 })
      expect(cut.out.match(/the log has NEVER HAD the head of .*/g)).toHaveLength(2)
    },
  )

  // one entry is another one, and every link is made anew by somebody who has no key: what came before is as it was
  await tampered(owner, [`update audit_entries set actor_id = 'other' where actor_id = 'a3'`], async () => {
    const links = await rewrite(owner, null)
    const without = await check()
    expect(without).toMatchObject({ code: 1 })
    expect(without.out.match(/link \d+ is NOT SIGNED/g)?.length).toBeGreaterThanOrEqual(links - 2)
    expect(without.out).not.toMatch(/CHANGED|MISSING|FOLLOW/)
    const other = generateKeyPairSync('ed25519').privateKey
    await rewrite(owner, (text) => sign(null, Buffer.from(text), other).toString('base64url'))
    expect((await check()).out.match(/link \d+ is NOT SIGNED/g)?.length).toBeGreaterThanOrEqual(links)
  })

  // and by the operator, who has the key as well: by itself nothing tells
  await tampered(
    owner,
    [`update audit_entries set actor_id = 'other' where actor_id = 'a3'`, 'delete from audit_links'],
    async () => {
      while (await app.services.auditChain.add());
      expect(await check()).toMatchObject({ code: 0 })
      for (const kept of [receipt, newest, page]) {
        const told = await check(kept, '--key', key)
        expect(told, told.out).toMatchObject({ code: 1 })
        expect(told.out).toMatch(/the log has NEVER HAD the head of .*: it was rewritten, or its end was cut off/)
      }
    },
  )

  // what is no word of this server proves nothing against it
  const forged = join(directory, 'forged.json')
  const heads = (await (await fetch(`${app.url}/api/audit-heads/1`)).json()) as AuditHeadPage
  await writeFile(forged, JSON.stringify([{ ...heads.heads[0], hash: '0'.repeat(64) }]))
  const told = await check(forged)
  expect(told).toMatchObject({ code: 1, out: expect.stringContaining('NOT signed by this key') })
  expect(told.out).not.toContain('NEVER HAD')
  await writeFile(forged, '{}')
  expect((await check(forged)).code).toBe(2)
})

/** By the rule of decision 0040, written here once more: all links over the entries as they are now. */
async function rewrite(owner: pg.Client, signed: ((text: string) => string) | null): Promise<number> {
  const { rows: links } = await owner.query<{ number: string; at: string; first: string; last: string; key: string }>(
    'select number, at, first_entry as first, last_entry as last, key_id as key from audit_links order by audit_links.number',
  )
  let previous = createHash('sha256').update('zhishi-audit-1').digest()
  for (const { number, at, first, last, key } of links) {
    const { rows } = await owner.query<Record<string, string> & { subject: object }>(
      'select * from audit_entries where number between $1 and $2 order by number',
      [first, last],
    )
    const digests = Buffer.concat(
      rows.flatMap((one) => {
        const subject = Object.entries(one.subject).sort(([a], [b]) => (a < b ? -1 : 1))
        const fields = [
          Number(one['number']),
          Number(one['at']),
          one['actor_role'],
          one['actor_id'],
          one['action'],
          subject,
        ]
        const place = Buffer.alloc(8)
        place.writeBigUInt64BE(BigInt(one['number']!))
        return [
          place,
          createHash('sha256')
            .update(`${JSON.stringify(fields)}\n`)
            .digest(),
        ]
      }),
    )
    const hash = createHash('sha256').update('zhishi-audit-2').update(previous).update(digests).digest()
    const head = {
      number: Number(number),
      at: Number(at),
      lastEntry: Number(last),
      hash: hash.toString('hex'),
      keyId: key,
    }
    await owner.query(
      'update audit_links set previous_hash = $2, hash = $3, digests = $4, signature = coalesce($5, signature) where number = $1',
      [number, previous, hash, digests, signed?.(auditHeadText(head)) ?? null],
    )
    previous = hash
  }
  return links.length
}

test('anybody reads the signed heads in order, page by page, made once and sent again', async () => {
  const { app, audit } = await withChain()
  const read = async (path: string, headers = {}) => fetch(`${app.url}${path}`, { headers })
  const index = await read('/api/audit-heads')
  const { pages, newest } = (await index.json()) as AuditHeads
  expect(pages).toBe(1)
  const first = await read('/api/audit-heads/1')
  const { heads } = (await first.json()) as AuditHeadPage
  expect(heads.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
  expect(heads.at(-1)).toEqual(newest)
  const times = heads.map(({ at }) => at)
  expect(times).toEqual([...times].sort((a, b) => a - b))
  const { publicKey } = (await (await read('/api/receipt-key')).json()) as { publicKey: string }
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  const isSigned = (head: AuditHead) =>
    verifySignature(null, Buffer.from(auditHeadText(head)), key, Buffer.from(head.signature, 'base64url'))
  expect(heads.every(isSigned)).toBe(true)
  expect(isSigned({ ...heads[0]!, at: heads[0]!.at + 1 })).toBe(false)

  const known = { 'if-none-match': first.headers.get('etag') ?? '' }
  expect((await read('/api/audit-heads/1', known)).status).toBe(304)
  for (const nowhere of ['/api/audit-heads/2', '/api/audit-heads/0', '/api/audit-heads/x'])
    expect((await read(nowhere)).status).toBe(404)
  await audit('one more')
  expect((await read('/api/audit-heads/1', known)).status).toBe(200)
  expect(((await (await read('/api/audit-heads')).json()) as AuditHeads).newest?.number).toBe(6)
  expect(JSON.stringify(heads)).not.toMatch(/signedIn|candidate|deviceId/)
})
