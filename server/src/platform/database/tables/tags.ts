// Owns: the form in which a table says of each of its columns what it is, whose, why and until when (docs/data-map.md).
// Never read by the product: the map is for people, and for the test that finds a column without a tag.
import { getTableColumns, getTableName, type Table } from 'drizzle-orm'

/** What a stored field is. A closed list, so that the map can be searched by it. */
export const KINDS = {
  personal: 'says who somebody is, looks at them, or is their own words; sealed or masked where it can be',
  behaviour: 'what somebody or their device did, and when',
  judgement: 'what a person or a machine made of somebody',
  secret: 'opens something, or proves a right: a key, a code, a hash of one',
  content: 'what the organiser wrote or set',
  id: 'a random or running number that links rows',
  technical: 'keeps the program in order and says nothing of a person',
} as const
export type Kind = keyof typeof KINDS

/** Until when a field is kept, as the program is now. What is planned and not built is no answer. */
export const UNTIL = {
  attempt: 'until its attempt is erased; nothing deletes it by time yet',
  candidate: 'until the last attempt of its candidate is erased; nothing deletes it by time yet',
  sitting: 'until its interview is erased; nothing deletes it by time yet',
  interview: 'until it is erased; nothing deletes it by time yet',
  staff: 'with the member of staff: nothing deletes them yet',
  installation: 'as long as the database',
  hour: 'an hour',
  day: 'a day',
  replaced: 'until the next one takes its place',
  unseen: '400 days after the last sign-in on it',
  viewEnds: 'until the view ends',
  signOut: 'until sign-out, or a day after it has expired',
  linkEnds: 'until the next one takes its place, or a day after it has expired',
  success: 'until the next success, or an hour',
  opened: 'sealed until the draw opens; until its interview is erased',
  erased: 'until what it names is gone',
} as const
export type Until = keyof typeof UNTIL

type ColumnTag = readonly [kind: Kind, what: string, until?: Until]
type ColumnsOf<T extends Table> = keyof T['$inferSelect']

export type TableTag = {
  table: Table
  name: string
  /** the feature that alone writes it, a folder of server/src (tools/architecture.ts) */
  owner: string
  /** one sentence: what a row is */
  what: string
  whose: string
  why: string
  until: Until
  /** by the name of the column in the program */
  columns: Readonly<Record<string, ColumnTag>>
}

/** The tags of one table. Types ask for each column; whoever adds one says here what it is. */
export function tag<T extends Table>(
  table: T,
  row: Pick<TableTag, 'owner' | 'what' | 'whose' | 'why' | 'until'>,
  columns: Readonly<Record<ColumnsOf<T> & string, ColumnTag>>,
): TableTag {
  return { table, name: getTableName(table), ...row, columns }
}

/** The columns of a table: their names in the program, and in the database. */
export function storedNames({ table }: TableTag): Array<[column: string, stored: string]> {
  return Object.entries(getTableColumns(table)).map(([column, { name }]) => [column, name])
}

/** What is stored and says nothing of itself, or is described and not stored: sentences. */
export function untagged(tables: readonly Table[], tags: readonly TableTag[]): string[] {
  const tagged = new Map(tags.map((one) => [one.name, one]))
  const stored = new Set(tables.map(getTableName))
  return [
    ...tables.flatMap((table) => {
      const name = getTableName(table)
      const known = tagged.get(name)
      if (!known) return [`table ${name} has no tags`]
      return Object.keys(getTableColumns(table)).flatMap((column) => {
        const [, what = ''] = known.columns[column] ?? []
        return what === '' ? [`${name}.${column} has no tag`] : []
      })
    }),
    ...tags.flatMap(({ name, table, columns }) =>
      stored.has(name)
        ? Object.keys(columns).flatMap((column) =>
            column in getTableColumns(table) ? [] : [`${name}.${column} is tagged and not stored`],
          )
        : [`table ${name} is tagged and not stored`],
    ),
  ]
}
