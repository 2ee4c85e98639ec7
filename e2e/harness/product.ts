// Owns: the real product as a child process, started as the README starts it: its links, its output, its end.
// Never links the server: it is started and spoken to.
import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, readdirSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { scaled } from '../../tools/machine-speed.ts'
import { familyOf, isAlive, killHard, waitFor, waitForEnd } from './processes.ts'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Of `npm start` and deploy/zhishi.service: decision 0019. */
const NODE_FLAG = '--max-semi-space-size=16'
/** The issue's limit for the start of a fresh clone, with the making of the database. */
const READY_LIMIT_MS = scaled(60_000)
/** The README's promise: everything ends within 5 s of TERM or Ctrl-C, children too; on a slow machine its multiple. */
export const STOP_LIMIT_MS = 5000

/** As server/src/recordings/losses/losses.ts says it. */
const LOSS = 'acknowledged bytes of a part are lost'

export type ReadyLine = {
  ready: true
  url: string
  /** `install` only with --lan */
  links: Record<
    'candidate' | 'proctor' | 'organiser' | 'support' | 'examiner' | 'secondExaminer' | 'evidence',
    string
  > & {
    install?: string
  }
  startsAt: number | null
}

type Spawning = { umask?: number; isApart?: boolean; hasFaults?: boolean; input?: string }

/** How a start that was refused ended. */
export type Ended = { code: number | null; stdout: string; stderr: string }

export type Product = {
  readonly url: string
  readonly links: ReadyLine['links']
  readonly ready: ReadyLine
  readonly pid: number
  readonly port: number
  readonly dataDirectory: string
  readonly keysDirectory: string
  /** how long its last start took: the measure of how busy this machine is */
  readonly startedInMs: number
  /** `kill -9` of the server process alone; its PostgreSQL is left behind, as after a crash */
  kill9(): Promise<void>
  /** starts again on the same data, keys and port */
  restart(): Promise<void>
  /** TERM; throws when the server or anything it started is still there after 5 s */
  stop(): Promise<void>
  /** ends whatever is left, for the end of a story; never throws */
  abandon(): Promise<void>
  /** the number of the PostgreSQL that works on the data directory */
  postgresPid(): number
  /** Causes a fault inside the server, by its name; only where it was started with `hasFaults`. Gone after a restart. */
  fault(words: string): Promise<void>
  /** how often it was said openly that acknowledged bytes are gone, by the server or to whoever accepted it */
  lossesTold(): number
  /** how the server process ended that nobody ended here: its exit code or signal; null: it did not */
  endedBy(): string | null
  /** `npm run verify -- --store`, beside the server or without it */
  verifyStore(...args: string[]): Promise<Ended>
  /** Accepts what is short in the store, or what reading all of it finds, if that is `count` parts. @returns how many */
  acceptLoss(count?: string): Promise<number>
  /** resolves once the server process has ended, by whatever */
  ended(): Promise<void>
}

/**
 * @param home a directory of the story's own: data, keys and output lie in it
 * @param options `args` are further ones of the start; `blobs`: where recordings are kept, in the data directory unless said; `isApart`: a terminal's Ctrl-C is not for it; `hasFaults`: the
 * development build of the server, which can be told to fail (tools/faults); `input`: what stands on its stdin
 */
