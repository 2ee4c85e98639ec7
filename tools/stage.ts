// Runs one stage of `npm run check` or `npm test`: a program of our own node_modules in a process group of its own, so
// that a hung or interrupted stage takes its browsers and databases with it.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** `args` start with the script Node runs. A quiet stage shows its output only when it fails. */
export type Stage = { name: string; args: string[]; isQuiet: boolean; whenItFails: string }

export type StageEnd = { isOk: boolean; isInterrupted: boolean }

export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * From the start of the command. All of `npm test` is to take 20 minutes times the machine's factor; what takes longer than
 * this hangs, on a machine of any speed that is worth waiting for.
 */
const HARD_STOP_MS = 75 * 60_000
/** How long a stopped stage may take to end its databases and browsers before it is killed; they need about 2 s. */
const STOP_LIMIT_MS = 10_000

/** Runs the stage from the repository root and prints one line about its progress and, on failure, what to do. */
export async function runStage(stage: Stage, env: Record<string, string> = {}): Promise<StageEnd> {
  const startedAt = performance.now()
  if (stage.isQuiet) process.stdout.write(`${stage.name.padEnd(17)} `)
  else console.log(`\n${stage.name}`)
  const hasGroup = process.platform !== 'win32'
  const child = spawn(process.execPath, stage.args, {
    cwd: ROOT,
    detached: hasGroup,
    env: { ...process.env, ...env },
    stdio: ['ignore', stage.isQuiet ? 'pipe' : 'inherit', stage.isQuiet ? 'pipe' : 'inherit'],
  })
  const output: Buffer[] = []
  for (const pipe of [child.stdout, child.stderr]) pipe?.on('data', (bytes: Buffer) => output.push(bytes))

  let stoppedBy = ''
  const stop = (reason: string) => {
    stoppedBy = reason
    kill(child, hasGroup, 'SIGTERM')
    setTimeout(() => kill(child, hasGroup, 'SIGKILL'), STOP_LIMIT_MS).unref()
  }
  const onSignal = () => stop('interrupted')
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  // performance.now() counts from the start of this process
  const leftMs = HARD_STOP_MS - performance.now()
  const limit = setTimeout(() => stop(`stopped after ${HARD_STOP_MS / 60_000} minutes`), Math.max(0, leftMs))
  const [code] = (await once(child, 'close')) as [number | null]
  clearTimeout(limit)
  process.off('SIGINT', onSignal).off('SIGTERM', onSignal)

  const isOk = code === 0 && stoppedBy === ''
  const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`
  if (stage.isQuiet) console.log(isOk ? `ok      ${took}` : `FAILED  ${took}`)
  if (!isOk) {
    process.stdout.write(Buffer.concat(output))
    console.log(`${stage.name} failed${stoppedBy && ` (${stoppedBy})`}. ${stage.whenItFails}`)
  }
  return { isOk, isInterrupted: stoppedBy === 'interrupted' }
}

function kill(child: ChildProcess, hasGroup: boolean, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  if (hasGroup) process.kill(-child.pid, signal)
  else child.kill(signal)
}
