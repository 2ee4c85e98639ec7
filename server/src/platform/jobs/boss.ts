// Owns: pg-boss on a database of ours: its schema, and its statements over connections that we opened.
// Never a job of its own, and never a connection: whoever hands one in closes it.
import { PgBoss } from 'pg-boss'
import pg from 'pg'

/** Apart from the product's tables, which migrations of our own change (database/migrate.ts). */
export const JOBS_SCHEMA = 'jobs'

/** A process that is gone is noticed by its jobs' heartbeats (10 s is pg-boss's least) at the next look. */
const LOOK_AFTER_JOBS_EVERY_S = 15
/** Finished jobs and old counts are removed; nobody waits for it. */
const TIDY_EVERY_S = 600

export type Statements = { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> }

export function createBoss(statements: Statements): PgBoss {
  return new PgBoss({
    db: statements,
    schema: JOBS_SCHEMA,
    superviseIntervalSeconds: LOOK_AFTER_JOBS_EVERY_S,
    monitorIntervalSeconds: LOOK_AFTER_JOBS_EVERY_S,
    maintenanceIntervalSeconds: TIDY_EVERY_S,
    registerInstance: false,
    persistWarnings: false,
    persistQueueStats: false,
  })
}

/** Each statement on a connection of the pool; one that failed in the middle of a transaction is not lent out again. */
export function throughPool(pool: pg.Pool): Statements {
  return {
    async executeSql(text, values) {
      const client = await pool.connect()
      let isBroken = true
      try {
        const result = await client.query(text, values)
        isBroken = false
        return rowsOf(result)
      } finally {
        client.release(isBroken)
      }
    },
  }
}

/** Makes the schema, or brings it to the form of this version. Whoever calls holds the lock of migrations. */
export async function migrateJobs(client: pg.ClientBase): Promise<void> {
  const boss = new PgBoss({
    db: { executeSql: async (text: string, values?: unknown[]) => rowsOf(await client.query(text, values)) },
    schema: JOBS_SCHEMA,
    supervise: false,
    schedule: false,
    registerInstance: false,
  })
  await boss.start()
  await boss.stop({ graceful: true, close: false })
}

/** Several statements in one text have several results. */
function rowsOf(result: pg.QueryResult | pg.QueryResult[]): { rows: unknown[] } {
  return Array.isArray(result) ? { rows: result.flatMap((one) => one.rows) } : result
}
