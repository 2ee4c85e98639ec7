// Owns: asking the server: one function, typed from core's table of endpoints.
// Never throws for what is expected: a refusal and a server that was not reached are both answers.
import { endpoints, type EndpointName } from '@zhishi/core/contract'
import { problemDetails, refusal, type Result } from '@zhishi/core/refusal'
import { monotonicNow } from './server-clock.ts'
import { serverClock } from './clock.ts'
import { noteReached } from './reachability.ts'
import { noteZonesIn } from './zones.ts'

type Table = typeof endpoints
type TypeOf<Schema, Side extends '_input' | '_output'> = Schema extends { [K in Side]: infer T } ? T : never

/** Endpoints that speak JSON; tus and media have their own ways. */
export type JsonEndpoint = {
  [Name in EndpointName]: Table[Name] extends { isRaw: true } ? never : Name
}[EndpointName]

type Asked<Name extends JsonEndpoint> = (Table[Name] extends { params: infer Schema }
  ? { params: TypeOf<Schema, '_input'> }
  : unknown) &
  (Table[Name] extends { body: infer Schema } ? { body: TypeOf<Schema, '_input'> } : unknown) &
  // who holds a grant says so with it, and with nothing else
  ('grant' extends Table[Name]['callers'][number] ? { grant: string } : unknown)
type Rest<Name extends JsonEndpoint> = unknown extends Asked<Name> ? [] : [asked: Asked<Name>]
export type Answered<Name extends JsonEndpoint> = Table[Name] extends { response: infer Schema }
  ? TypeOf<Schema, '_output'>
  : undefined

/** Nothing of ours came back, so what was asked may or may not have happened: repeat it with the same command id. */
export type Unreached = { ok: false; refusal?: undefined; unreached: 'noAnswer' | 'notOurs' }
export type Answer<T> = Result<T> | Unreached

/** A candidate's line may be bad, but an answer of 10 kB that takes longer than this will not come any more. */
const TIMEOUT_MS = 10_000

/** Faces are looked at one after the other: beside 25 others on a busy machine an answer took over 10 s, and had been counted. */
const LOOKED_AT_WITHIN_MS = 60_000
const LOOKS: ReadonlySet<string> = new Set<JsonEndpoint>(['tryFace', 'enrolIdPhoto'])

/** Asks one endpoint. Refusals come back as values; so does a server that was not reached. */
export async function call<Name extends JsonEndpoint>(
  name: Name,
  ...rest: Rest<Name>
): Promise<Answer<Answered<Name>>> {
  const { method, path, ...schemas } = endpoints[name]
  const asked: { params?: Record<string, string>; body?: unknown; grant?: string } = rest[0] ?? {}
  const sentAt = monotonicNow()
  const withinMs = LOOKS.has(name) ? LOOKED_AT_WITHIN_MS : TIMEOUT_MS
  const response = await send(filled(path, asked.params ?? {}), method, { ...asked, withinMs })
  if (!response) return unreached('noAnswer')
  const content = await response.json().catch(() => undefined)
  const receivedAt = monotonicNow()
  if (!response.ok) {
    const problem = problemDetails.safeParse(content)
    if (!problem.success) return unreached('notOurs')
    noteReached(true)
    return { ok: false, refusal: refusal.parse(problem.data) }
  }
  const read = 'response' in schemas ? schemas.response.safeParse(content) : { success: true as const, data: undefined }
  if (!read.success) return unreached('notOurs')
  noteReached(true)
  noteZonesIn(read.data)
  // a repeated command gets its first answer, with the time it was given then
  if (method === 'GET' && hasServerNow(read.data)) {
    serverClock.add({ serverNow: read.data.serverNow, sentAt, receivedAt })
  }
  return { ok: true, value: read.data as Answered<Name> }
}

function unreached(unreached: Unreached['unreached']): Unreached {
  noteReached(false)
  return { ok: false, unreached }
}

function hasServerNow(value: unknown): value is { serverNow: number } {
  return typeof value === 'object' && value !== null && 'serverNow' in value && typeof value.serverNow === 'number'
}

function filled(path: string, params: Record<string, string>): string {
  return path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(params[key] ?? ''))
}

type ToSend = { body?: unknown; grant?: string; withinMs: number }

async function send(path: string, method: string, it: ToSend): Promise<Response | null> {
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: AbortSignal.timeout(it.withinMs),
      headers: {
        ...(it.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(it.grant === undefined ? {} : { authorization: `Bearer ${it.grant}` }),
      },
      ...(it.body === undefined ? {} : { body: JSON.stringify(it.body) }),
    })
  } catch {
    return null
  }
}
