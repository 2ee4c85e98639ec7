// Owns: what a family of processes uses over time: memory and processor, from /proc (Linux), and the slope of the memory.
// Never ends a process.
import { readFileSync } from 'node:fs'
import { familyOf } from '../harness/processes.ts'

export type Sample = { atMs: number; memoryMB: number; cpuS: number }

/** Clock ticks a second in /proc/…/stat: 100 on every Linux that Node runs on (sysconf(_SC_CLK_TCK)). */
const TICKS_PER_S = 100
/** The first part of a run fills caches and buffers; what grows after it would grow for ever. */
const WARM_UP_SHARE = 1 / 3

/**
 * Now, over these processes and all they started. Of memory that is shared each sharer's share counts (PSS); the browser's
 * program files do not, because other browsers on the machine share them for a while: when those end, the share rises.
 */
export function sample(pids: readonly number[]): Sample {
  let memoryKB = 0
  let ticks = 0
  for (const member of pids.flatMap(familyOf)) {
    const rollup = read(`/proc/${member}/smaps_rollup`)
    for (const kind of ['Pss_Anon', 'Pss_Shmem'])
      memoryKB += Number(new RegExp(`^${kind}:\\s+(\\d+)`, 'm').exec(rollup)?.[1] ?? 0)
    // behind the name, which may hold anything: fields 14 and 15 of proc(5) are user and system time
    const fields = read(`/proc/${member}/stat`).split(') ').at(-1)?.split(' ') ?? []
    ticks += Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  }
  // otherwise nothing would grow, and the goal be met by nothing
  if (memoryKB === 0 && process.platform === 'linux')
    throw new Error('this system tells no Pss_Anon in /proc/PID/smaps_rollup: Linux 5.4 or newer is needed')
  return { atMs: performance.now(), memoryMB: memoryKB / 1024, cpuS: ticks / TICKS_PER_S }
}

/** Megabytes a minute by least squares, after the warm-up. */
export function memorySlope(samples: readonly Sample[]): number {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE))
  const minutes = warm.map((it) => it.atMs / 60_000)
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, it) => sum + it, 0) / numbers.length
  const [at, memory] = [mean(minutes), mean(warm.map((it) => it.memoryMB))]
  const above = warm.map((it, n) => ((minutes[n] ?? 0) - at) * (it.memoryMB - memory))
  const below = minutes.map((it) => (it - at) ** 2)
  return mean(above) / mean(below)
}

/** Cores in use between the first sample and the last. */
export function coresUsed(samples: readonly Sample[]): number {
  const [first, last] = [samples[0], samples.at(-1)]
  return first && last ? (last.cpuS - first.cpuS) / ((last.atMs - first.atMs) / 1000) : NaN
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
