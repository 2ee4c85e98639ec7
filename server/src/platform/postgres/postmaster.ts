// One PostgreSQL main process ("postmaster"): start it on a port, know when it is ready, recognise one that an earlier
// server left behind, stop it. Never decides whether one may be stopped: that is cluster.ts.

import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { directoryArgument } from './home.ts'
import type { Home } from './home.ts'
import { endOf, isAlive, signalProcess, spawnProgram, waitUntil } from './processes.ts'
import type { ProgramEnd, Programs } from './processes.ts'
import { errorCode } from './refusal.ts'

export interface Postmaster {
  readonly pid: number
  readonly port: number
  /** Resolves when the process has ended, for whatever reason. */
  readonly ended: Promise<ProgramEnd>
  readonly isRunning: () => boolean
}

export type Launch =
  | { readonly kind: 'ready'; readonly postmaster: Postmaster }
  | { readonly kind: 'failed'; readonly cause: 'portTaken' | 'directoryBusy' | 'other'; readonly output: string }

export interface LaunchOptions {
  readonly home: Home
  readonly programs: Programs
  readonly port: number
  readonly isDurable: boolean
  /** Called about every 10 s while PostgreSQL repairs itself after a crash. */
  readonly onWaiting: () => void
  /** Ends the wait: the process is stopped again. */
  readonly signal: AbortSignal
}

const READY_CHECK_MS = 20
const WAITING_NOTICE_MS = 10_000

/**
 * Starts PostgreSQL and waits until it answers. There is no time limit while the process lives: after a crash it reads
 * its log back first, and ending it then would only make it start over.
 */
export async function launchPostmaster(options: LaunchOptions): Promise<Launch> {
  const { home, port, signal } = options
  const log = openSync(home.log, 'a', 0o600)
  const logStart = fstatSync(log).size
  // A process group of its own: Ctrl-C in the terminal goes to us, and we stop PostgreSQL when we are done with it.
  const child = spawnProgram(options.programs, 'postgres', postgresArguments(options), {
    cwd: home.data,
    stdio: ['ignore', log, log],
    isOwnGroup: true,
  })
  closeSync(log)
  let isRunning = true
  const pid = child.pid
  // However our process ends, short of being killed itself, PostgreSQL goes with it.
  const onExit = () => {
    if (pid !== undefined) signalProcess(pid, 'SIGINT')
  }
  process.once('exit', onExit)
  const ended = endOf(child).finally(() => {
    isRunning = false
    process.off('exit', onExit)
  })
  if (pid === undefined) {
    const end = await ended
    return { kind: 'failed', cause: 'other', output: end.kind === 'notStarted' ? end.error.message : '' }
  }
  for (let waitedMs = 0; ; waitedMs += READY_CHECK_MS) {
    const file = readPostmasterFile(home.data)
    if (file?.pid === pid && file.isReady) break
    if (signal.aborted) await stopPostmaster(pid, () => !isRunning)
    if (!isRunning) {
      const output = tail(home.log, logStart)
      return { kind: 'failed', cause: failureCause(output), output }
    }
    if (waitedMs > 0 && waitedMs % WAITING_NOTICE_MS === 0) options.onWaiting()
    await sleep(READY_CHECK_MS)
  }
  return { kind: 'ready', postmaster: { pid, port, ended, isRunning: () => isRunning } }
}

function postgresArguments({ home, port, isDurable }: LaunchOptions): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    // No socket file: its lock in /tmp outlives a crash and stands in the way of the next start.
    unix_socket_directories: '',
    // The server's pools stay far below 100; every test file of a parallel run has pools of its own.
    max_connections: isDurable ? '100' : '200',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    [DIRECTORY_MARK]: home.data,
    ...(isDurable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  return [
    '-D',
    directoryArgument(home.data),
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
}

// A setting PostgreSQL keeps without using it: it shows in the process list and tells whose process it is.
const DIRECTORY_MARK = 'zhishi.directory'

function failureCause(output: string): 'portTaken' | 'directoryBusy' | 'other' {
  if (/could not bind|could not create any TCP\/IP sockets/.test(output)) return 'portTaken'
  if (/lock file "postmaster.pid"|pre-existing shared memory block/.test(output)) return 'directoryBusy'
  return 'other'
}

// What fits on a screen and holds the reason: PostgreSQL prints it last.
const TAIL_BYTES = 2000

function tail(path: string, from: number): string {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const start = Math.max(from, size - TAIL_BYTES)
    const bytes = Buffer.alloc(Math.max(0, size - start))
    readSync(file, bytes, 0, bytes.length, start)
    return bytes.toString('utf8').trim()
  } finally {
    closeSync(file)
  }
}

/**
 * Reads data/postmaster.pid, which a running PostgreSQL writes and a killed one leaves behind. Lines (PostgreSQL's
 * miscadmin.h): 1 process, 2 directory, 3 start, 4 port, 5 socket directory, 6 address, 7 memory key, 8 state.
 */
export function readPostmasterFile(
  data: string,
): { readonly pid: number; readonly port: number; readonly isReady: boolean } | null {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Number(lines[0]), port: Number(lines[3]), isReady: lines[7]?.trim() === 'ready' }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null
    throw error
  }
}

/**
 * Whether process `pid` is a PostgreSQL main process working on `data`; false also for a dead one and for a stranger
 * that got the same number later. Outside Linux any live process counts: asking the database must tell.
 */
export function isPostmasterOf(pid: number, data: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  if (process.platform !== 'linux') return isAlive(pid)
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    if (basename(args[0] ?? '') !== 'postgres') return false
    if (args.includes(`${DIRECTORY_MARK}=${data}`)) return true
    // One started by hand. It has the owner of its directory (PostgreSQL insists), and works inside it.
    const ours = statSync(data)
    if (statSync(`/proc/${pid}`).uid !== ours.uid) return false
    const its = workingDirectory(pid)
    return its === null || (its.dev === ours.dev && its.ino === ours.ino)
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(errorCode(error))) return false
    throw error
  }
}

// Null where the system hides it from us (root of a container): then the owner alone must do, on the safe side.
function workingDirectory(pid: number): Stats | null {
  try {
    return statSync(`/proc/${pid}/cwd`)
  } catch (error) {
    if (['EACCES', 'EPERM'].includes(errorCode(error))) return null
    throw error
  }
}

// Together under the 5 s that a whole stop may take. A fast shutdown ends connections, writes a checkpoint and is
// normally done in 0.1 s; an immediate one loses nothing either, the next start reads the log back.
const FAST_LIMIT_MS = 3500
const IMMEDIATE_LIMIT_MS = 700

/** Stops a postmaster: fast shutdown, then immediate, then kill. Returns when it is gone. */
export async function stopPostmaster(pid: number, isGone: () => boolean): Promise<void> {
  if (isGone()) return
  signalProcess(pid, 'SIGINT')
  if (await waitUntil(isGone, FAST_LIMIT_MS)) return
  signalProcess(pid, 'SIGQUIT')
  if (await waitUntil(isGone, IMMEDIATE_LIMIT_MS)) return
  signalProcess(pid, 'SIGKILL')
  await waitUntil(isGone, IMMEDIATE_LIMIT_MS)
}
