// Proves, with a real PostgreSQL: a connection that breaks while a transaction holds it is a failure of that transaction and
// of nothing else.
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'drizzle-orm'
import { expect, onTestFinished, test } from 'vitest'
import { isDatabaseGone, openDatabase } from '../../src/platform/database/database.ts'
import { createTestDatabase } from '../database.ts'

test('a connection that breaks between two statements of a transaction does not end the process', async () => {
  const database = await createTestDatabase()
  const { db, close } = openDatabase(database.url, () => {})
  onTestFinished(async () => {
    await close()
    await database.drop()
  })
  const failed = db
    .transaction(async (transaction) => {
      const { rows } = await transaction.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`)
      await db.execute(sql`select pg_terminate_backend(${rows[0]?.pid ?? 0})`)
      // as long as the server of a candidate thinks about the answer
      await sleep(100)
      await transaction.execute(sql`select 1`)
    })
    .then(
      () => null,
      (error: unknown) => error,
    )
  expect(isDatabaseGone(await failed)).toBe(true)
  expect((await db.execute(sql`select 1 as one`)).rows).toEqual([{ one: 1 }])
})
