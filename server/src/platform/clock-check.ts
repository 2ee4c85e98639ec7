// Owns: whether this process's clock agrees with the database's, which all processes share (docs/security.md#clock).
// Never corrects a clock: a process that is off says so, refuses to open gates, and goes on with everything else.
import { sql } from 'drizzle-orm'
import { Gauge, type Registry } from 'prom-client'
import { refuse, type Refused } from '@zhishi/core/refusal'
import { SECOND_MS, type Instant } from '@zhishi/core/time'
import type { Clock } from './clock.ts'
import type { Database } from './database/database.ts'

/** docs/security.md#clock: a process that is off by more refuses to serve gates. */
export const CLOCK_MAY_BE_OFF_MS = 100
/** How often it is compared: a clock that is set by hand opens no gate for longer than this. */
export const CLOCK_CHECK_EVERY_MS = 5 * SECOND_MS
const RETRY_AFTER_S = 5

export type ReadDatabaseClock = (db: Database) => Promise<Instant>

export const readDatabaseClock: ReadDatabaseClock = async (db) => {
  const { rows } = await db.execute<{ now: string }>(sql`select extract(epoch from clock_timestamp()) * 1000 as now`)
  return Number(rows[0]?.now)
}

export type ClockCheck = {
  /** compares once; keeps the last verdict when the database cannot be asked */
  look(): Promise<void>
  /** what the newest look found: how far this clock is ahead, and how long the question took; null: it failed */
  newest(): { offsetMs: number; tookMs: number } | null
  /** why gates cannot be served now; null: the clock is right */
  refusal(): Refused | null
}

export function createClockCheck(ports: {
  db: Database
  clock: Clock
  readDatabaseClock: ReadDatabaseClock
  registry: Registry
  log: { warn: (facts: object, message: string) => void; info: (facts: object, message: string) => void }
}): ClockCheck {
  const { db, clock, log } = ports
  let isOff = false
  let newest: ReturnType<ClockCheck['newest']> = null
  const gauge = new Gauge({
    name: 'zhishi_clock_offset_seconds',
    help: `How far the clock of this process is ahead of the database's; gates are refused beyond ${CLOCK_MAY_BE_OFF_MS} ms`,
    registers: [ports.registry],
  })

  return {
    async look() {
      const askedAtMs = clock.monotonicMs()
      const databaseNow = await ports.readDatabaseClock(db).catch((error: unknown) => {
        newest = null
        throw error
      })
      const tookMs = clock.monotonicMs() - askedAtMs
      // read somewhere within the time it took: half of that is in doubt, and a doubt is not a fault
      const offsetMs = clock.now() - tookMs / 2 - databaseNow
      newest = { offsetMs, tookMs }
      gauge.set(offsetMs / 1000)
      const isOffNow = Math.abs(offsetMs) - tookMs / 2 > CLOCK_MAY_BE_OFF_MS
      if (isOffNow === isOff) return
      isOff = isOffNow
      if (isOff) log.warn({ offsetMs }, 'the clock of this process is not the database’s: gates are refused')
      else log.info({ offsetMs }, 'the clock of this process is right again: gates are served')
    },
    newest: () => newest,
    refusal: () => (isOff ? refuse('unavailable', { retryAfterS: RETRY_AFTER_S }) : null),
  }
}
