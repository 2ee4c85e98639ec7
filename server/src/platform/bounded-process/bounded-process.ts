// Owns: one process in which something from outside is parsed: started with all that the system gives to hold it
// (confinement.ts), watched for memory, spoken to by frames, killed. It has no environment and no file of ours but the
// program's own, and one that it may write where it is given one.
// Never waits for it: whatever it does, `end` ends it.
import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import type { Duplex } from 'node:stream'
import { commandFor, type Confinement, type Limits } from './confinement.ts'
import { createFrameReader, writeFrame } from './frames.ts'
import { monitorMemory } from './memory.ts'
import { PORT_FD } from './messages.ts'

/** Why a process is gone, when nobody ended it. */
export type Died = 'tooLarge' | 'tookTooLong' | 'crashed'

/** So much of what a library prints is told in the log. */
const PRINTED_MAX_CHARACTERS = 500
/** Of V8, before it ends itself (SIGABRT or SIGTRAP, by its version). */
const OUT_OF_MEMORY = /out of memory|allocation failed/i

export type BoundedProcess = {
  send(message: unknown, bytes?: Uint8Array): Promise<void>
  /** Kills it. `onDied` is not called any more. */
  end(): void
  /** resolves when it is gone: only then does nobody write to its file any more */
  gone: Promise<void>
  /** whether an idle one keeps this process alive */
  setWaitedFor(isWaitedFor: boolean): void
}

export function startBoundedProcess(options: {
  script: URL
  confinement: Confinement
  limits: Limits
  /** longest message that is taken from it */
  answerMaxBytes: number
  /** of the system (nice(2)); 0 as we are, more: we go first */
  niceness: number
  /** of a file that it may write; whoever opened it closes it */
  output: number | null
  onMessage: (message: unknown) => void
  onDied: (died: Died, why: string) => void
  onPrinted: (text: string) => void
}): BoundedProcess {
  const [program, ...args] = commandFor(options.script, options.confinement, options.limits)
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', options.output ?? 'ignore'],
    // Windows opens no socket without it
    env: process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] } : {},
    windowsHide: true,
  })
  const port = child.stdio[PORT_FD] as Duplex
  const { promise: gone, resolve: onGone } = Promise.withResolvers<void>()
  let isOver = false
  let printed = ''
  let isOutOfMemory = false

  const endMonitor =
    child.pid === undefined
      ? () => {}
      : monitorMemory(child.pid, options.confinement.memoryMonitor, (bytes) => {
          if (bytes > options.limits.memoryMaxBytes) die('tooLarge', `it held ${Math.round(bytes / 1e6)} MB`)
        })
  if (child.pid !== undefined && options.niceness !== 0) {
    try {
      setPriority(child.pid, options.niceness)
    } catch {
      // gone already: `exit` tells
    }
  }

  function die(died: Died, why: string): void {
    if (isOver) return
    end()
    options.onDied(died, why)
  }
  function end(): void {
    isOver = true
    endMonitor()
    child.kill('SIGKILL')
  }

  const read = createFrameReader({ messageMaxBytes: options.answerMaxBytes, bytesMax: 0 }, (message) => {
    if (!isOver) options.onMessage(message)
  })
  port.on('data', (piece: Buffer) => {
    if (isOver) return
    try {
      read(piece)
    } catch (error) {
      die('crashed', `it does not keep to the way of speaking: ${String(error)}`)
    }
  })
  // a pipe that broke is told by the end of its process
  port.on('error', () => {})
  for (const output of [child.stdout, child.stderr]) {
    output?.on('data', (text: Buffer) => {
      isOutOfMemory ||= OUT_OF_MEMORY.test(text.toString())
      if (printed.length >= PRINTED_MAX_CHARACTERS) return
      const more = text.toString().slice(0, PRINTED_MAX_CHARACTERS - printed.length)
      printed += more
      options.onPrinted(more.trim())
    })
  }
  child.once('error', (error) => {
    die('crashed', error.message)
    // one that could not be started does not exit either
    if (child.pid === undefined) onGone()
  })
  // not `exit`: what it printed last says why
  child.once('close', (code, signal) => {
    const why = `it ended by ${signal ?? code}`
    if (signal === 'SIGXFSZ' || isOutOfMemory) die('tooLarge', why)
    else if (signal === 'SIGXCPU') die('tookTooLong', why)
    else die('crashed', why)
    onGone()
  })

  return {
    send: (message, bytes) => (isOver ? Promise.resolve() : writeFrame(port, message, bytes)),
    end,
    gone,
    setWaitedFor(isWaitedFor) {
      const handles = [child, port, child.stdout, child.stderr] as { ref?(): void; unref?(): void }[]
      for (const handle of handles) {
        if (isWaitedFor) handle.ref?.()
        else handle.unref?.()
      }
    },
  }
}
