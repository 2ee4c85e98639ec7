// Owns: a server that lets everything in, and PostgreSQL's own word on which tables were written to.
// Never changes what a server does.
import { COST_CLASSES, type CostClass } from '@zhishi/core/contract'
import type { Rates } from '../../../src/platform/http/admission.ts'
import type { TestApp } from '../../testkit/app.ts'
import { connect } from '../../testkit/rows.ts'

const ENOUGH = { burst: 1_000_000, perS: 1_000_000 }
const forAll = Object.fromEntries(COST_CLASSES.map((cost) => [cost, ENOUGH])) as Record<CostClass, typeof ENOUGH>
/** No request is too much: admission has tests of its own. */
export const PLENTY: Rates = { person: forAll, stranger: forAll, strangers: forAll, unknown: ENOUGH, unknowns: ENOUGH }

/** Has PostgreSQL itself write down which tables rows are written to; the links of the audit log are made later, by a job. */
export async function watchWrites(app: TestApp): Promise<() => Promise<string[]>> {
  const client = await connect(app)
  await client.query(`
    create table written (name text not null);
    create function write_down() returns trigger language plpgsql security definer as
      $$ begin insert into public.written values (tg_table_name); return null; end $$;
    do $$ declare of record; begin
      for of in select tablename from pg_tables where schemaname = 'public' and tablename not in ('written', 'audit_links') loop
        execute format('create trigger write_down after insert or update or delete on %I for each row execute function write_down()', of.tablename);
      end loop;
    end $$`)
  return async () => {
    const { rows } = await client.query<{ name: string }>('delete from written returning name')
    return rows.map(({ name }) => name)
  }
}
