// Owns: what the application's role may do in the database, and looking at what the role of a connection may do.
// Never lets the application's role change or remove an entry of the audit log, and never makes a role: whoever runs the cluster does.
import type pg from 'pg'
import { JOBS_SCHEMA } from '../jobs/boss.ts'

/** Read and added to, never changed: triggers of the database refuse that to its owner too (drizzle/0014_append_only.sql). */
const APPEND_ONLY = ['audit_entries', 'audit_links'] as const

/** What whoever is connected could do to the audit log. */
export type Rights = {
  role: string
  /** closed: in the order of what weighs most; empty: it can add and read, nothing else */
  excess: Array<'isSuperuser' | 'ownsAudit' | 'mayChangeAudit'>
}

export async function readRights(client: pg.ClientBase | pg.Pool): Promise<Rights> {
  const { rows } = await client.query<{ role: string; isSuperuser: boolean; ownsAudit: boolean; mayChange: boolean }>(
    `select current_user as role, r.rolsuper as "isSuperuser",
       bool_or(pg_has_role(c.relowner, 'usage')) as "ownsAudit",
       bool_or(has_table_privilege(c.oid, 'update, delete, truncate')
         or has_any_column_privilege(c.oid, 'update')) as "mayChange"
     from pg_roles r, pg_class c
     where r.rolname = current_user and c.oid = any ($1::text[]::regclass[])
     group by r.rolsuper`,
    [APPEND_ONLY],
  )
  const [found] = rows
  if (!found) throw new Error('the database has no tables of the audit log')
  const { role, isSuperuser, ownsAudit, mayChange } = found
  if (isSuperuser) return { role, excess: ['isSuperuser'] }
  if (ownsAudit) return { role, excess: ['ownsAudit'] }
  return { role, excess: mayChange ? ['mayChangeAudit'] : [] }
}

/** A sentence for the log of a start. */
export function describeRights({ role, excess }: Rights): string {
  const [worst] = excess
  if (worst === undefined)
    return `the database's role "${role}" adds to the audit log and reads it; it can change and remove nothing there`
  const why = {
    isSuperuser: 'it is a superuser',
    ownsAudit: 'it owns the tables of the audit log, and can switch off what protects them',
    mayChangeAudit: 'it was given the right to',
  }[worst]
  return `the database's role "${role}" could change the audit log: ${why}. Heads of the log that others keep would show it. Two roles prevent it: docs/running.md#two-roles`
}

/**
 * Gives the application's role what it needs, and takes what it must not have. By the owner of the tables, under the lock
 * of migrations.
 */
export async function grantToApplication(client: pg.ClientBase, role: string): Promise<void> {
  if (await hasAll(client, role)) return
  const name = client.escapeIdentifier(role)
  const schema = await schemaOfTables(client)
  const protectedTables = APPEND_ONLY.map((table) => `${schema}.${table}`).join(', ')
  await client.query('begin')
  try {
    await client.query(`
      grant usage on schema ${schema}, drizzle to ${name};
      grant select, insert, update, delete on all tables in schema ${schema} to ${name};
      revoke all on ${protectedTables} from public, ${name};
      grant select, insert on ${protectedTables} to ${name};
      grant usage, select on all sequences in schema ${schema} to ${name};
      grant select on all tables in schema drizzle to ${name};
      grant execute on function ${schema}.audit_await_entries() to ${name};
      grant usage, create on schema ${JOBS_SCHEMA} to ${name};
    `)
    await giveJobs(client, role)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** pg-boss changes its own tables while it runs (indexes that a new version builds beside the work), so they are the role's own. */
async function giveJobs(client: pg.ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('alter table %s owner to %I', c.oid::regclass, $2::text) as statement from pg_class c
       where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p')
     union all
     select format('alter routine %s owner to %I', p.oid::regprocedure, $2::text) from pg_proc p
       where p.pronamespace = $1::regnamespace
     union all
     select format('alter type %s owner to %I', t.oid::regtype, $2::text) from pg_type t
       where t.typnamespace = $1::regnamespace and t.typtype = 'e'`,
    [JOBS_SCHEMA, role],
  )
  for (const { statement } of rows) await client.query(statement)
}

/** So that a start that finds everything in order writes nothing. */
async function hasAll(client: pg.ClientBase, role: string): Promise<boolean> {
  const { rows } = await client.query<{ isMissing: boolean }>(
    `select exists (
       select from pg_class c where c.relkind in ('r', 'p') and (
         (c.relnamespace = (select relnamespace from pg_class where oid = 'audit_entries'::regclass) and (
           not has_table_privilege($1, c.oid, 'select') or not has_table_privilege($1, c.oid, 'insert')
           or (c.oid = any ($2::text[]::regclass[])) = has_table_privilege($1, c.oid, 'update')
           or (c.oid = any ($2::text[]::regclass[])) = has_table_privilege($1, c.oid, 'delete')))
         or (c.relnamespace = to_regnamespace($3) and c.relowner <> (select oid from pg_roles where rolname = $1)))
     ) as "isMissing"`,
    [role, APPEND_ONLY, JOBS_SCHEMA],
  )
  return rows[0]?.isMissing === false
}

async function schemaOfTables(client: pg.ClientBase): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(n.nspname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.oid = 'audit_entries'::regclass`,
  )
  return rows[0]!.name
}
