// Owns: file systems of a row's own, in files of this machine, and the copy of one as a power cut would leave it: only what
// has reached the device. Needs root and a loop device; says why where there is none.
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

const MIB = 1_048_576
/** Something of a process that ends may hold a file for a moment. */
const UNMOUNT_TRIES = 40
const UNMOUNT_PAUSE_MS = 250

let answer: string | null | undefined

/** Why no file system can be mounted here; null: one can. Found out by mounting one. */
export function whyNoMount(): string | null {
  return (answer ??= tryMount())
}

function tryMount(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux, to mount a file system'
  const place = `/tmp/zhishi-mount-${process.pid}`
  try {
    mkdirSync(place, { recursive: true })
    makeImage(`${place}.img`, 8)
    mount(`${place}.img`, place)
    execFileSync('umount', [place])
    return null
  } catch (error) {
    return `needs a loop device: ${(error as Error).message.split('\n')[0]}`
  } finally {
    execFileSync('rm', ['-rf', `${place}.img`])
  }
}

export function makeImage(file: string, sizeMib: number): void {
  execFileSync('truncate', ['-s', String(sizeMib * MIB), file])
  execFileSync('mkfs.ext4', ['-q', '-F', file], { stdio: ['ignore', 'ignore', 'pipe'] })
}

export function mount(image: string, at: string): void {
  mkdirSync(at, { recursive: true })
  execFileSync('mount', ['-o', 'loop', image, at], { stdio: ['ignore', 'ignore', 'pipe'] })
}

export async function unmount(at: string): Promise<void> {
  if (!readFileSync('/proc/mounts', 'utf8').includes(` ${at} `)) return
  for (let tries = 1; ; tries += 1) {
    try {
      execFileSync('umount', [at], { stdio: 'pipe' })
      return
    } catch (error) {
      if (tries >= UNMOUNT_TRIES) throw error
      await sleep(UNMOUNT_PAUSE_MS)
    }
  }
}

/**
 * The image as it is now, without a sync of what the kernel still holds back. `pids` stand still meanwhile, so that the copy
 * is of one instant.
 */
export function copyUnsynced(image: string, to: string, pids: readonly number[]): void {
  for (const pid of pids) process.kill(pid, 'SIGSTOP')
  copyFileSync(image, to)
}
