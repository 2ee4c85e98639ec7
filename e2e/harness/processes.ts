// Owns: looking at the processes of this machine: whether one lives, what it started, waiting for something to hold.
// Never ends a process that a story did not start.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { scaled } from '../../tools/machine-speed.ts'

/** Short against every limit here, long against the cost of one look. */
const CHECK_EVERY_MS = 25

/**
 * Waits until `holds` does.
 * @param limitMs for an idle machine of the reference's speed (tools/machine-speed.ts)
 * @throws Error naming `what` when the limit, as it is for this machine, passed first
 */
export async function waitFor(what: string, limitMs: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  const limit = performance.now() + scaled(limitMs)
  while (!(await holds())) {
    if (performance.now() > limit) throw new Error(`waited ${scaled(limitMs) / 1000} s in vain for: ${what}`)
    await sleep(CHECK_EVERY_MS)
  }
}

/** Whether a living process has this number; a dead one that nobody has collected yet does not count. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  return process.platform !== 'linux' || linuxProcess(pid) !== undefined
}

/** The process and everything it started, directly or through others, living now. */
export function familyOf(pid: number): number[] {
  const parentOf = process.platform === 'linux' ? linuxParents() : otherParents()
  const family = [pid]
  for (const member of family) {
    for (const [child, parent] of parentOf) if (parent === member) family.push(child)
  }
  return family.filter(isAlive)
}

/** How a living process was started; empty where the system does not say. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/** `kill -9`; a process that is gone already is no error. */
export function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Waits until all of them have ended. @throws Error naming those that have not */
export async function waitForEnd(pids: readonly number[], limitMs: number): Promise<void> {
  await waitFor(`the end of process ${pids.join(', ')}`, limitMs, () => !pids.some(isAlive)).catch(() => {
    throw new Error(`still running after ${scaled(limitMs) / 1000} s: process ${pids.filter(isAlive).join(', ')}`)
  })
}

function linuxParents(): Map<number, number> {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const found = /^\d+$/.test(name) ? linuxProcess(Number(name)) : undefined
    if (found) parents.set(Number(name), found.parent)
  }
  return parents
}

/** proc(5): `pid (name) state parent …`; the name may itself hold brackets. Undefined: gone, or dead and not collected. */
function linuxProcess(pid: number): { parent: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [condition, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return condition === 'Z' ? undefined : { parent: Number(parent) }
  } catch {
    return undefined
  }
}

function otherParents(): Map<number, number> {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  return new Map(lines.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]))
}
