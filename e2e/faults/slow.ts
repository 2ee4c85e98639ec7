// Owns: a candidate's computer that is slower than this one: all pages of its browser throttled, or a processor quota round
// that browser alone (cgroup v1 or v2). Says why where the system has no quota; never slows the product or another browser.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type BrowserContext, type Page } from '@playwright/test'
import { findChromium } from '../../tools/chromium.ts'

/** The kernel's usual period: within each the browser may use its share, and then waits for the next. */
const PERIOD_US = 100_000
/** A group can be taken away once its last process has ended. */
const EMPTY_TRIES = 40
const EMPTY_PAUSE_MS = 250

export type Quota = {
  /** starts the browser within the group */
  executable: string
  /** null: as much as there is */
  limit(cores: number | null): void
  /** in how many periods the browser had to wait for the next one */
  waits(): number
  end(): Promise<void>
}

type Group = { directory: string; set(cores: number | null): void }

let answer: string | null | undefined

/** Why no quota can be set here; null: one can. Found out by setting one. */
export function whyNoQuota(): string | null {
  return (answer ??= tryQuota())
}

function tryQuota(): string | null {
  if (process.platform !== 'linux') return 'needs cgroups, which Linux has'
  try {
    const { directory, set } = makeGroup(`zhishi-try-${process.pid}`)
    set(1)
    rmdirSync(directory)
    return null
  } catch (error) {
    return `needs a cgroup with a processor quota, and the right to make one: ${(error as Error).message.split('\n')[0]}`
  }
}

/** Makes a group; what `executable` starts lives in it, with everything it starts itself. @param home for the starter */
export function createQuota(home: string): Quota {
  const { directory, set } = makeGroup(`zhishi-${process.pid}-${Date.now()}`)
  const executable = join(home, 'chromium-within-quota')
  const browser = findChromium() ?? chromium.executablePath()
  // the shell enters the group and becomes the browser, whose children stay in it
  writeFileSync(executable, `#!/bin/sh\necho $$ > '${join(directory, 'cgroup.procs')}' && exec '${browser}' "$@"\n`)
  chmodSync(executable, 0o700)
  return {
    executable,
    limit: set,
    waits: () => Number(/^nr_throttled (\d+)/m.exec(readFileSync(join(directory, 'cpu.stat'), 'utf8'))?.[1] ?? 0),
    async end() {
      set(null)
      for (let tries = 1; existsSync(directory); tries += 1) {
        try {
          rmdirSync(directory)
        } catch (error) {
          if (tries >= EMPTY_TRIES) throw error
          await sleep(EMPTY_PAUSE_MS)
        }
      }
    },
  }
}

/** Below the group of this process, so that what bounds this process bounds the browser too. */
function makeGroup(name: string): Group {
  const lines = readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n')
  const first = lines.map((line) => /^\d+:([^:]*):(.*)$/.exec(line)).find((it) => it?.[1]?.split(',').includes('cpu'))
  if (first) {
    const directory = join(mountOf('cgroup', 'cpu'), first[2] ?? '', name)
    mkdirSync(directory)
    return {
      directory,
      set: (cores) =>
        writeFileSync(join(directory, 'cpu.cfs_quota_us'), String(cores === null ? -1 : Math.round(cores * PERIOD_US))),
    }
  }
  const own = /^0::(.*)$/m.exec(lines.join('\n'))?.[1] ?? ''
  const parent = join(mountOf('cgroup2'), own)
  // a group that holds processes itself may not hand controllers on; then this throws, and says so
  writeFileSync(join(parent, 'cgroup.subtree_control'), '+cpu')
  const directory = join(parent, name)
  mkdirSync(directory)
  return {
    directory,
    set: (cores) => {
      const quota = cores === null ? 'max' : String(Math.round(cores * PERIOD_US))
      writeFileSync(join(directory, 'cpu.max'), `${quota} ${PERIOD_US}`)
    },
  }
}

function mountOf(type: 'cgroup' | 'cgroup2', controller?: string): string {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n')
  const found = mounts
    .map((line) => line.split(' '))
    .find(([, , kind, options]) => kind === type && (!controller || options?.split(',').includes(controller)))
  if (!found?.[1]) throw new Error(`no ${type}${controller ? ` with ${controller}` : ''} is mounted`)
  return found[1]
}

/**
 * Slows the main thread of every page of the browser from now on, pages that are opened later too. Chromium has no such
 * switch for its workers, encoders and other processes: the quota reaches those.
 */
export async function throttle(context: BrowserContext, rate: number): Promise<void> {
  const slow = async (page: Page): Promise<void> => {
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate })
  }
  // a page that closes at once needs no slowing
  context.on('page', (page) => void slow(page).catch(() => {}))
  await Promise.all(context.pages().map(slow))
}
