// Owns: looking from outside how much memory a process holds, as often as it must be to stop it in time.
// Never asks the process itself.
import { execFile } from 'node:child_process'
import { closeSync, openSync, readSync } from 'node:fs'
import type { MemoryMonitor } from './confinement.ts'

/** What zeroes memory at 2 GB/s gets 100 MB further; a look at /proc takes some 20 µs. */
const LOOK_EVERY_MS = 50
/** A look is a process of its own there. */
const PS_EVERY_MS = 250
/** All lines of /proc/PID/status have less together. */
const STATUS_MAX_BYTES = 4096

/** @returns a function that ends the watch. It ends by itself when the process is gone. */
export function monitorMemory(pid: number, watch: MemoryMonitor, onBytes: (bytes: number) => void): () => void {
  if (watch === 'none') return () => {}
  return watch === 'proc' ? monitorProc(pid, onBytes) : monitorPs(pid, onBytes)
}

function monitorProc(pid: number, onBytes: (bytes: number) => void): () => void {
  let file: number
  try {
    file = openSync(`/proc/${pid}/status`, 'r')
  } catch {
    return () => {}
  }
  const text = Buffer.alloc(STATUS_MAX_BYTES)
  const timer = setInterval(() => {
    try {
      onBytes(heldIn(text.toString('latin1', 0, readSync(file, text, 0, STATUS_MAX_BYTES, 0))))
    } catch {
      // it is gone, and nobody has collected it yet
      end()
    }
  }, LOOK_EVERY_MS).unref()
  let isOver = false
  function end(): void {
    clearInterval(timer)
    if (!isOver) closeSync(file)
    isOver = true
  }
  return end
}

/** What was moved to swap is held too (proc_pid_status(5)). */
function heldIn(status: string): number {
  const kB = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
  return (kB('VmRSS') + kB('VmSwap')) * 1024
}

function monitorPs(pid: number, onBytes: (bytes: number) => void): () => void {
  let isLooking = false
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, stdout) => {
      isLooking = false
      if (!error) onBytes(Number(stdout) * 1024)
    })
  }, PS_EVERY_MS).unref()
  return () => clearInterval(timer)
}
