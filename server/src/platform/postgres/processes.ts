// Small means for processes: run one of PostgreSQL's programs, ask whether a process lives, wait for a condition.
// Never reads a clock: limits are timers.

import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorCode } from './refusal.ts'
import type { ServiceUser } from './service-user.ts'

/** Where PostgreSQL's programs are and who runs them. */
export interface Programs {
  /** Holds bin/, lib/ and share/. */
  readonly directory: string
  readonly user: ServiceUser | null
}

/**
 * Starts `bin/<name>` with `cwd` as working directory. `cwd` may lie under parents its user cannot enter: the
 * directory is changed before the user is. The environment is a fresh one, so neither our secrets nor someone's
 * PGDATA or PGOPTIONS reach the child.
 */
export function spawnProgram(
  programs: Programs,
  name: 'postgres' | 'initdb',
  args: readonly string[],
  options: { cwd: string; stdio: StdioOptions; isOwnGroup?: boolean },
): ChildProcess {
  const environment: Record<string, string> = { LC_ALL: 'C', TZ: 'UTC' }
  for (const key of ['PATH', 'SystemRoot', 'TEMP', 'TMP']) {
    const value = process.env[key]
    if (value !== undefined) environment[key] = value
  }
  return spawn(join(programs.directory, 'bin', process.platform === 'win32' ? `${name}.exe` : name), args, {
    ...programs.user,
    cwd: options.cwd,
    env: environment,
    stdio: options.stdio,
    detached: options.isOwnGroup ?? false,
    windowsHide: true,
  })
}

export type ProgramEnd =
  | { readonly kind: 'exited'; readonly code: number | null; readonly signal: NodeJS.Signals | null }
  | { readonly kind: 'notStarted'; readonly error: Error }

/** Resolves when the child has ended, or when it could not be started at all. */
export function endOf(child: ChildProcess): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ kind: 'notStarted', error }))
    child.once('exit', (code, signal) => resolve({ kind: 'exited', code, signal }))
  })
}

/** Everything the child writes to stderr (UTF-8), once that pipe is closed. */
export async function errorOutput(child: ChildProcess): Promise<string> {
  let text = ''
  child.stderr?.setEncoding('utf8')
  for await (const part of child.stderr ?? []) text += String(part)
  return text
}

/** Whether this number is taken: by a living process, whoever owns it, or by a dead one that nobody has collected yet. */
export function isPidTaken(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

/** Whether a living process has this number. Only Linux tells a dead one that nobody has collected yet. */
export function isAlive(pid: number): boolean {
  if (!isPidTaken(pid) || process.platform !== 'linux') return isPidTaken(pid)
  try {
    // proc(5): pid (name) state …; the name may itself hold brackets
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat[stat.lastIndexOf(')') + 2] !== 'Z'
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes(errorCode(error))) return false
    throw error
  }
}

/** Sends the signal; a process that is gone already is no error. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error
  }
}

// Short against every limit below, long against the cost of one check (a stat or a small file read).
const CHECK_EVERY_MS = 20

/** Waits until `check` holds; false when `limitMs` passed first. */
export async function waitUntil(check: () => boolean, limitMs: number): Promise<boolean> {
  const limit = AbortSignal.timeout(limitMs)
  while (!check()) {
    if (limit.aborted) return false
    await sleep(CHECK_EVERY_MS)
  }
  return true
}
