// Owns: the part of docs/interview-file.md that lists what a file may hold: every field and every setting, with its default.
// Never knows a field: the schema of the document has all, each with what it means.
import { interviewDocument, SETTINGS, type Setting } from '@zhishi/core/interview'
import { formatDuration } from '@zhishi/core/time'

export type JsonSchema = {
  type?: string
  const?: string | number
  format?: string
  default?: string | number | boolean | object
  description?: string
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
}
type Field = { path: string; schema: JsonSchema; isNeeded: boolean }

/** The document as somebody may write it. */
const written = (): JsonSchema => interviewDocument.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as JsonSchema

const isBilingual = ({ properties }: JsonSchema): boolean => Object.keys(properties ?? {}).join() === 'zh,en'

/** Every field below, in the order of the schema; the two languages of a text are one field. */
function fieldsOf(schema: JsonSchema, path = ''): Field[] {
  const within = schema.items ?? schema
  if (isBilingual(within)) return []
  const at = path === '' ? '' : schema.items ? `${path}[].` : `${path}.`
  return Object.entries(within.properties ?? {}).flatMap(([name, field]) => [
    { path: at + name, schema: field, isNeeded: within.required?.includes(name) ?? false },
    ...fieldsOf(field, at + name),
  ])
}

/** Fields that do not say what they mean; settings and the groups that they stand in are fields too, the groups need no word. */
export const unexplained = (schema: JsonSchema = written()): string[] =>
  fieldsOf(schema)
    .filter(({ path, schema: { description } }) => !description && !/^settings\.\w+$/.test(path))
    .map(({ path }) => path)

export function writeFields(): string {
  return [
    '| field | what stands there | left out | meaning |',
    '|---|---|---|---|',
    ...fieldsOf(written())
      .filter(({ path }) => !path.startsWith('settings.'))
      .map(
        ({ path, schema, isNeeded }) =>
          `| \`${path}\` | ${whatOf(schema)} | ${isNeeded ? 'never' : defaultOf(schema)} | ${schema.description ?? ''} |`,
      ),
  ].join('\n')
}

function whatOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${schema.const}\``
  if (isBilingual(schema)) return '`{ zh, en }`, `en` may be left out'
  if (schema.format === 'date-time') return 'moment'
  if (schema.type === 'string') return 'text'
  if (schema.type === 'boolean') return '`true` or `false`'
  if (schema.type === 'array') return 'list'
  return schema.type === 'object' ? 'fields' : 'number'
}

const defaultOf = ({ default: usual }: JsonSchema): string =>
  usual === undefined || typeof usual === 'object' ? 'may be' : `\`${String(usual)}\``

export function writeSettings(): string {
  return [
    '| setting | what stands there | default | meaning |',
    '|---|---|---|---|',
    ...SETTINGS.map(
      (setting) => `| \`${setting.path}\` | ${rangeOf(setting)} | \`${String(setting.default)}\` | ${setting.means} |`,
    ),
  ].join('\n')
}

function rangeOf(setting: Setting): string {
  switch (setting.kind) {
    case 'length':
      return `length, \`${formatDuration(setting.minMs)}\` to \`${formatDuration(setting.maxMs)}\``
    case 'count':
      return `${setting.unit}, ${setting.min} to ${setting.max}`
    case 'yesNo':
      return '`true` or `false`'
    case 'choice':
      return setting.of.map((value) => `\`${value}\``).join(' or ')
  }
}
