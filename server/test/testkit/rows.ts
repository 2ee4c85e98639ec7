// Owns: looking into the database of an app, for tests of what no page shows.
// Never changes what the product would not find again: a test that writes says why.
import pg from 'pg'
import { onTestFinished } from 'vitest'
import type { TestApp } from './app.ts'

/** A connection that ends with the test. */
export async function connect(app: Pick<TestApp, 'databaseUrl'>): Promise<pg.Client> {
  const client = new pg.Client(app.databaseUrl)
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** The rows of one statement, on a connection of its own. */
export async function query<Row extends pg.QueryResultRow = Record<string, unknown>>(
  app: Pick<TestApp, 'databaseUrl'>,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(app.databaseUrl)
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** The entries of the audit log of that kind, in their order. */
export const looks = (app: Pick<TestApp, 'databaseUrl'>, action: string) =>
  query(app, 'select subject, actor_role from audit_entries where action = $1 order by number', [action])
