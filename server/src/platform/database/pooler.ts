// Owns: whether the connections of an outside database are ours as long as we hold them, which locks, notifications, settings
// and prepared statements need, and whether there are as many as we open.
// Never guesses by a name or a port: it looks at which of PostgreSQL's processes answers.
import pg from 'pg'

/** Between two looks another client of the same pooler may come in between, so one look that finds nothing is not enough. */
const LOOKS = 3

/**
 * Null: each connection has a process of PostgreSQL to itself, from its first statement to its last. Else how it is found
 * that they are lent out anew for each transaction or statement.
 */
export async function findSharing(connect: () => Promise<pg.Client>): Promise<string | null> {
  const [one, other] = [await connect(), await connect()]
  try {
    for (let look = 0; look < LOOKS; look++) {
      const before = await processOf(one)
      // holds what it is lent until its transaction ends, so that the first has to be lent another one
      await other.query('begin')
      const beside = await processOf(other)
      if (beside === before) return 'two connections were answered by the same process of PostgreSQL'
      const after = await processOf(one)
      if (after !== before) return 'one connection was answered by two processes of PostgreSQL'
      await other.query('rollback')
    }
    return null
  } finally {
    await Promise.allSettled([one.end(), other.end()])
  }
}

async function processOf(client: pg.Client): Promise<number | undefined> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  return rows[0]?.pid
}

/** How many connections can be held at the same time, of so many that are wanted. */
export async function countConnections(connect: () => Promise<pg.Client>, wanted: number): Promise<number> {
  const opened = await Promise.allSettled(
    Array.from({ length: wanted }, async () => {
      const client = await connect()
      return {
        client,
        isUsable: await client.query('select 1').then(
          () => true,
          () => false,
        ),
      }
    }),
  )
  const clients = opened.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []))
  await Promise.allSettled(clients.map(({ client }) => client.end()))
  return clients.filter(({ isUsable }) => isUsable).length
}
