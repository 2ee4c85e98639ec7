// Owns: the limits of the processes in which recordings are parsed. Never says what they do.
import type { PoolOptions } from '../../platform/bounded-process/process-pool.ts'

/** 8 GiB is the largest part; at 41 MB/s (docs/recording.md#figures) that takes 200 s. */
const MEDIA_MAX_MS = 300_000
/** A quarter of what was measured, for a machine that has more to do. */
const LEAST_BYTES_PER_MS = 10_000
/** To begin with, whatever the length. */
const BEGIN_MS = 20_000

/** How long parsing so many bytes may take: a short part that never ends holds its place for a short time. */
export const mediaLimitMs = (bytes: number): number => Math.min(MEDIA_MAX_MS, BEGIN_MS + bytes / LEAST_BYTES_PER_MS)

/** 1,400 times what the longest read of 4 MiB takes to be parsed: it waits for bytes or loops. */
const IDLE_LIMIT_MS = 20_000
/** Starting takes 0.3 s of a core. */
const START_LIMIT_MS = 30_000

export const MEDIA_PROCESS = {
  startLimitMs: START_LIMIT_MS,
  idleLimitMs: IDLE_LIMIT_MS,
  limits: {
    heapMB: 256,
    // half as much again as a conversion of an hour holds (docs/recording.md#figures)
    memoryMaxBytes: 400 * 1024 * 1024,
    mayLoadAddons: false,
  },
  // receipts go first
  niceness: 5,
} satisfies Partial<PoolOptions<unknown>>
