// Keeps written documents true: they are what the code says now, and every stored field says what it is.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TABLES, TAGS } from '../../server/src/platform/database/data-map.ts'
import { untagged } from '../../server/src/platform/database/tables/tags.ts'
import { ROOT } from '../stage.ts'
import { DOCUMENTS } from './documents.ts'
import { unexplained } from './interview-file.ts'

test.each(Object.entries(DOCUMENTS))('%s is what `npm run docs` writes', (path, write) => {
  expect(readFileSync(join(ROOT, path), 'utf8')).toBe(write())
})

test('every field of every table says what it is, whose, why and until when', () => {
  expect(TABLES.length).toBeGreaterThan(20)
  expect(untagged(TABLES, TAGS)).toEqual([])
})

test('a field, a table or a tag that stands alone is found', () => {
  const [first, ...others] = TAGS
  expect(untagged(TABLES, others)).toEqual([`table ${first!.name} has no tags`])
  const { id: _id, ...rest } = first!.columns
  expect(untagged(TABLES, [{ ...first!, columns: rest }, ...others])).toEqual([`${first!.name}.id has no tag`])
  const more = { ...first!, columns: { ...first!.columns, shoeSize: ['personal', 'never stored'] as const } }
  expect(untagged(TABLES, [more, ...others])).toEqual([`${first!.name}.shoeSize is tagged and not stored`])
})

test('every field and every setting of an interview says what it means', () => {
  expect(unexplained()).toEqual([])
})

test('a field that does not say what it means is found, in lists and settings too', () => {
  const field = { type: 'string' }
  const within = { type: 'object', description: 'said', properties: { said: { ...field, description: 'said' }, field } }
  const list = { type: 'array', description: 'said', items: within }
  const settings = { description: 'said', properties: { entry: { properties: { field } } } }
  expect(unexplained({ type: 'object', properties: { field, within, list, settings } })).toEqual([
    'field',
    'within.field',
    'list[].field',
    'settings.entry.field',
  ])
})
