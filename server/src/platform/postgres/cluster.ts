// The embedded PostgreSQL: finds or makes the cluster in a directory, starts it, keeps it running, stops it.
// Knows nothing of tables; never creates users of the machine, and never touches anything outside `base` but a copy of
// the programs in the temp directory.

import { setTimeout as sleep } from 'node:timers/promises'
import { binariesFor, packagedBinaries, removeLeftCopies } from './binaries.ts'
import { clusterPassword, makeReady, openHome, readClusterPassword, rotateLog } from './home.ts'
import { clearDirectory, freePort, runCluster, tryLock, urlOf } from './run-cluster.ts'
import type { ClusterLog, Obtained, Plan, Running } from './run-cluster.ts'
import { readPostmasterFile, stopPostmaster } from './postmaster.ts'
import type { ProgramEnd } from './processes.ts'
import type { ClusterRefusal } from './refusal.ts'
import { serviceUser } from './service-user.ts'

/**
 * - `died`: PostgreSQL ended by itself; it is being started again on the same port
 * - `back`: it answers again
 * - `lost`: another server has taken the directory meanwhile; this one will not start PostgreSQL again
 */
export type ClusterEvent =
  | { readonly kind: 'died'; readonly end: ProgramEnd }
  | { readonly kind: 'back'; readonly pid: number }
  | { readonly kind: 'lost'; readonly refusal: ClusterRefusal }

export interface ClusterOptions {
  /** The directory the cluster lives in; made if missing. One process starts one cluster per base at a time. */
  readonly base: string
  /** True: a committed row survives a power cut. False (tests): nothing is synced, and 200 connections instead of 100. */
  readonly durable: boolean
  readonly log: ClusterLog
  readonly randomBytes: (size: number) => Uint8Array
  readonly onEvent?: (event: ClusterEvent) => void
  /** Directory with bin/, lib/ and share/ of PostgreSQL 18; default: the npm package of this platform. */
  readonly binaries?: string
  /** Proposes a loopback port; called again when that one turns out to be taken. Default: the system's choice. */
  readonly choosePort?: () => Promise<number>
}

export interface Cluster {
  /** Of the PostgreSQL main process; changes when it was started again. */
  readonly pid: number
  /** Connection string for a database, as superuser; stays the same for the life of the cluster. */
  url(database: string): string
  /** Stops PostgreSQL within 5 s and removes what was put in the temp directory. May be called again. */
  stop(): Promise<void>
}

export type StartResult = { readonly ok: true; readonly cluster: Cluster } | ClusterRefusal

/**
 * Starts the embedded PostgreSQL in `base`, making the cluster on the first start and taking it over from a server
 * that was killed. Everything that may go wrong outside the program comes back as a refusal.
 */
export async function startCluster(options: ClusterOptions): Promise<StartResult> {
  const packaged = options.binaries ? { ok: true as const, directory: options.binaries } : packagedBinaries()
  if (!packaged.ok) return packaged
  const opened = await openHome(options.base)
  if (!opened.ok) return opened
  const { home } = opened
  const kept = await clusterPassword(home, options.randomBytes)
  if (!kept.ok) return kept
  const cleared = await clearDirectory(home, kept.password, options.log, new AbortController().signal)
  if (!cleared.ok) return cleared
  const found = serviceUser(home.data)
  if (!found.ok) return found

  await removeLeftCopies(home.base)
  await rotateLog(home)
  const binaries = binariesFor(packaged.directory, found.user, home.base)
  const plan: Plan = {
    home,
    password: kept.password,
    binaries,
    isDurable: options.durable,
    choosePort: options.choosePort ?? freePort,
    log: options.log,
  }
  const started = await makeAndObtain(plan)
  if (started.ok) return { ok: true, cluster: supervise(plan, started.running, options.onEvent) }
  await binaries.remove()
  return started
}

/** Connection string to a database of the cluster that runs in `base` now, started by another process; null: none runs. */
export async function runningClusterUrl(base: string, database: string): Promise<string | null> {
  const opened = await openHome(base)
  if (!opened.ok) return null
  const password = await readClusterPassword(opened.home)
  const file = readPostmasterFile(opened.home.data)
  return password !== null && file?.isReady === true ? urlOf(password, file.port, database) : null
}

async function makeAndObtain(plan: Plan): Promise<Obtained> {
  const ready = await plan.binaries.ready()
  if (!ready.ok) return ready
  const made = await makeReady(plan.home, ready.programs, plan.isDurable)
  return made.ok ? runCluster(plan, null, new AbortController().signal) : made
}

// The first try follows at once; then twice as long each time, and never longer than a proctor would wait unasked.
const BACKOFF_FIRST_MS = 100
const BACKOFF_LIMIT_MS = 10_000

function supervise(plan: Plan, first: Running, onEvent: ClusterOptions['onEvent']): Cluster {
  const { home, password, log } = plan
  const { port } = first.postmaster
  const stopping = new AbortController()
  let running = first

  const stopNow = () => stopPostmaster(running.postmaster.pid, () => !running.postmaster.isRunning())

  const restart = async (): Promise<Running | null> => {
    for (
      let backoffMs = BACKOFF_FIRST_MS;
      !stopping.signal.aborted;
      backoffMs = Math.min(backoffMs * 2, BACKOFF_LIMIT_MS)
    ) {
      const obtained = await runCluster(plan, port, stopping.signal)
      if (obtained.ok) return obtained.running
      if (obtained.reason === 'inUse') {
        log.error({ directory: home.base, pid: obtained.pid }, obtained.message)
        onEvent?.({ kind: 'lost', refusal: obtained })
        return null
      }
      if (stopping.signal.aborted) break
      log.error({ directory: home.base, backoffMs }, obtained.message)
      await sleep(backoffMs, undefined, { signal: stopping.signal }).catch(() => {})
    }
    return null
  }

  // Someone ended our lock's connection while PostgreSQL lives (an operator, a setting): take it again.
  const keepLock = async (current: Running): Promise<void> => {
    let { lock } = current
    for (;;) {
      await lock.ended
      await sleep(BACKOFF_FIRST_MS)
      if (stopping.signal.aborted || !current.postmaster.isRunning()) return
      const again = await tryLock(urlOf(password, port, 'postgres'))
      if (again.kind === 'taken') lock = again.lock
    }
  }

  const watch = async (): Promise<void> => {
    for (;;) {
      const end = await running.postmaster.ended
      if (stopping.signal.aborted) return
      log.error({ end, log: home.log }, 'PostgreSQL ended by itself; starting it again')
      onEvent?.({ kind: 'died', end })
      const next = await restart()
      if (!next) return
      running = next
      if (stopping.signal.aborted) return stopNow()
      void keepLock(next)
      log.info({ pid: running.postmaster.pid, port }, 'PostgreSQL is back')
      onEvent?.({ kind: 'back', pid: running.postmaster.pid })
    }
  }
  const watching = watch()
  void keepLock(first)

  const stop = async (): Promise<void> => {
    stopping.abort()
    await stopNow()
    await watching
    await plan.binaries.remove()
  }
  let stopped: Promise<void> | undefined

  return {
    get pid() {
      return running.postmaster.pid
    },
    url: (database) => urlOf(password, port, database),
    stop: () => (stopped ??= stop()),
  }
}
