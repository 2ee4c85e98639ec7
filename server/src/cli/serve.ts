// Owns: the process of the server: arguments, what is printed at start, signals, exit codes.
// Never prints a secret but the sign-in links it was started to print.
import type { StaffRole } from '@zhishi/core/access'
import type { RunningServer } from '../main.ts'
import { startServer, type Surroundings } from '../main.ts'
import type { Config } from '../config.ts'
import { DEMO_NUMBER } from '../interviews/service.ts'
import { systemClock, systemRandom } from '../platform/clock.ts'
import { loadKeys } from '../platform/keys.ts'
import { announcement, type Links } from './announce.ts'
import { writeLinksFile } from './links-file.ts'

/** After the second interrupt, or if stopping takes longer than this, the process ends at once: the five seconds. */
const STOP_LIMIT_MS = 5000
/** How often a start under npm looks whether npm is still there. */
const PARENT_CHECK_MS = 1000

/** Who started this process, as long as it lives. */
const PARENT = process.ppid

/**
 * Runs the server until a signal ends it. Resolves with the exit code when it could not start.
 * @param more what a development build puts in the place of the system's own
 */
export async function serve(config: Config, more: Pick<Surroundings, 'files'> = {}): Promise<void> {
  if (!config.isJson) console.error('Zhishi 智试 is starting: database, migrations, pages …')
  const starting = startServer(config, { clock: systemClock, random: systemRandom, ...more })
  // from here on a signal is heard, also while the database is still being made
  stopOnSignals(starting)
  const started = await starting
  if (!started.ok) {
    if (config.isJson) console.log(JSON.stringify({ ready: false, reason: started.reason, message: started.message }))
    console.error(started.message)
    process.exitCode = 1
    return
  }
  await announce(started.server, config)
}

async function announce(server: RunningServer, config: Config): Promise<void> {
  const { interviews, staff, scoring } = server.services
  const codeOf = demoCodes(config)
  await interviews.importDemo(codeOf)
  const demo = await interviews.findDemo()
  // until staff have accounts: each link reaches every interview, and an examiner every answer
  const staffLink = async (role: StaffRole, name: string) => {
    const staffId = await staff.enlist(name, { role, interview: 'all', until: null })
    if (role === 'examiner') await scoring.assignAll(staffId)
    return `${server.url}/staff/#signIn=${await staff.issueLink(staffId)}`
  }
  const links: Links = {
    candidate: demo
      ? `${server.url}/candidate/#number=${DEMO_NUMBER}&code=${codeOf(DEMO_NUMBER)}`
      : `${server.url}/candidate/`,
    proctor: await staffLink('proctor', '监督员'),
    organiser: await staffLink('organiser', '组织方'),
    support: await staffLink('support', '技术服务'),
    examiner: await staffLink('examiner', '考官一'),
    secondExaminer: await staffLink('examiner', '考官二'),
    evidence: `${server.url}/evidence/`,
    ...(server.lan ? { install: server.lan.installUrl } : {}),
  }
  const text = announcement(server, config, links, demo?.startsAt ?? null)
  if (config.isJson || process.stdout.isTTY) return console.log(text)
  const file = writeLinksFile(config.keysDirectory, `${text}\n`)
  console.log(`\n智试 Zhishi serves ${server.url}\n登录链接在 / the sign-in links are in ${file}`)
}

/** The demo's codes are derived from the master key, so that every start can print them and no database holds them. */
function demoCodes(config: Config): (number: string) => string {
  const keys = loadKeys(config.keysDirectory, systemRandom)
  return (number) => keys.mac('demoCodes', number).toString('hex').slice(0, 10).toUpperCase()
}

/** Ends the process on a signal, or when npm that started it is gone: killed hard, npm passes no signal on. */
function stopOnSignals(starting: ReturnType<typeof startServer>): void {
  let isStopping = false
  const stop = () => {
    if (isStopping) process.exit(1)
    isStopping = true
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref()
    starting
      .then((started) => (started.ok ? started.server.stop() : undefined))
      .then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error)
          process.exit(1)
        },
      )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  if (process.env['npm_lifecycle_event'] === undefined) return
  setInterval(() => {
    if (process.ppid !== PARENT && !isStopping) stop()
  }, PARENT_CHECK_MS).unref()
}
