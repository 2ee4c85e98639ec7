// Gets a PostgreSQL of our own on a directory: clears away one that a killed server left behind, starts ours, takes the
// lock. Owns the question who may work on a directory; two servers starting at once leave exactly one of them.

import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { acquireDirectoryLock, directoryLockHolder } from './directory-lock.ts'
import type { Lock } from './directory-lock.ts'
import { SUPERUSER } from './home.ts'
import type { Home } from './home.ts'
import { isPostmasterOf, launchPostmaster, readPostmasterFile, stopPostmaster } from './postmaster.ts'
import type { Postmaster } from './postmaster.ts'
import { isPidTaken } from './processes.ts'
import { refuse } from './refusal.ts'
import type { ClusterRefusal } from './refusal.ts'

/** The part of a pino logger the launcher uses. */
export interface ClusterLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** Everything one start needs, settled. */
export interface Plan {
  readonly home: Home
  readonly password: string
  readonly binaries: Binaries
  readonly isDurable: boolean
  readonly choosePort: () => Promise<number>
  readonly log: ClusterLog
}

export interface Running {
  readonly postmaster: Postmaster
  readonly lock: Lock
}

export type Obtained = { readonly ok: true; readonly running: Running } | ClusterRefusal

const START_ATTEMPTS = 5

/** Starts a postmaster, on `port` or a free one, and takes the directory's lock. */
export async function runCluster(plan: Plan, port: number | null, signal: AbortSignal): Promise<Obtained> {
  const { home, password, log } = plan
  let output = ''
  for (let attempt = 1; attempt <= START_ATTEMPTS && !signal.aborted; attempt++) {
    const cleared = await clearDirectory(home, password, log, signal)
    if (!cleared.ok) return cleared
    const ready = await plan.binaries.ready()
    if (!ready.ok) return ready
    const launched = await launchPostmaster({
      home,
      programs: ready.programs,
      port: port ?? (await plan.choosePort()),
      isDurable: plan.isDurable,
      onWaiting: () => log.warn({ directory: home.data }, 'PostgreSQL is still recovering from its log'),
      signal,
    })
    if (launched.kind === 'ready') {
      const { postmaster } = launched
      const taken = await tryLock(urlOf(password, postmaster.port, 'postgres'))
      if (taken.kind === 'taken') return { ok: true, running: { postmaster, lock: taken.lock } }
      await stopPostmaster(postmaster.pid, () => !postmaster.isRunning())
      if (taken.kind === 'held') return refuseInUse(home, taken.pid)
      output = taken.error.message
    } else {
      output = launched.output
      if (launched.cause === 'other') break
    }
    // A busy directory or port is mostly one that is just being left.
    await sleep(100 * attempt)
  }
  return refuse('didNotStart', `PostgreSQL did not start on ${home.data}; its log is ${home.log}:\n${output}`)
}

// A server that was killed frees its lock when the system closes its connection, a moment later.
const LOCK_ATTEMPTS = 10
const RETRY_MS = 100
// A PostgreSQL that neither answers nor ends for this long is shutting down with much to write, or hangs.
const SILENT_LIMIT_MS = 30_000

/**
 * Makes sure that no PostgreSQL runs on the directory: stops one that nobody uses any more (its server was killed),
 * refuses if a server uses it.
 */
export async function clearDirectory(
  home: Home,
  password: string,
  log: ClusterLog,
  signal: AbortSignal,
): Promise<{ readonly ok: true } | ClusterRefusal> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(SILENT_LIMIT_MS)])
  let held = 0
  for (;;) {
    const file = readPostmasterFile(home.data)
    if (!file) return { ok: true }
    const isGone = () => !isPostmasterOf(file.pid, home.data)
    if (isGone()) {
      // PostgreSQL replaces a dead one's file itself, but takes any process that has its number by now for a postmaster.
      if (isPidTaken(file.pid)) await rm(join(home.data, 'postmaster.pid'), { force: true })
      return { ok: true }
    }
    const taken = await tryLock(urlOf(password, file.port, 'postgres'))
    if (taken.kind === 'taken') {
      log.warn({ pid: file.pid, directory: home.data }, 'stopping the PostgreSQL that a killed server left behind')
      await stopPostmaster(file.pid, isGone)
      await taken.lock.release()
      continue
    }
    if (taken.kind === 'held' && ++held >= LOCK_ATTEMPTS) return refuseInUse(home, taken.pid)
    if (limit.aborted) return refuseInUse(home, file.pid)
    await sleep(RETRY_MS)
  }
}

function refuseInUse(home: Home, pid: number | null): ClusterRefusal {
  const holder = pid === null ? 'another process' : `process ${pid}`
  return refuse(
    'inUse',
    `The data directory ${home.base} is in use by ${holder}. Stop that one first, or name another directory.`,
    pid,
  )
}

export type LockAttempt =
  | { readonly kind: 'taken'; readonly lock: Lock }
  | { readonly kind: 'held'; readonly pid: number | null }
  | { readonly kind: 'unreachable'; readonly error: Error }

/** Like acquireDirectoryLock, with a failure to connect as a value. */
export async function tryLock(url: string): Promise<LockAttempt> {
  try {
    const lock = await acquireDirectoryLock(url)
    return lock ? { kind: 'taken', lock } : { kind: 'held', pid: await directoryLockHolder(url) }
  } catch (error) {
    // Starting up, shutting down, gone, or not letting us in: the caller tries again or gives up.
    if (error instanceof Error && !(error instanceof TypeError)) return { kind: 'unreachable', error }
    throw error
  }
}

/** Connection string for a database of the cluster, as superuser. */
export function urlOf(password: string, port: number, database: string): string {
  // sslmode: the loopback cluster has no TLS, whatever PGSSLMODE says in our environment.
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}?sslmode=disable`
}

/** A loopback port that is free at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
