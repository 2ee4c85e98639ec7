// Owns: `npm run verify -- FILE`: checks an export file or receipts without a server, a database or a secret. With --store,
// --audit and --draw it is other commands (verify-store.ts, verify-audit.ts, verify-draw.ts).
// Never trusts what it checks for the key: that comes from elsewhere, and where it is not given, nothing is said of signatures.
import { verify, type KeyObject } from 'node:crypto'
import { openSync, readSync, closeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { gapsBetween, LINES, receiptText, type ExportedPart, type Receipt } from '@zhishi/core/recording'
import { checkExportFile } from '../recordings/service.ts'
import { loadKey, receipts } from './verify-input.ts'

const USAGE = `Usage: npm run verify -- FILE [--key KEY]
  FILE  an export file (.zip), or receipts as JSON: one, a list, or the file of 【保存回执】
  KEY   the server's public key, as SERVER/api/receipt-key answers: that file, or the base64 text in it
  Exit code 0: all of it is as it should be; 1: something is not; 2: FILE or KEY cannot be read
       npm run verify -- --store [--lengths] [--accept-loss N] [--remove-unnamed N] [--data DIR] [--keys DIR] [--blobs URL]
  reads every byte of the store beside the server or without it, and changes nothing
  --lengths        compares lengths only: seconds instead of hours
  --accept-loss N  writes down as lost what this look finds, if that is exactly N parts, and marks the place as this server's;
                   devices then send again what they still hold
  --remove-unnamed N  removes the blobs that no row names, if they are exactly N
  Exit code 0: everything is there, or the loss is accepted; 1: something is not; 2: it cannot be looked at, or N is another number
       npm run verify -- --audit [HEADS …] [--key KEY] [--data DIR] [--keys DIR]
  recomputes the chain of the audit log from the database, beside the server or without it, and changes nothing
  HEADS  what somebody outside has kept: receipts as above, or heads as SERVER/api/audit-heads and …/audit-heads/PAGE answer them
  KEY    as above; not given: the one in --keys
  Exit code 0: the log is what it was, and agrees with all HEADS; 1: it is not; 2: it cannot be looked at
       npm run verify -- --draw FILE [EARLIER …]
  computes a draw again, without a server, a database or a secret
  FILE     the public file of a draw, as SERVER/api/sittings/SITTING/draw answers it
  EARLIER  copies of it that somebody has kept: whatever was committed then must still stand in FILE
  Exit code 0: all of it agrees, or the draw is not open and its commitments agree; 1: it does not; 2: a file cannot be read`

/** The first bytes of every ZIP file (APPNOTE 4.3.7). */
const ZIP_MARK = 'PK\u0003\u0004'

const say = (text: string): void => void process.stdout.write(`${text}\n`)

async function run(argv: string[]): Promise<number> {
  if (argv.includes('--help')) {
    say(USAGE)
    return 0
  }
  if (argv.includes('--store')) {
    // loaded here: the other command needs no database, and does not wait for one's driver
    const { verifyStore } = await import('./verify-store.ts')
    return verifyStore(argv).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)))
  }
  if (argv.includes('--audit')) {
    const { verifyAudit } = await import('./verify-audit.ts')
    return verifyAudit(argv).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)))
  }
  if (argv.includes('--draw')) {
    const { verifyDraw } = await import('./verify-draw.ts')
    return verifyDraw(argv).catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)))
  }
  let given
  try {
    given = parseArgs({ args: argv, allowPositionals: true, options: { key: { type: 'string' } } })
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
  }
  const [file, ...more] = given.positionals
  if (file === undefined || more.length > 0) return fail(USAGE)
  try {
    const key = given.values.key === undefined ? null : await loadKey(given.values.key)
    if (key === null) say('signatures are not checked: no --key was given')
    return isZip(file) ? await checkExport(file, key) : await checkReceipts(file, key)
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

function fail(text: string): number {
  process.stderr.write(`${text}\n`)
  return 2
}

function isZip(file: string): boolean {
  const handle = openSync(file, 'r')
  try {
    const mark = Buffer.alloc(ZIP_MARK.length)
    readSync(handle, mark)
    return mark.toString('latin1') === ZIP_MARK
  } finally {
    closeSync(handle)
  }
}

async function checkReceipts(file: string, key: KeyObject | null): Promise<number> {
  const read = receipts.safeParse(JSON.parse(await readFile(file, 'utf8')))
  if (!read.success) throw new Error(`${file} holds neither a receipt nor a list of receipts`)
  let isGood = true
  for (const one of read.data) {
    const verdict = judge(one, key)
    isGood &&= verdict.isGood
    say(`${one.line} ${one.partId}  ${one.bytes} bytes  ${one.digest}  receipt: ${verdict.says}`)
  }
  return close(isGood)
}

async function checkExport(file: string, key: KeyObject | null): Promise<number> {
  const found = await checkExportFile(openSync(file, 'r'))
  if (!found) throw new Error(`${file} is no export file, or a damaged one`)
  const { manifest, parts } = found
  say(`attempt ${manifest.attemptId}, device ${manifest.claims.deviceId}, ${at(manifest.exportedAt)}`)
  let isGood = true
  for (const { part, name, isWhole } of parts) {
    const verdict = judgePart(part, key)
    isGood &&= isWhole && verdict.isGood
    const bytes = isWhole ? 'as the manifest says' : 'NOT what the manifest says'
    say(`${name}  ${part.bytes} bytes, ${bytes}  from ${at(part.startedAt)}  receipt: ${verdict.says}`)
  }
  for (const line of LINES) sayGaps(line, manifest.parts)
  return close(isGood)
}

/** Of what this device holds: a server may have witnessed more, and other devices may hold the rest. */
function sayGaps(line: string, parts: readonly ExportedPart[]): void {
  const own = parts.filter((part) => part.line === line && line !== 'journal')
  const stretches = own.map(({ startedAt, end }) => ({ startedAt, endedAt: end?.endedAt ?? null, lastBytesAt: null }))
  for (const { fromAt, toAt } of gapsBetween(stretches)) {
    say(`${line}: nothing between ${at(fromAt)} and ${at(toAt)} (${((toAt - fromAt) / 1000).toFixed(1)} s)`)
  }
}

type Verdict = { isGood: boolean; says: string }

function judgePart(part: ExportedPart, key: KeyObject | null): Verdict {
  const { receipt: own } = part
  if (own === null) return { isGood: true, says: 'none yet' }
  const isSame = own.partId === part.partId && own.bytes === part.bytes && own.digest === part.digest
  return isSame ? judge(own, key) : { isGood: false, says: 'of OTHER bytes' }
}

function judge(one: Receipt, key: KeyObject | null): Verdict {
  const sealed = `sealed ${at(one.sealedAt)}, audit head ${one.auditHead.slice(0, 16)}…`
  if (key === null) return { isGood: true, says: `${sealed}, signature not checked` }
  const isSigned = verify(null, Buffer.from(receiptText(one)), key, Buffer.from(one.signature, 'base64url'))
  return { isGood: isSigned, says: isSigned ? `${sealed}, signed by this key` : 'NOT signed by this key' }
}

function close(isGood: boolean): number {
  say(isGood ? 'all as it should be' : 'NOT as it should be')
  return isGood ? 0 : 1
}

function at(instant: number): string {
  return new Date(instant).toISOString()
}

// last: what stands above is there when it runs
process.exitCode = await run(process.argv.slice(2))
