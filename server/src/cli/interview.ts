// Owns: `npm run interview -- import FILE`, `check FILE` and `export KEY`: interviews as YAML files, with the files they name beside
// them; and `erase KEY`, which asks for an interview or an attempt to be erased.
// Never imports half a file, and erases nothing itself; every problem is printed with its line.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Change, EditDoubt, EditRefusal } from '@zhishi/core/edits'
import { erasingAccept, type ErasingAccept } from '@zhishi/core/erasing'
import { attemptId } from '@zhishi/core/ids'
import type { RefusalCode } from '@zhishi/core/refusal'
import { z } from 'zod'
import { parseConfig } from '../config.ts'
import { createAttachmentsService } from '../attachments/service.ts'
import { createAuditService, type AuditService } from '../audit/service.ts'
import { createIdPhotosService } from '../id-photos/service.ts'
import { createDrawsService } from '../draws/service.ts'
import { createAsking, ERASE } from '../erasing/service.ts'
import {
  createInterviewsService,
  parseInterviewFile,
  readDocumentFiles,
  writeDocumentFiles,
  writeInterviewFile,
  describeDoubt,
  describeRefusal,
  stepsOf,
  type FileProblem,
  type InterviewsService,
} from '../interviews/service.ts'
import { createQuestionPacks } from '../questions/service.ts'
import { createReviewCodesService } from '../review-codes/service.ts'
import { createCandidatesService } from '../candidates/service.ts'
import { systemClock, systemRandom, type Clock, type Random } from '../platform/clock.ts'
import { openDatabase, type Database } from '../platform/database/database.ts'
import { checkInstallation } from '../platform/database/installation.ts'
import { migrateDatabase } from '../platform/database/migrate.ts'
import { joinDatabase } from '../platform/database/obtain-database.ts'
import { loadKeys } from '../platform/keys.ts'
import { createLog } from '../platform/log.ts'
import { createJobs } from '../platform/jobs/jobs.ts'
import { createOutbox } from '../platform/push/outbox.ts'

/** More lines are not read on a terminal. */
const LISTED_CHANGES = 40

const USAGE = `Usage:
  npm run interview -- import FILE [--onto VERSION] [--data DIR] [--keys DIR]
      checks the file whole, then carries it out, all of it or nothing: a new interview, or an edit of the one with its key
  npm run interview -- check FILE [--data DIR] [--keys DIR]
      says what is wrong with the file, or what it would change
  npm run interview -- export KEY [FILE] [--data DIR] [--keys DIR]
      writes the document (personal codes as hashes)
  npm run interview -- erase KEY [ATTEMPT] [--accept unsealed,unpublished] [--data DIR] [--keys DIR]
      has everything erased that is kept of the interview, or of one attempt by its id: the running server does it, else the
      next start. --accept names what is given up: bytes that devices may still hold, and what nobody could score any more
Attachments and ID photos are read from and written to files beside FILE. An edit names the version it began from: an
export has it in basedOn, and check prints it for --onto.`

async function run(argv: string[]): Promise<number> {
  if (argv.includes('--help')) {
    console.log(USAGE)
    return 0
  }
  const firstOption = argv.findIndex((one) => one.startsWith('--'))
  const words = firstOption === -1 ? argv : argv.slice(0, firstOption)
  const [action, subject, target] = words
  const options = argv.slice(words.length)
  const take = (name: string): string | undefined => {
    const at = options.indexOf(name)
    return at === -1 ? undefined : options.splice(at, 2)[1]
  }
  const onto = take('--onto')
  const accepted = z.array(erasingAccept).safeParse(take('--accept')?.split(',') ?? [])
  if (!subject || !accepted.success || !['import', 'check', 'export', 'erase'].includes(action ?? ''))
    return fail(USAGE)
  const parsed = parseConfig(options, process.env)
  if (!parsed.ok) return fail(`${parsed.problems.join('\n')}\n\n${USAGE}`)
  if (action === 'export') return withInterviews(parsed.config, (interviews) => exportFile(interviews, subject, target))
  if (action === 'erase') return erase(parsed.config, subject, target, accepted.data)
  return importFile(parsed.config, subject, action === 'check' ? 'check' : { onto })
}

