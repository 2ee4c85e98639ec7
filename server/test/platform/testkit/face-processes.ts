// The face processes that this process has started, and killing one.
import { execFileSync } from 'node:child_process'
import { expect } from 'vitest'
import { isAlive } from '../../../src/platform/postgres/processes.ts'

export function faceProcesses(): number[] {
  const all = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,args=']).toString().split('\n')
  return all.flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line) ?? []
    return Number(parent) === process.pid && args?.includes('face.process.ts') ? [Number(pid)] : []
  })
}

/** Resolves when it is gone. */
export async function killed(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => isAlive(pid)).toBe(false)
}
