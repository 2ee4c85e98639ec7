// Owns: the OpenAPI 3.1 document, generated from the endpoints table.
// Never written by hand: what is not in the table does not exist.
import { REFUSALS, problemDetails, type RefusalCode } from '@zhishi/core/refusal'
import { kindOf, socketAsk, socketMessage, type Endpoint } from '@zhishi/core/contract'
import { reviewCode } from '@zhishi/core/scoring'
import { z } from 'zod'
import { RULES } from './kinds.ts'

type Json = Record<string, unknown>

/** Turns the table into an OpenAPI 3.1 document (https://spec.openapis.org/oas/v3.1.1). */
export function presentOpenapi(endpoints: Record<string, Endpoint>, version: string): Json {
  const paths: Record<string, Json> = {}
  for (const [operationId, endpoint] of Object.entries(endpoints)) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: presentOperation(operationId, endpoint) }
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Zhishi 智试', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      schemas: {
        ProblemDetails: schemaOf(problemDetails, 'output'),
        // what goes over the socket, which OpenAPI has no operations for
        SocketAsk: schemaOf(socketAsk, 'input'),
        SocketMessage: schemaOf(socketMessage, 'output'),
      },
      securitySchemes: {
        signIn: {
          type: 'apiKey',
          in: 'cookie',
          name: 'zhishi_candidate',
          description: 'staff: zhishi_staff; over HTTPS each begins with __Host-',
        },
        grant: { type: 'http', scheme: 'bearer', description: 'the upload grant of one device' },
        key: { type: 'http', scheme: 'bearer', description: 'the key of a program' },
      },
    },
  }
}

function presentOperation(operationId: string, endpoint: Endpoint): Json {
  const byStatus = new Map<number, RefusalCode[]>()
  // a form's refusals are told by the page that it leads to
  for (const code of endpoint.kind === 'formPost' ? [] : endpoint.refusals) {
    const { httpStatus } = REFUSALS[code]
    byStatus.set(httpStatus, [...(byStatus.get(httpStatus) ?? []), code])
  }
  return {
    operationId,
    summary: endpoint.summary,
    ...securityOf(endpoint),
    description: `Callers: ${endpoint.callers.join(', ')}.${endpoint.action ? ` Staff: who may ${endpoint.action}.` : ''}`,
    parameters: [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: schemaOfParameter(name),
    })),
    ...(endpoint.body && !endpoint.isRaw
      ? {
          requestBody: {
            required: true,
            content: { [BODIES[RULES[kindOf(endpoint)].body]]: { schema: schemaOf(endpoint.body, 'input') } },
          },
        }
      : {}),
    responses: {
      ...answerOf(endpoint),
      ...Object.fromEntries(
        [...byStatus].map(([httpStatus, codes]) => [
          String(httpStatus),
          {
            description: codes.join(', '),
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } } },
          },
        ]),
      ),
    },
  }
}

const BODIES = { json: 'application/json', form: 'application/x-www-form-urlencoded' } as const

function securityOf({ callers }: Endpoint): Json {
  if (callers.includes('anyone')) return {}
  if (callers.includes('machine')) return { security: [{ key: [] }] }
  return { security: callers.includes('grant') ? [{ grant: [] }] : [{ signIn: [] }] }
}

function answerOf(endpoint: Endpoint): Json {
  if (endpoint.kind === 'formPost')
    return { '303': { description: `on to a page of ours; if refused, ${endpoint.page}` } }
  if (!endpoint.response) return { '2XX': { description: 'tus 1.0 or media bytes' } }
  const content = { 'application/json': { schema: schemaOf(endpoint.response, 'output') } }
  return { '200': { description: 'done', content } }
}

/** What stands in a path is an id, but for these. */
function schemaOfParameter(name: string | undefined): Json {
  if (name === 'reviewCode') return schemaOf(reviewCode, 'input')
  return name === 'file' ? { type: 'string' } : { type: 'string', format: 'uuid' }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' })
  return inlined(json)
}

/** Named schemas come back as local definitions; OpenAPI resolves `$ref` from its own root, so they are put in place. */
function inlined(json: Json): Json {
  const definitions = (json['$defs'] ?? {}) as Record<string, Json>
  const put = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(put)
    if (typeof value !== 'object' || value === null) return value
    const ref = '$ref' in value && typeof value.$ref === 'string' ? value.$ref : null
    const found = ref?.startsWith('#/$defs/') ? definitions[ref.slice('#/$defs/'.length)] : undefined
    if (found) return put(found)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key, one]) => key !== '$defs' && !(key === 'id' && typeof one === 'string'))
        .map(([key, one]) => [key, put(one)]),
    )
  }
  return put(json) as Json
}
