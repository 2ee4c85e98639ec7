// Owns: `npm run verify -- --audit`: recomputes the chain of the audit log from the database and compares it with heads that
// others have kept: a chain rewritten by whoever owns the database agrees with no receipt.
// Never changes anything, and makes no key.
import { verify, type KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { auditHeadText } from '@zhishi/core/audit'
import { receiptText } from '@zhishi/core/recording'
import { checkChain, type ChainFinding, type ChainReport, type Witness } from '../audit/service.ts'
import { parseConfig } from '../config.ts'
import { systemRandom } from '../platform/clock.ts'
import { openDatabase } from '../platform/database/database.ts'
import { joinDatabase } from '../platform/database/obtain-database.ts'
import { readReceiptKey } from '../platform/keys.ts'
import { heads, loadKey, receipts } from './verify-input.ts'
import { isOlder, OLDER_TEXT } from './verify-store.ts'

/** More of one kind say nothing that these do not. */
const SAID_AT_MOST = 200

const say = (text: string): void => void process.stdout.write(`${text}\n`)

export async function verifyAudit(argv: readonly string[]): Promise<number> {
  const { values, positionals: files } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      audit: { type: 'boolean' },
      key: { type: 'string' },
      data: { type: 'string' },
      keys: { type: 'string' },
    },
  })
  const places = (['data', 'keys'] as const).flatMap((name) => (values[name] ? [`--${name}`, values[name]] : []))
  const parsed = parseConfig(places, process.env)
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const { config } = parsed
  if (config.databaseUrl === null && !existsSync(join(config.dataDirectory, 'postgres')))
    throw new Error(`There is no database in ${config.dataDirectory}: name the directory of the server with --data.`)
  const key = values.key === undefined ? readReceiptKey(config.keysDirectory) : await loadKey(values.key)
  say(
    key === null
      ? 'signatures are not checked: no --key was given, and there is none in --keys'
      : `signatures are checked by the key ${values.key === undefined ? `in ${config.keysDirectory}` : 'that was given'}`,
  )
  const witnesses: Witness[] = []
  let areSigned = true
  for (const file of files) {
    const read = await readWitnesses(file, key)
    witnesses.push(...read.witnesses)
    areSigned &&= read.areSigned
  }

  const log = pino({ level: 'fatal' }, pino.destination(2))
  const obtained = await joinDatabase(config, { log, random: systemRandom })
  if (!obtained.ok) throw new Error(obtained.message)
  const database = openDatabase(obtained.url, () => {})
  try {
    let said = 0
    const report = await checkChain(database.db, {
      publicKey: key,
      witnesses,
      tell: (finding) => {
        said += 1
        if (said <= SAID_AT_MOST) say(describeFinding(finding))
      },
    })
    if (said > SAID_AT_MOST) say(`and ${said - SAID_AT_MOST} more`)
    for (const line of sayReport(report, witnesses.length)) say(line)
    const isGood = report.findings === 0 && areSigned
    say(isGood ? 'all as it should be' : 'NOT as it should be')
    return isGood ? 0 : 1
  } catch (error) {
    throw isOlder(error) ? new Error(OLDER_TEXT, { cause: error }) : error
  } finally {
    await database.close()
    await obtained.stop()
  }
}

/** Heads in a file, whichever it is. One that this key has not signed was not given out by this server, and says nothing. */
async function readWitnesses(
  file: string,
  key: KeyObject | null,
): Promise<{ witnesses: Witness[]; areSigned: boolean }> {
  const json: unknown = JSON.parse(await readFile(file, 'utf8'))
  const asReceipts = receipts.safeParse(json)
  const asHeads = asReceipts.success ? null : heads.safeParse(json)
  const read = asReceipts.success
    ? asReceipts.data.map((one) => ({
        hash: one.auditHead,
        from: `${file}: receipt of part ${one.partId}, sealed ${at(one.sealedAt)}`,
        text: receiptText(one),
        signature: one.signature,
      }))
    : asHeads?.data?.map((one) => ({
        hash: one.hash,
        from: `${file}: head ${one.number} of ${at(one.at)}`,
        text: auditHeadText(one),
        signature: one.signature,
      }))
  if (!read) throw new Error(`${file} holds neither receipts nor heads of the audit log`)
  const witnesses: Witness[] = []
  for (const { hash, from, text, signature } of read) {
    if (key === null || verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url')))
      witnesses.push({ hash, from })
    else say(`${from}: NOT signed by this key, so it is no head of this server`)
  }
  return { witnesses, areSigned: witnesses.length === read.length }
}

/** One line for people. */
export function describeFinding(it: ChainFinding): string {
  switch (it.found) {
    case 'entryChanged':
      return `entry ${it.entry} is CHANGED: it is not what link ${it.link} was made of`
    case 'entryMissing':
      return `entry ${it.entry} is MISSING: link ${it.link} was made of it too`
    case 'entryInserted':
      return `entry ${it.entry} is INSERTED: it was not there when link ${it.link} was made`
    case 'entryMoved':
      return `entry ${it.entry} is MOVED: it holds what entry ${it.was} was when link ${it.link} was made`
    case 'entryOutOfTime':
      return `entry ${it.entry} is OUT OF TIME: it says another time than that of link ${it.link}, in which it came in`
    case 'entriesDiffer':
      return `entries ${it.firstEntry} to ${it.lastEntry} are NOT what link ${it.link} was made of (a link of an earlier version cannot say which)`
    case 'linkChanged':
      return `link ${it.link} is CHANGED: its hash does not follow from what it says of its entries`
    case 'linkOutOfOrder':
      return `link ${it.link} does NOT FOLLOW ${it.after === null ? 'the beginning' : `link ${it.after}`}: links are missing, inserted or exchanged there`
    case 'unsigned':
      return `link ${it.link} has NO SIGNATURE, and links before it have one`
    case 'signatureWrong':
      return `link ${it.link} is NOT SIGNED by this key`
    case 'headUnknown':
      return `the log has NEVER HAD the head of ${it.witness.from}: it was rewritten, or its end was cut off`
  }
}

function* sayReport(report: ChainReport, witnesses: number): Generator<string> {
  const { newest } = report
  yield (
    `${report.entries} entries in ${report.links} links, ${report.newer} newer than the newest link` +
    (newest ? ` (${newest.link}, ${at(newest.at)})` : '')
  )
  const unsigned = report.unsigned > 0 ? `, ${report.unsigned} have no signature` : ''
  if (report.signed !== null) yield `${report.signed} links are signed by this key${unsigned}`
  if (witnesses === 0)
    yield 'nothing from outside was given: whoever has the database and the key could have written all of it anew'
  else if (report.witnessedTo !== null)
    yield `what was given holds the log up to entry ${report.witnessedTo}; of what is newer it says nothing`
}

function at(instant: number): string {
  return new Date(instant).toISOString()
}
