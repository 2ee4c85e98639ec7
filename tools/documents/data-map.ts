// Owns: docs/data-map.md: how the tags of tables become a page for people.
// Never knows a table: what there is to say of one stands beside it (server/src/platform/database/tables/*-tags.ts).
import { TAGS } from '../../server/src/platform/database/data-map.ts'
import { KINDS, storedNames, UNTIL, type TableTag } from '../../server/src/platform/database/tables/tags.ts'

export function writeDataMap(): string {
  return [
    '# Data map',
    '',
    'Every stored field: what it is, whose, why, and until when, **as the program is now**. Written by `npm run docs` from the',
    'tags beside the tables (`server/src/platform/database/tables/*-tags.ts`); a test finds a field without one. What it means',
    'for people: [privacy](privacy.md).',
    '',
    'Outside these tables: the bytes of recordings in the blob store (see `parts`), playable copies in the cache of the data',
    'directory (the least used go when it is full, those of an erased attempt within a minute), keys in `--keys`, what a',
    "candidate's browser holds, the log of the service, which names no candidate, and jobs in the schema `jobs`: ids only, for a",
    'week at most after they are done ([decision 0032](decisions/0032-jobs.md)).',
    '',
    '| kind | meaning |',
    '|---|---|',
    ...Object.entries(KINDS).map(([kind, meaning]) => `| ${kind} | ${meaning} |`),
    '',
    ...TAGS.flatMap(sectionOf),
  ].join('\n')
}

function sectionOf(tag: TableTag): string[] {
  const { name, owner, what, whose, why, until, columns } = tag
  return [
    `## ${name}`,
    '',
    `${what} Whose: ${whose}. Why: ${why}. Kept ${UNTIL[until]}. Written by \`${owner}\` alone.`,
    '',
    '| field | kind | what | kept |',
    '|---|---|---|---|',
    ...storedNames(tag).map(([column, stored]) => {
      const [kind, says, own] = columns[column] ?? ['', '']
      return `| \`${stored}\` | ${kind} | ${says} | ${own ? UNTIL[own] : 'as the row'} |`
    }),
    '',
  ]
}
