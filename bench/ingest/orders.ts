// Owns: starting the load's process, giving it orders one after the other, and its end.
// Never measures anything by itself.
import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Sent } from './feeds.ts'
import type { Done, Figures, Order } from './load.ts'

type Finished = Extract<Done, { kind: 'done' }>

export type Load = {
  /** @throws Error when the order could not be carried out */
  tell(order: Order): Promise<Finished>
  run(order: Extract<Order, { kind: 'pace' | 'flatOut' }>): Promise<Figures>
  list(): Promise<Sent[]>
  stop(): void
}

export function startLoad(say: (text: string) => void): Load {
  const program = fork(join(import.meta.dirname, 'load.ts'), { stdio: ['ignore', 2, 2, 'ipc'] })
  let waiting: PromiseWithResolvers<Finished> | undefined
  program.on('message', (message) => {
    const said = message as Done
    if (said.kind === 'progress') say(said.says)
    else if (said.kind === 'failed') waiting?.reject(new Error(said.says))
    else waiting?.resolve(said)
  })
  program.once('exit', (code) => waiting?.reject(new Error(`the load's process ended with ${code}`)))

  function tell(order: Order): Promise<Finished> {
    waiting = Promise.withResolvers<Finished>()
    program.send(order)
    return waiting.promise
  }
  return {
    tell,
    async run(order) {
      const { figures } = await tell(order)
      if (!figures) throw new Error('the load has measured nothing')
      return figures
    },
    list: async () => (await tell({ kind: 'list' })).sent,
    stop: () => void program.kill(),
  }
}
