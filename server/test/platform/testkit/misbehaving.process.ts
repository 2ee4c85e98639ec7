// A bounded process that does what no good one does, as its job says.
import { readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { serveJobs } from '../../../src/platform/bounded-process/child.ts'
import { OUTPUT_FD, PORT_FD } from '../../../src/platform/bounded-process/messages.ts'

export type Misdeed = { does: keyof typeof DEEDS | 'readForeign'; port?: number }

/** What a deed that must not be possible came to. */
function triedTo(deed: () => unknown): string {
  try {
    deed()
    return 'done'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'failed'
  }
}

const DEEDS = {
  nothing: async () => `${process.pid}`,
  refuse: () => Promise.reject(new Error('no such file')),
  loop: () => {
    console.error(`loops as ${process.pid}`)
    for (;;);
  },
  wait: () => new Promise<string>(() => {}),
  fill: async () => {
    const held: Buffer[] = []
    for (;;) held.push(Buffer.alloc(8 * 1024 * 1024, 1))
  },
  /** in one go, before anybody looks */
  grasp: async () => String(Buffer.alloc(2 ** 32, 1).length),
  heap: async () => {
    const held: object[] = []
    for (;;) held.push({ held: [held.length, `${held.length}`] })
  },
  signal: async () => {
    process.kill(process.pid, 'SIGSEGV')
    return await new Promise<string>(() => {})
  },
  leave: async () => process.exit(0),
  flood: async () => {
    for (let times = 0; times < 64; times++) writeSync(PORT_FD, Buffer.alloc(1024 * 1024, 0x7f))
    return 'flooded'
  },
  write: async () => {
    for (let at = 0; ; at += 65_536) writeSync(OUTPUT_FD, Buffer.alloc(65_536), 0, 65_536, at)
  },
  reach: async (port: number) => {
    const network = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve('done'))
      socket.on('error', (error) => resolve('code' in error ? String(error.code) : 'failed'))
    })
    return JSON.stringify({
      network,
      read: triedTo(() => readFileSync('/etc/passwd')),
      list: triedTo(() => readdirSync(tmpdir())),
      write: triedTo(() => writeFileSync(join(tmpdir(), 'zhishi-misdeed'), '')),
      spawn: triedTo(() => spawnSync('true')),
      thread: triedTo(() => new Worker('', { eval: true })),
      environment: Object.keys(process.env),
    })
  },
}

serveJobs(({ does, port = 0 }: Misdeed, { read }) =>
  does === 'readForeign'
    ? read(1, { from: 0, to: 10 }).then(() => 'read')
    : Promise.resolve(DEEDS[does](port) as Promise<string>),
)
