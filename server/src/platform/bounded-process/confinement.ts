// Owns: what this system gives to hold a process from outside, and the command that starts one with it.
// Never needs any of it: where nothing is given, the parent's own watch of memory and time remains.
import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = realpathSync(fileURLToPath(new URL('../../../..', import.meta.url)))
/** The program itself and its packages; no data, no keys, no settings of the system. */
const MAY_READ = ['package.json', 'node_modules', 'server/package.json', 'server/src', 'core/package.json', 'core/src']

/** Where memory can be seen from outside; `none`: only the heap of JavaScript has a limit. */
export type MemoryMonitor = 'proc' | 'ps' | 'none'
export type Confinement = {
  memoryMonitor: MemoryMonitor
  /** setrlimit: memory by allocation, length of files, processor time, no core dump */
  hasLimits: boolean
  /** unshare(1): a network of its own with nothing in it; with a user namespace where that needs one */
  network: 'own' | 'ownByUser' | 'shared'
  /** setpriv(1): it is killed when its parent ends, whatever it does, and gains no rights by a file */
  diesWithParent: boolean
}

export type Limits = {
  /** of the heap of JavaScript; bytes of files and pictures lie beside it */
  heapMB: number
  /** all that is resident */
  memoryMaxBytes: number
  /** of the one file it may write; 0: none */
  outputMaxBytes: number
  /** native code of a package, which the permission model otherwise keeps out */
  mayLoadAddons: boolean
}

/**
 * A process of Node that does nothing has 576 MB that RLIMIT_DATA counts (stacks of its threads, what V8 sets aside; Node 24 on
 * Linux, 2026-11-30): the limit is a wall behind the watch, for what grows faster than anybody looks.
 */
const DATA_BESIDE_BYTES = 1024 ** 3
/** One hour of processor time: what loops after its parent was killed ends, where nothing else ends it. */
const CPU_MAX_S = 3600
/** V8 takes three times this for what has just been made; more was no quicker for media (docs/performance.md). */
const SEMI_SPACE_MB = 8

const PROBE = `
(ulimit -c 0 && ulimit -d 4000000 && ulimit -f 1000 && ulimit -t 60) 2>/dev/null && echo limits
setpriv --no-new-privs --pdeathsig KILL true 2>/dev/null && echo death
if unshare -n true 2>/dev/null; then echo own; elif unshare -Un true 2>/dev/null; then echo ownByUser; fi`

let found: Promise<Confinement> | undefined

/** Asked once; a system that gives nothing is an answer. */
export function findConfinement(): Promise<Confinement> {
  found ??= probe()
  return found
}

async function probe(): Promise<Confinement> {
  const memoryMonitor = process.platform === 'linux' ? 'proc' : process.platform === 'darwin' ? 'ps' : 'none'
  if (memoryMonitor === 'none') return { memoryMonitor, hasLimits: false, network: 'shared', diesWithParent: false }
  const said = await promisify(execFile)('/bin/sh', ['-c', PROBE], { env: {} }).catch(() => ({ stdout: '' }))
  const words = said.stdout.split('\n')
  return {
    memoryMonitor,
    hasLimits: words.includes('limits'),
    network: (['own', 'ownByUser'] as const).find((one) => words.includes(one)) ?? 'shared',
    diesWithParent: words.includes('death'),
  }
}

/** Program and arguments; it has the number of the process that is started, as each step becomes the next. */
export function commandFor(script: URL, given: Confinement, limits: Limits): [string, ...string[]] {
  const node = [
    process.execPath,
    '--permission',
    ...[...MAY_READ.map((path) => join(ROOT, path)), fileURLToPath(script)].map((path) => `--allow-fs-read=${path}`),
    ...(limits.mayLoadAddons ? ['--allow-addons'] : []),
    // it is said once, by the server, what holds a process
    '--disable-warning=SecurityWarning',
    `--max-old-space-size=${limits.heapMB}`,
    `--max-semi-space-size=${SEMI_SPACE_MB}`,
    fileURLToPath(script),
  ]
  const steps = [
    ...(given.hasLimits ? ['/bin/sh', '-c', limitsText(limits), 'sh'] : []),
    ...(given.network === 'own' ? ['unshare', '-n'] : given.network === 'ownByUser' ? ['unshare', '-Un'] : []),
    ...(given.diesWithParent ? ['setpriv', '--no-new-privs', '--pdeathsig', 'KILL'] : []),
  ]
  return [...steps, ...node] as [string, ...string[]]
}

/** sh counts memory in KiB and files in blocks of 512 bytes (POSIX), and sets PWD. */
function limitsText({ memoryMaxBytes, outputMaxBytes }: Limits): string {
  const dataKiB = Math.ceil((memoryMaxBytes + DATA_BESIDE_BYTES) / 1024)
  const blocks = Math.ceil(outputMaxBytes / 512)
  return `ulimit -c 0; ulimit -d ${dataKiB}; ulimit -f ${blocks}; ulimit -t ${CPU_MAX_S}; exec env -i "$@"`
}