export async function startProduct(
  home: string,
  options: { args?: string[]; blobs?: string } & Spawning = {},
): Promise<Product> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  const dataDirectory = join(home, 'data')
  const keysDirectory = join(home, 'keys')
  const outputFile = join(home, 'server.log')
  let child: ChildProcess
  let ready: ReadyLine
  let startedInMs = 0
  /** the server process that was ended here */
  let ending: ChildProcess | undefined
  let endedBy: string | null = null
  let accepted = 0

  const directories = ['--data', dataDirectory, '--keys', keysDirectory]
  const places = [...directories, ...(options.blobs ? ['--blobs', options.blobs] : [])]

  const begin = async (port: number): Promise<void> => {
    const from = performance.now()
    child = spawnStart(['--json', '--port', String(port), ...places, ...(options.args ?? [])], options)
    const started = child
    started.once('exit', (code, signal) => {
      if (ending !== started) endedBy = `${code === null ? signal : `exit code ${code}`}`
    })
    const output = createWriteStream(outputFile, { flags: 'a' })
    child.stderr?.pipe(output)
    try {
      ready = await readyLine(child, outputFile)
    } catch (error) {
      // a start that was refused is told by this error alone
      ending = started
      endedBy = null
      throw error
    }
    startedInMs = performance.now() - from
  }
  await begin(0)
  const pid = (): number => child.pid ?? 0

  const everyProcess = (): number[] => {
    const postgres = postgresPidIn(dataDirectory)
    return [...new Set([...familyOf(pid()), ...(postgres === undefined ? [] : familyOf(postgres))])]
  }

  return {
    get url() {
      return ready.url
    },
    get links() {
      return ready.links
    },
    get ready() {
      return ready
    },
    get pid() {
      return pid()
    },
    get port() {
      return Number(new URL(ready.url).port)
    },
    get startedInMs() {
      return startedInMs
    },
    dataDirectory,
    keysDirectory,
    async kill9() {
      ending = child
      killHard(pid())
      await waitForEnd([pid()], STOP_LIMIT_MS)
    },
    restart: () => begin(Number(new URL(ready.url).port)),
    async stop() {
      ending = child
      const all = everyProcess()
      child.kill('SIGTERM')
      await waitForEnd(all, STOP_LIMIT_MS)
    },
    async abandon() {
      ending = child
      const all = everyProcess()
      child.kill('SIGTERM')
      await waitForEnd(all, STOP_LIMIT_MS).catch(() => all.forEach(killHard))
    },
    async fault(words) {
      if (!child.stdin || !options.hasFaults)
        throw new Error('this server cannot be told to fail: it was started without hasFaults')
      const from = readFileSync(outputFile, 'utf8').length
      child.stdin.write(`${words}\n`)
      await waitFor(`the server to hear "${words}"`, STOP_LIMIT_MS, () =>
        readFileSync(outputFile, 'utf8').slice(from).includes(`fault: ${words}`),
      )
    },
    lossesTold: () => accepted + readFileSync(outputFile, 'utf8').split(LOSS).length - 1,
    verifyStore: (...args) => verifyStore([...places, ...args]),
    async acceptLoss(count) {
      const how = count === undefined ? [...places, '--lengths'] : places
      const { stdout } = await verifyStore(how)
      const found = /--accept-loss (\d+)/.exec(stdout)?.[1] ?? ''
      if (found !== (count ?? found) || found === '') throw new Error(`not what is to be accepted:\n${stdout}`)
      const done = await verifyStore([...how, '--accept-loss', found])
      if (done.code !== 0) throw new Error(`the loss was not accepted:\n${done.stdout}${done.stderr}`)
      accepted += Number(found)
      return Number(found)
    },
    endedBy: () => endedBy,
    ended: () => waitFor('the end of the server', READY_LIMIT_MS, () => !isAlive(pid())),
    postgresPid() {
      const found = postgresPidIn(dataDirectory)
      if (found === undefined) throw new Error(`no PostgreSQL works in ${dataDirectory}`)
      return found
    },
  }
}

/** `node tools/start.ts …` without waiting for anything; stdout and stderr are pipes, and stdin where faults come by it. */
function spawnStart(args: readonly string[], it: Spawning = {}): ChildProcess {
  const { umask, isApart = false, hasFaults = false, input } = it
  const before = umask === undefined ? undefined : process.umask(umask)
  const child = spawn(process.execPath, [NODE_FLAG, hasFaults ? 'tools/faults/serve.ts' : 'tools/start.ts', ...args], {
    cwd: ROOT,
    env: cleanEnvironment(),
    stdio: [hasFaults || input !== undefined ? 'pipe' : 'ignore', 'pipe', 'pipe'],
    detached: isApart,
  })
  if (before !== undefined) process.umask(before)
  if (input !== undefined) child.stdin?.write(input)
  return child
}

/** Ours without what would lead the product elsewhere: an outside database, npm's own variables. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([name]) => name !== 'DATABASE_URL' && !/^(npm|ZHISHI)_/.test(name))
  return Object.fromEntries(ours)
}

/** Waits for the first line of stdout. @throws Error with the end of the output when the start is refused */
export async function readyLine(child: ChildProcess, outputFile: string): Promise<ReadyLine> {
  if (!child.stdout) throw new Error('the start was spawned without a pipe')
  const lines = createInterface({ input: child.stdout })
  const limit = setTimeout(() => child.kill('SIGKILL'), READY_LIMIT_MS)
  try {
    for await (const line of lines) {
      const said: unknown = line.startsWith('{') ? JSON.parse(line) : undefined
      if (isReady(said)) return said
    }
  } finally {
    clearTimeout(limit)
    // what comes later is drained, so that the pipe never fills
    child.stdout.resume()
  }
  throw new Error(`the product did not start; its output:\n${readFileSync(outputFile, 'utf8').slice(-4000)}`)
}

function isReady(said: unknown): said is ReadyLine {
  return typeof said === 'object' && said !== null && 'ready' in said && said.ready === true
}

/** Runs a start that is expected to be refused. */
export function refusedStart(args: readonly string[]): Promise<Ended> {
  return endOf(spawnStart(args))
}

/** The directories of the attempts of which parts lie on the disk. */
export function attemptDirectories(dataDirectory: string): string[] {
  const blobs = join(dataDirectory, 'blobs')
  return readdirSync(blobs, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(blobs, name))
}

function verifyStore(args: readonly string[]): Promise<Ended> {
  return endOf(
    spawn(process.execPath, ['server/src/cli/verify.ts', '--store', ...args], {
      cwd: ROOT,
      env: cleanEnvironment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
}

async function endOf(child: ChildProcess): Promise<Ended> {
  const limit = setTimeout(() => child.kill('SIGKILL'), READY_LIMIT_MS)
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(limit)
  return { code, stdout, stderr }
}

/** The first line of PostgreSQL's own file is its process number (postmaster.pid). */
function postgresPidIn(dataDirectory: string): number | undefined {
  try {
    return Number(readFileSync(join(dataDirectory, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return undefined
  }
}
