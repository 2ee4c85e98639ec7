// Owns: `npm run interview -- import FILE` and `export KEY`: interviews as YAML files, with the files they name beside them.
// Never imports half a file; every problem is printed with its line.
import { readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import pino from 'pino'
import { parseConfig } from '../config.ts'
import { createAttachmentsService } from '../attachments/service.ts'
import { createAuditService } from '../audit/service.ts'
import { createIdPhotosService } from '../id-photos/service.ts'
import { createDrawsService } from '../draws/service.ts'
import {
  createInterviewsService,
  parseInterviewFile,
  readDocumentFiles,
  writeDocumentFiles,
  writeInterviewFile,
  type DocumentProblem,
  type InterviewsService,
} from '../interviews/service.ts'
import { createReviewCodesService } from '../review-codes/service.ts'
import { createPeopleService } from '../people/service.ts'
import { systemClock, systemRandom } from '../platform/clock.ts'
import { openDatabase } from '../platform/database/database.ts'
import { checkInstallation } from '../platform/database/installation.ts'
import { migrateDatabase } from '../platform/database/migrate.ts'
import { joinDatabase } from '../platform/database/obtain.ts'
import { loadKeys } from '../platform/keys.ts'

const USAGE = `Usage:
  npm run interview -- import FILE [--data DIR] [--keys DIR]          checks the file whole, then imports all or nothing
  npm run interview -- check FILE                                     checks only
  npm run interview -- export KEY [FILE] [--data DIR] [--keys DIR]    writes the document (personal codes as hashes)
Attachments and ID photos are read from and written to files beside FILE.`

process.exitCode = await run(process.argv.slice(2))

async function run(argv: string[]): Promise<number> {
  const firstOption = argv.findIndex((one) => one.startsWith('--'))
  const words = firstOption === -1 ? argv : argv.slice(0, firstOption)
  const [action, subject, target] = words
  if (!subject || (action !== 'import' && action !== 'check' && action !== 'export')) return fail(USAGE)
  const parsed = parseConfig(argv.slice(words.length), process.env)
  if (!parsed.ok) return fail(`${parsed.problems.join('\n')}\n\n${USAGE}`)
  if (action === 'export') return withInterviews(parsed.config, (interviews) => exportFile(interviews, subject, target))
  return importFile(parsed.config, subject, action === 'check')
}

async function importFile(
  config: Parameters<typeof withInterviews>[0],
  file: string,
  isCheckOnly: boolean,
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
  if (isCheckOnly) {
    return tell(`${file} is right: ${document.sittings.length} sitting(s), ${files.size} file(s) beside it.`)
  }
  return withInterviews(config, async (interviews) => {
    const done = await interviews.importDocument(document, files)
    if (!done.ok) {
      return fail(
        `Interview "${document.key}" has begun: candidates have already signed in to it. Nothing was imported. Give the file another key.`,
      )
    }
    return tell(
      `${done.isReplaced ? 'Replaced' : 'Imported'} interview "${document.key}": ${done.sittings} sitting(s), ${done.attempts} attempt(s).`,
    )
  })
}

async function exportFile(interviews: InterviewsService, key: string, target: string | undefined): Promise<number> {
  const document = await interviews.exportDocument(key)
  if (!document) return fail(`There is no interview "${key}".`)
  const yaml = writeInterviewFile(document)
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

async function withInterviews(
  config: Extract<ReturnType<typeof parseConfig>, { ok: true }>['config'],
  work: (interviews: InterviewsService) => Promise<number>,
): Promise<number> {
  const log = pino({ level: 'error' }, pino.destination(2))
  const obtained = await joinDatabase(config, { log, random: systemRandom })
  if (!obtained.ok) return fail(obtained.message)
  const database = openDatabase(obtained.url, (error) => log.warn({ err: error }, 'a database connection broke'))
  try {
    await migrateDatabase(obtained.url)
    const keys = loadKeys(config.keysDirectory, systemRandom)
    const it = { db: database.db, clock: systemClock, random: systemRandom, keys }
    if (!(await checkInstallation(it.db, keys.masterKeyId, systemClock.now()))) {
      return fail(
        `The keys in ${config.keysDirectory} are not those of this database. Name the right directory with --keys.`,
      )
    }
    const audit = createAuditService(it)
    const people = createPeopleService({ ...it, audit })
    const draws = createDrawsService(it)
    const attachments = createAttachmentsService({ ...it, audit })
    return await work(
      createInterviewsService({
        ...it,
        people,
        audit,
        draws,
        attachments,
        idPhotos: createIdPhotosService(it),
        reviewCodes: createReviewCodesService(it),
      }),
    )
  } finally {
    await database.close()
    await obtained.stop()
  }
}

function failAt(file: string, problems: readonly DocumentProblem[]): number {
  const lines = problems.map((it) => `${file}:${it.line}:${it.column} ${it.path ? `${it.path}: ` : ''}${it.message}`)
  return fail(`${lines.join('\n')}\n${problems.length} problem(s); nothing was imported.`)
}

function fail(message: string): number {
  console.error(message)
  return 1
}
function tell(message: string): number {
  console.log(message)
  return 0
}
