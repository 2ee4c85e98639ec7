// Owns: what processes of this machine use: CPU seconds and memory, from /proc (Linux).
// Never looks at the load's own process.
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { familyOf } from '../../e2e/harness/processes.ts'

/** USER_HZ (proc(5)): 100 on every Linux that Node runs on. */
const TICKS_PER_S = 100
/** Short against the conversion of an hour, long against the cost of reading. */
const CHECK_EVERY_MS = 100

export const canMeasure = (): boolean => existsSync('/proc/self/stat')

/** CPU seconds of these processes, all they started, and what of that has ended. */
function cpuSecondsOf(pids: readonly number[]): number {
  const all = new Set(pids.flatMap(familyOf))
  return [...all].reduce((sum, pid) => sum + ticksOf(pid), 0) / TICKS_PER_S
}

/** utime, stime, cutime and cstime, fields 14 to 17 of proc(5); a process that has just ended counts in its parent. */
function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  } catch {
    return 0
  }
}

function residentMBOf(pid: number): number {
  try {
    const kB = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return (Number(kB ?? 0) * 1024) / 1e6
  } catch {
    return 0
  }
}

/** Below this share of a core a process only looks at clocks. */
const IDLE_SHARE = 0.15
const IDLE_LOOK_MS = 2000

/** Waits until these have nothing more to do. @throws Error when that takes longer than `limitMs` */
export async function waitUntilIdle(pids: readonly number[], limitMs: number): Promise<void> {
  const until = performance.now() + limitMs
  for (let before = cpuSecondsOf(pids); ;) {
    await sleep(IDLE_LOOK_MS)
    const now = cpuSecondsOf(pids)
    if (now - before < (IDLE_SHARE * IDLE_LOOK_MS) / 1000) return
    if (performance.now() > until) throw new Error(`the server was not idle within ${limitMs / 1000} s`)
    before = now
  }
}

export type Usage = { cpuSeconds: number; elapsedS: number; rssMB: number }

/** From now until the returned function is called; `rssMB` is the most that `memoryOf` together held at any look. */
export function watchUsage(pids: readonly number[], memoryOf: readonly number[]): () => Usage {
  const fromCpu = cpuSecondsOf(pids)
  const from = performance.now()
  let rssMB = 0
  const look = (): void => {
    rssMB = Math.max(
      rssMB,
      memoryOf.reduce((sum, pid) => sum + residentMBOf(pid), 0),
    )
  }
  look()
  const looking = setInterval(look, CHECK_EVERY_MS)
  return () => {
    clearInterval(looking)
    look()
    return { cpuSeconds: cpuSecondsOf(pids) - fromCpu, elapsedS: (performance.now() - from) / 1000, rssMB }
  }
}
