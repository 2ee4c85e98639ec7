// Owns: docs/api.md: the table of endpoints as a page for people.
// Never repeats a schema in full: that is /openapi.json, made from the same table.
import { ACTION_NAMES, ACTIONS } from '@zhishi/core/access'
import { endpoints, type Endpoint } from '@zhishi/core/contract'
import { REFUSALS } from '@zhishi/core/refusal'

export function writeApi(): string {
  const rows = Object.entries(endpoints as Record<string, Endpoint>)
  const groups = Map.groupBy(rows, ([, { path }]) => path.split('/')[2] ?? '')
  return [
    '# API',
    '',
    'Every HTTP endpoint, written by `npm run docs` from the table that the server mounts and the pages are typed by',
    '(`core/src/contract/endpoints.ts`, [decision 0004](decisions/0004-table-of-endpoints.md)). A running server gives the schemas in',
    'full as OpenAPI 3.1 at `/openapi.json`. What goes over the socket stands in `core/src/contract/socket.ts`; uploads speak',
    '[tus 1.0](https://tus.io/protocols/resumable-upload) ([recording](recording.md#transfer)).',
    '',
    '- People are known by a cookie, devices that upload by a grant in `Authorization: Bearer`. Which of their objects a caller may',
    '  touch, the service decides ([security](security.md)).',
    '- An endpoint is for our own pages unless its method is followed by `formPost` (a form that a page of another site has the browser',
    '  post here) or `machine` (a program with a bearer key): [by which rules](security.md#requests).',
    '- Instants are milliseconds since 1970 in UTC. State-changing requests carry an id and may be repeated',
    '  ([decision 0005](decisions/0005-first-answers.md)).',
    '- A refusal is problem details (RFC 9457) with one of the codes at the end of this page. Changes are additive.',
    '',
    ...[...groups].flatMap(([group, of]) => [
      `## ${group}`,
      '',
      '| endpoint | what | callers | takes | gives | refuses |',
      '|---|---|---|---|---|---|',
      ...of.map(([name, endpoint]) => rowOf(name, endpoint)),
      '',
    ]),
    '## Rights',
    '',
    'Which roles may do what, and to what. A role is had in an interview, or in all; what is about the installation needs it in all.',
    'Where several may, it is done in the one that stands first.',
    '',
    '| action | to | by |',
    '|---|---|---|',
    ...ACTION_NAMES.map((name) => `| \`${name}\` | ${ACTIONS[name].of} | ${ACTIONS[name].by.join(', ')} |`),
    '',
    '## Refusals',
    '',
    'Repeat: whether the same request may succeed later, unchanged.',
    '',
    '| code | status | repeat |',
    '|---|---|---|',
    ...Object.entries(REFUSALS).map(
      ([code, { httpStatus, isRetryable }]) => `| \`${code}\` | ${httpStatus} | ${isRetryable ? 'yes' : 'no'} |`,
    ),
    '',
  ].join('\n')
}

function rowOf(
  name: string,
  { kind, method, path, summary, callers, action, body, response, refusals, isRaw }: Endpoint,
): string {
  const takes = body ? schemaOf(body, 'input') : isRaw && /^(PATCH|POST)$/.test(method) ? 'bytes' : ''
  const gives = response ? schemaOf(response, 'output') : isRaw ? 'bytes or headers' : ''
  const cells = [
    `\`${method} ${path}\`${kind ? ` ${kind}` : ''}<br>${name}`,
    summary.replaceAll('|', '\\|'),
    callers.map((caller) => (caller === 'staff' && action ? `staff who may ${action}` : caller)).join(', '),
    takes,
    gives,
    refusals.join(', '),
  ]
  return `| ${cells.join(' | ')} |`
}

type Json = {
  id?: string
  $ref?: string
  type?: string
  properties?: object
  items?: Json
  anyOf?: Json[]
  oneOf?: Json[]
}

/** The name of a schema in the contract, else the names of its fields. */
function schemaOf(schema: NonNullable<Endpoint['body']>, io: 'input' | 'output'): string {
  const named = schema.meta()?.id
  if (named) return named
  return nameOf(schema.toJSONSchema({ io, unrepresentable: 'any' }) as Json)
}

function nameOf(json: Json): string {
  const named = json.id ?? json.$ref?.replace('#/$defs/', '')
  if (named) return named
  if (json.items) return `${nameOf(json.items)}[]`
  const parts = json.anyOf ?? json.oneOf
  if (parts) return [...new Set(parts.map(nameOf))].join(' or ')
  if (json.properties) return `{ ${Object.keys(json.properties).join(', ')} }`.replace('{  }', '{ }')
  return json.type ?? 'any'
}
