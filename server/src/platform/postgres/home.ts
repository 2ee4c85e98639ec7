// The directory the embedded PostgreSQL lives in: its paths, its password, its log file, the making of the cluster.
// Never deletes a finished cluster, and never follows the files of a running one: see postmaster.ts.
//
//   base/data                     the cluster; exists only once it is finished (made beside, then renamed)
//   base/postgres-password        of the superuser, 0600
//   base/postgres.log[.1]         what PostgreSQL prints
//   base/postgres-new.<pid>       a cluster being made by process <pid>
//   base/postgres-binaries.<pid>  names the copy of the programs that process <pid> uses

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, link, mkdir, open, readFile, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { endOf, errorOutput, isAlive, spawnProgram } from './processes.ts'
import type { Programs } from './processes.ts'
import { errorCode, refuse, refuseDirectory } from './refusal.ts'
import type { ClusterRefusal } from './refusal.ts'
import type { ServiceUser } from './service-user.ts'

export const SUPERUSER = 'zhishi'

export interface Home {
  readonly base: string
  readonly data: string
  readonly password: string
  readonly log: string
}

/** Makes `base` (0700) if it is missing and proves that we can work there. */
export async function openHome(base: string): Promise<{ readonly ok: true; readonly home: Home } | ClusterRefusal> {
  const wanted = resolve(base)
  try {
    await mkdir(wanted, { recursive: true, mode: 0o700 })
    const probe = join(wanted, `postgres-probe.${process.pid}`)
    await writeFile(probe, '')
    await rm(probe)
  } catch (error) {
    return refuseDirectory(wanted, error)
  }
  const real = await realpath(wanted)
  const home: Home = {
    base: real,
    data: join(real, 'data'),
    password: join(real, 'postgres-password'),
    log: join(real, 'postgres.log'),
  }
  for (const path of [home.data, home.password, home.log]) {
    const refusal = await refuseForeign(path)
    if (refusal) return refusal
  }
  return { ok: true, home }
}

// PostgreSQL accepts only a directory of its own user, and an ordinary user cannot become another.
async function refuseForeign(path: string): Promise<ClusterRefusal | null> {
  const ours = process.geteuid?.() ?? 0
  if (ours === 0 || !existsSync(path)) return null
  const { uid } = await stat(path)
  if (uid === ours) return null
  return refuse(
    'notWritable',
    `${path} belongs to the user with uid ${uid}. Start the server as that user or as root, ` +
      'or give the whole data directory to the user that starts it (chown -R).',
  )
}

// 24 bytes = 192 bits: out of reach of guessing, and hexadecimal needs no quoting in a URL.
const PASSWORD_BYTES = 24

/**
 * The superuser's password: the kept one, or a new one if there is no cluster yet. Two servers starting at once on an
 * empty directory read the same one (the file appears whole, and only once).
 */
export async function clusterPassword(
  home: Home,
  randomBytes: (size: number) => Uint8Array,
): Promise<{ readonly ok: true; readonly password: string } | ClusterRefusal> {
  const kept = await readClusterPassword(home)
  if (kept !== null) return { ok: true, password: kept }
  if (isFinished(home)) {
    return refuse(
      'passwordLost',
      `The database in ${home.data} is whole, but its password file ${home.password} is missing or empty. ` +
        'Put that file back from the backup.',
    )
  }
  const draft = `${home.password}.${process.pid}`
  try {
    await writeFile(draft, `${Buffer.from(randomBytes(PASSWORD_BYTES)).toString('hex')}\n`, { mode: 0o600 })
    await syncToDisk(draft)
    // An empty one is not of our making, and there is no cluster it could belong to.
    if (existsSync(home.password) && (await readClusterPassword(home)) === null) await rm(home.password)
    await link(draft, home.password)
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') return refuseDirectory(home.base, error)
  } finally {
    await rm(draft, { force: true })
  }
  return clusterPassword(home, randomBytes)
}

