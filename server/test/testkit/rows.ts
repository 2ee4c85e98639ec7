// Owns: looking into the database of a house, for tests of what no page shows.
// Never changes what the product would not find again: a test that writes says why.
import pg from 'pg'
import { onTestFinished } from 'vitest'
import type { House } from './house.ts'

/** A connection that ends with the test. */
export async function connect(house: Pick<House, 'databaseUrl'>): Promise<pg.Client> {
  const client = new pg.Client(house.databaseUrl)
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

/** The rows of one statement, on a connection of its own. */
export async function query<Row extends pg.QueryResultRow = Record<string, unknown>>(
  house: Pick<House, 'databaseUrl'>,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(house.databaseUrl)
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** The entries of the audit log of that kind, in their order. */
export const looks = (house: Pick<House, 'databaseUrl'>, action: string) =>
  query(house, 'select subject, actor_role from audit_entries where action = $1 order by number', [action])
