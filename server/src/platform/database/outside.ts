// Owns: reaching the database that DATABASE_URL names, and saying what is wrong with it by what it answered.
// Never waits without a limit, and never takes a connection for usable because it was opened: a pooler opens it by itself.
import pg from 'pg'
import { unreachedHint } from '../unreached-hint.ts'
import { CONNECTIONS } from './database.ts'
import { countConnections, findSharing } from './pooler.ts'

/** An outside database that does not answer within 10 s is reported instead of waited for. */
const ANSWER_WITHIN_MS = 10_000

export type OutsideRefusal = { ok: false; reason: 'databaseUnreachable' | 'databaseShared'; message: string }

export async function reachOutside(
  url: string,
  ownerUrl: string | null,
  log: { warn: (facts: object, message: string) => void },
): Promise<
  { ok: true; url: string; ownerUrl: string; application: string | null; stop(): Promise<void> } | OutsideRefusal
> {
  async function connect(to = url): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: to,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
      application_name: 'zhishi-start',
    })
    client.on('error', () => {})
    await client.connect()
    return client
  }
  try {
    const sharing = await findSharing(() => connect())
    if (sharing !== null) return shared(sharing)
    const usable = await countConnections(() => connect(), CONNECTIONS)
    if (usable < CONNECTIONS) {
      const advice = `the database gives fewer connections at the same time than this server uses under load: receipts will wait, and uploads be refused. Raise max_connections, or the pool size of the pooler before it (pgbouncer: default_pool_size)`
      log.warn({ usable, wanted: CONNECTIONS }, advice)
    }
    if (ownerUrl === null) return { ok: true, url, ownerUrl: url, application: null, stop: async () => {} }
    const application = await whoIs(await connect())
    const owner = await connect(ownerUrl).then(whoIs, (error: unknown) => unreachable('DATABASE_OWNER_URL', error))
    if (typeof owner !== 'string') return owner
    return { ok: true, url, ownerUrl, application: owner === application ? null : application, stop: async () => {} }
  } catch (error) {
    const said = messageOf(error)
    return /pooling mode/.test(said) ? shared(said) : unreachable('DATABASE_URL', error)
  }
}

async function whoIs(client: pg.Client): Promise<string> {
  try {
    const { rows } = await client.query<{ role: string }>('select current_user as role')
    return rows[0]!.role
  } finally {
    await client.end()
  }
}

function unreachable(of: 'DATABASE_URL' | 'DATABASE_OWNER_URL', error: unknown): OutsideRefusal {
  const hint = hintOf(error)
  const message = `The database of ${of} cannot be used (${messageOf(error)}).${hint === '' ? '' : ` ${hint}`}`
  return { ok: false, reason: 'databaseUnreachable', message }
}

const shared = (how: string): OutsideRefusal => ({
  ok: false,
  reason: 'databaseShared',
  message: `Before the database of DATABASE_URL is a pooler that lends connections out for each transaction or statement (${how}). Locks, notifications and prepared statements need a connection of one's own: let the pooler lend them for a session (pgbouncer: pool_mode = session), or name PostgreSQL itself.`,
})

function messageOf(error: unknown): string {
  // of a name with several addresses Node says what each of them answered
  if (error instanceof AggregateError) return error.errors.map(messageOf).join(', ')
  return error instanceof Error ? error.message : String(error)
}

/** What to do, where the answer leaves no doubt of what is wrong. SQLSTATE: PostgreSQL, appendix A. */
function hintOf(error: unknown): string {
  const said = messageOf(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (/received invalid response/.test(said)) return 'What answers there is no PostgreSQL: look at the port.'
  if (/terminated unexpectedly/.test(said))
    return 'What listens there hung up: is it PostgreSQL, and may we come from here?'
  if (/does not support SSL/.test(said)) return 'Leave out sslmode, or turn TLS on there.'
  if (/no encryption/.test(said)) return 'It wants TLS: add ?sslmode=verify-full.'
  switch (code) {
    case '28P01':
      return 'The password is not that of this user.'
    case '28000':
      return 'It does not let this user in from here (pg_hba.conf).'
    case '3D000':
      return 'Make the database first (create database), or mend its name.'
    case '53300':
      return 'All its connections are taken: end some, or raise max_connections.'
    case '57P03':
      return 'It is starting or stopping: try again in a moment.'
    default:
      return unreachedHint(said)
  }
}