/** The kept password, or null if there is none. */
export async function readClusterPassword(home: Home): Promise<string | null> {
  try {
    return (await readFile(home.password, 'utf8')).trim() || null
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

/** Whether base/data holds a finished cluster. */
function isFinished(home: Home): boolean {
  return existsSync(join(home.data, 'PG_VERSION'))
}

/**
 * Makes the cluster if there is none, and sees to the rights of an existing one. A cluster is made under another name
 * and renamed when finished, so a half-made one never passes for a finished one.
 */
export async function makeReady(
  home: Home,
  programs: Programs,
  isDurable: boolean,
): Promise<{ readonly ok: true } | ClusterRefusal> {
  for (const half of await leftByTheDead(home.base, 'postgres-new')) await removeTree(half)
  if (isFinished(home)) {
    await adopt(home, programs.user)
    return { ok: true }
  }
  if (existsSync(home.data) && (await readdir(home.data)).length > 0) {
    return refuse(
      'notACluster',
      `${home.data} holds files but no PostgreSQL database. Nothing was changed there. ` +
        'Move that directory away or name another data directory.',
    )
  }
  const workshop = join(home.base, `postgres-new.${process.pid}`)
  try {
    const failure = await runInitdb(home, workshop, programs, isDurable)
    if (failure !== null) {
      return refuse('didNotStart', `The database in ${home.base} could not be made (initdb): ${failure}`)
    }
    await rename(join(workshop, 'data'), home.data)
    await syncToDisk(home.base)
    return { ok: true }
  } catch (error) {
    // Another server was quicker with the same empty directory: its cluster is the one.
    if (['ENOTEMPTY', 'EEXIST'].includes(errorCode(error)) && isFinished(home)) return { ok: true }
    return refuseDirectory(home.base, error)
  } finally {
    await removeTree(workshop)
  }
}

async function runInitdb(home: Home, workshop: string, programs: Programs, isDurable: boolean): Promise<string | null> {
  const data = join(workshop, 'data')
  await mkdir(data, { recursive: true, mode: 0o700 })
  // initdb opens the password file itself: it gets a copy of its own, by descriptor, as its user may not reach the path.
  const passwordCopy = join(workshop, 'password')
  await writeFile(passwordCopy, await readFile(home.password), { mode: 0o600 })
  const { user } = programs
  if (user) for (const path of [data, passwordCopy]) await chown(path, user.uid, user.gid)
  const password = await open(passwordCopy, 'r')
  try {
    const where = process.platform === 'linux' ? '/proc/self/fd/3' : passwordCopy
    const child = spawnProgram(
      programs,
      'initdb',
      [
        `--pgdata=${directoryArgument(data)}`,
        `--username=${SUPERUSER}`,
        '--auth=scram-sha-256',
        `--pwfile=${where}`,
        '--encoding=UTF8',
        '--locale=C',
        ...(isDurable ? [] : ['--no-sync']),
      ],
      { cwd: data, stdio: ['ignore', 'ignore', 'pipe', password.fd] },
    )
    const [end, text] = await Promise.all([endOf(child), errorOutput(child)])
    if (end.kind === 'notStarted') return end.error.message
    return end.code === 0 ? null : text.trim() || `ended by ${end.signal ?? end.code}`
  } finally {
    await password.close()
  }
}

/**
 * How PostgreSQL's programs are told their directory, given that it is their working directory. On Linux the link
 * /proc/self/cwd leads there without passing the parents, which the service user often cannot enter.
 */
export function directoryArgument(data: string): string {
  return process.platform === 'linux' ? '/proc/self/cwd' : data
}

// A cluster restored by root (cp, tar without owners) belongs to root: hand it to the service user.
async function adopt(home: Home, user: ServiceUser | null): Promise<void> {
  if (!user || (await stat(home.data)).uid !== 0) return
  const commands = [
    ['chown', '-R', `${user.uid}:${user.gid}`, home.data],
    ['chmod', '0700', home.data],
  ] as const
  for (const [command, ...args] of commands) await endOf(spawn(command, args, { stdio: 'ignore' }))
}

// An initdb whose server was killed may go on writing for a second: `rm` tries again when a directory fills meanwhile.
function removeTree(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

/**
 * Paths in `base` named `<name>.<pid>` whose process is gone. Our own number counts as gone: in a container every run
 * has the same one. So one process must not start two clusters on one base at the same time.
 */
export async function leftByTheDead(base: string, name: string): Promise<string[]> {
  const left: string[] = []
  for (const entry of await readdir(base)) {
    const pid = Number(entry.startsWith(`${name}.`) ? entry.slice(name.length + 1) : Number.NaN)
    if (Number.isInteger(pid) && (pid === process.pid || !isAlive(pid))) left.push(join(base, entry))
  }
  return left
}

// Enough for days of ordinary lines; one older file is kept.
const LOG_LIMIT_BYTES = 10 * 1024 * 1024

/** Moves a log over 10 MB aside, replacing the one moved before. */
export async function rotateLog(home: Home): Promise<void> {
  if (existsSync(home.log) && (await stat(home.log)).size > LOG_LIMIT_BYTES) await rename(home.log, `${home.log}.1`)
}

// Windows cannot open a directory for this; there the rename is durable by the journal of NTFS.
async function syncToDisk(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