async function importFile(
  config: Parameters<typeof withInterviews>[0],
  file: string,
  wanted: 'check' | { onto: string | undefined },
): Promise<number> {
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (error) {
    return fail(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const read = parseInterviewFile(bytes)
  if (!read.ok) return failAt(file, read.problems)
  const { document, problemAt } = read
  const beside = await readDocumentFiles(dirname(file), document)
  if (!beside.ok)
    return failAt(
      file,
      beside.problems.map((it) => problemAt(it.path, it.message)),
    )
  const { files } = beside
  const counted = `${file} is right: ${document.sittings.length} sitting(s), ${files.size} file(s) beside it.`
  // where nothing is installed yet there is nothing to compare with, and a check makes nothing
  if (wanted === 'check' && config.databaseUrl === null && !existsSync(config.dataDirectory)) return tell(counted)
  const placed = (refusals: readonly EditRefusal[]): FileProblem[] =>
    refusals.map((one) => problemAt(stepsOf(one.path), describeRefusal(one)))
  const sayDoubts = (doubts: readonly EditDoubt[]): string =>
    doubts.map((one) => `\n${sayAt(file, problemAt(stepsOf(one.path), describeDoubt(one)))}`).join('')
  return withInterviews(config, async (interviews) => {
    if (wanted === 'check') {
      const planned = await interviews.plan(document, files)
      if (planned.refusals.length > 0) return failAt(file, placed(planned.refusals))
      return tell(`${counted}\n${sayChanges(planned)}${sayDoubts(planned.doubts)}`)
    }
    const onto = wanted.onto ?? document.basedOn ?? null
    const done = await interviews.importDocument(document, files, { onto, onHashed: tellProgress })
    if (!done.ok) {
      if (done.refusals.length > 0) return failAt(file, placed(done.refusals))
      return fail(
        onto === null
          ? `There is an interview "${document.key}" already, and the file does not say which version of it was edited. Nothing was imported.\n${sayChanges(done)}`
          : `Interview "${document.key}" was changed meanwhile, by another page or file: it is no longer version ${onto}. Nothing was imported. Export it again and edit that, or look at what this file would change:\n${sayChanges(done)}`,
      )
    }
    const counts = `${done.sittings} sitting(s), ${done.attempts} attempt(s)`
    return tell(
      (done.isNew
        ? `Imported interview "${document.key}": ${counts}.\n${sayVersion(done.version)}`
        : `Edited interview "${document.key}": ${counts}.\n${sayChanges(done)}`) + sayDoubts(done.doubts),
    )
  })
}

/** What changes, kind by kind, as the page of the organiser lists it too. */
function sayChanges({ version, changes }: { version: string | null; changes: readonly Change[] }): string {
  const inForce = version === null ? [] : [sayVersion(version)]
  if (changes.length === 0) return ['Nothing changes.', ...inForce].join('\n')
  const lines = changes
    .slice(0, LISTED_CHANGES)
    .map(({ kind, path, person, before, after }) =>
      [
        `  ${kind} ${path}`,
        person && `${person.name} (${person.number})`,
        (before ?? after) && `${before ?? '–'} → ${after ?? '–'}`,
      ]
        .filter(Boolean)
        .join('  '),
    )
  const rest = changes.length - lines.length
  return [`${changes.length} change(s):`, ...lines, ...(rest > 0 ? [`  … and ${rest} more`] : []), ...inForce].join(
    '\n',
  )
}

function sayVersion(version: string): string {
  return `Version in force: ${version}. To edit it with this file: import --onto ${version}`
}

/** A roster of thousands takes minutes to hash: somebody who waits is told, at every twentieth part. */
function tellProgress(hashed: number, codes: number): void {
  const part = Math.ceil(codes / 20)
  if (codes >= 100 && (hashed % part === 0 || hashed === codes)) {
    console.error(`${hashed} of ${codes} personal codes hashed`)
  }
}

async function exportFile(interviews: InterviewsService, key: string, target: string | undefined): Promise<number> {
  const found = await interviews.exportDocument({ key })
  if (!found) return fail(`There is no interview "${key}".`)
  const yaml = writeInterviewFile(found.document, found.version)
  const files = await interviews.exportFiles(key)
  if (target === undefined) {
    process.stdout.write(yaml)
    if (files.size > 0)
      console.error(
        `${files.size} file(s) of attachments and ID photos are not written: name a FILE to have them beside it.`,
      )
    return 0
  }
  const problems = await writeDocumentFiles(target, files)
  if (problems.length > 0) return fail(`${problems.join('\n')}\nNothing was written.`)
  await writeFile(target, yaml, { mode: 0o600 })
  return 0
}

async function erase(
  config: Parameters<typeof withInterviews>[0],
  key: string,
  id: string | undefined,
  accepted: ErasingAccept[],
): Promise<number> {
  const attempt = id === undefined ? null : attemptId.safeParse(id)
  if (attempt?.success === false) return fail(`${id} is no id of an attempt: it stands in the address of its page.`)
  return withInterviews(config, async (interviews, it) => {
    const found = await interviews.exportDocument({ key })
    if (!found) return fail(`There is no interview "${key}".`)
    const jobs = createJobs({ ...it, log: { warn: () => {}, error: () => {} } })
    await jobs.startAsking(ERASE)
    try {
      const what = attempt ? { attemptId: attempt.data } : { interviewId: found.interviewId }
      const asked = await createAsking({ ...it, jobs })(what, accepted, { role: 'commandLine', id: null })
      if (asked.ok)
        return tell(
          `Erasing is asked for (${asked.value.erasureId}). The running server does it now, else the next start; 运行状况 shows whether it is done. Backups from before that can bring it back until the last of them is deleted.`,
        )
      const { code, ids = [] } = asked.refusal
      return fail(`Nothing is erased: ${SAY_REFUSED[code] ?? code}${ids.map((one) => `\n  ${one}`).join('')}`)
    } finally {
      await jobs.stop()
    }
  })
}

const SAY_REFUSED: Partial<Record<RefusalCode, string>> = {
  notFound: 'there is no such attempt.',
  attemptNotOver:
    'these attempts are not over. Take candidates who will not come off the roster, and wait for the others.',
  recordingsNotSafe:
    'of these attempts or parts devices may still hold bytes. Give them up with --accept unsealed, or wait until they are sealed.',
  resultNotPublished: 'these attempts are to be scored. Give that up with --accept unpublished.',
}

async function withInterviews(
  config: Extract<ReturnType<typeof parseConfig>, { ok: true }>['config'],
  work: (
    interviews: InterviewsService,
    it: { db: Database; clock: Clock; random: Random; audit: AuditService },
  ) => Promise<number>,
): Promise<number> {
  const log = createLog('error')
  const obtained = await joinDatabase(config, { log, random: systemRandom })
  if (!obtained.ok) return fail(obtained.message)
  const database = openDatabase(obtained.url, ({ message }) =>
    log.warn({ reason: message }, 'a database connection broke'),
  )
  try {
    const migrated = await migrateDatabase(obtained.ownerUrl, { application: obtained.application })
    if (!migrated.ok) return fail(migrated.message)
    const keys = loadKeys(config.keysDirectory, systemRandom)
    const it = { db: database.db, clock: systemClock, random: systemRandom, keys }
    if (!(await checkInstallation(it.db, keys.masterKeyId, systemClock.now()))) {
      return fail(
        `The keys in ${config.keysDirectory} are not those of this database. Name the right directory with --keys.`,
      )
    }
    const audit = createAuditService(it)
    const candidates = createCandidatesService({ ...it, audit })
    const draws = createDrawsService({ ...it, audit })
    const attachments = createAttachmentsService({ ...it, audit })
    return await work(
      createInterviewsService({
        ...it,
        candidates,
        audit,
        draws,
        attachments,
        idPhotos: createIdPhotosService(it),
        reviewCodes: createReviewCodesService(it),
        packs: createQuestionPacks(it),
        publish: createOutbox(it).publish,
      }),
      { ...it, audit },
    )
  } finally {
    await database.close()
    await obtained.stop()
  }
}

function failAt(file: string, problems: readonly FileProblem[]): number {
  const lines = problems.map((it) => sayAt(file, it))
  return fail(`${lines.join('\n')}\n${problems.length} problem(s); nothing was imported.`)
}

function sayAt(file: string, it: FileProblem): string {
  return `${file}:${it.line}:${it.column} ${it.path ? `${it.path}: ` : ''}${it.message}`
}

function fail(message: string): number {
  console.error(message)
  return 1
}
function tell(message: string): number {
  console.log(message)
  return 0
}

// last: what stands above is there when it runs
process.exitCode = await run(process.argv.slice(2))
