// Owns: the kinds of columns that PostgreSQL's own names do not say.
// Never a table.
import { bigint, customType } from 'drizzle-orm/pg-core'

/** Instants are epoch milliseconds, as in core; bigint keeps them exact and comparable with the rules. */
export const at = (name: string) => bigint(name, { mode: 'number' })
export const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' })
