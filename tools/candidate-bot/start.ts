// Owns: starting the program of the bots, handing it its task, and its end. Never speaks to the server by itself.
import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Report, Task } from './program.ts'

export type Bots = {
  /** @throws Error when the process ended before it was done */
  done: Promise<Extract<Report, { kind: 'done' }>>
  /** at once; without an error */
  stop(): void
}

/** @param hear is told of everything but the end */
export function startBots(task: Task, hear: (report: Exclude<Report, { kind: 'done' }>) => void): Bots {
  const program = fork(join(import.meta.dirname, 'program.ts'), {
    stdio: ['ignore', 2, 2, 'ipc'],
    // a terminal's Ctrl-C is for whoever started us, who stops us in their own order
    detached: process.platform !== 'win32',
  })
  const done = new Promise<Extract<Report, { kind: 'done' }>>((resolve, reject) => {
    program.once('exit', (code) => reject(new Error(`the candidates' process ended with ${code}`)))
    program.on('message', (message) => {
      const said = message as Report
      if (said.kind === 'done') resolve(said)
      else hear(said)
    })
  })
  // whoever stops it does not wait for it
  done.catch(() => {})
  program.send(task)
  return { done, stop: () => void program.kill() }
}
