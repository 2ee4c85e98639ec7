// Owns: turning rows of the endpoints table into routes: parse, admit, call, answer.
// Never holds a rule of the product.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { kindOf, type Endpoint } from '@zhishi/core/contract'
import { refuse, type Result } from '@zhishi/core/refusal'
import type { z } from 'zod'
import type { Admission } from './admission.ts'
import type { Caller } from './caller.ts'
import { mountForm } from './forms.ts'
import { LOADS_NOTHING, RULES } from './kinds.ts'
import { sendRefusal } from './reply.ts'

type Parsed<Schema> = Schema extends z.ZodType ? z.infer<Schema> : undefined

/** What a handler gets: the parsed request and who asks. `caller` is one of the endpoint's callers. */
export type Call<E extends Endpoint> = {
  params: Parsed<E['params']>
  body: Parsed<E['body']>
  caller: Extract<Caller, { kind: E['callers'][number] }>
  request: FastifyRequest
  reply: FastifyReply
}
/** Of a form: the page of ours to which the browser goes on. */
export type Answer<E extends Endpoint> = Promise<
  Result<
    E extends { kind: 'formPost' }
      ? { to: string }
      : E['response'] extends z.ZodType
        ? z.infer<E['response']>
        : undefined
  >
>

/** What a handler gives that has sent its answer itself; nothing of it goes out. */
export const SENT = { ok: true, value: undefined as never } as const

/** Binds endpoints to an app. */
export type Mount = <const E extends Endpoint>(endpoint: E, handler: (call: Call<E>) => Answer<E>) => void

declare module 'fastify' {
  interface FastifyContextConfig {
    /** it is let in by itself (admission.ts), other than pages and their files */
    isEndpoint?: true
  }
  interface FastifyRequest {
    /** who was let in; null: it has not come so far */
    caller: Caller | null
  }
}

/** What strangers may send: the largest is a form of sign-in or binding, of a few hundred characters. */
const STRANGERS_BODY_MAX_BYTES = 16 * 1024

export function createMount(app: FastifyInstance, admission: Pick<Admission, 'enter' | 'inTurn'>): Mount {
  return <const E extends Endpoint>(endpoint: E, handler: (call: Call<E>) => Answer<E>): void => {
    // unknown fields must be refused, not dropped: what comes is parsed with the strict schema itself
    async function handle(request: FastifyRequest, reply: FastifyReply): Promise<Result<unknown>> {
      const params = parseWith(endpoint.params, request.params, '/params')
      if (!params.ok) return params
      const body = parseWith(endpoint.body, request.body, '')
      if (!body.ok) return body
      const answer = () =>
        handler({
          params: params.value as never,
          body: body.value as never,
          caller: request.caller as never,
          request,
          reply,
        })
      return endpoint.cost === 'heavy' ? admission.inTurn(answer) : answer()
    }
    /** Before the body: nobody should send one for nothing, and nobody hold one against the server. */
    const enter = (request: FastifyRequest): Promise<Result<Caller>> => admission.enter(request, endpoint)

    if (endpoint.kind === 'formPost') {
      const answer = handle as (...asked: Parameters<typeof handle>) => Promise<Result<{ to: string }>>
      mountForm(app, endpoint, { enter, handle: answer })
      return
    }
    app.route({
      method: endpoint.method,
      url: endpoint.path,
      config: { kind: kindOf(endpoint), isEndpoint: true },
      ...(endpoint.callers.includes('anyone') ? { bodyLimit: STRANGERS_BODY_MAX_BYTES } : {}),
      onRequest: async (request, reply) => {
        const entered = await enter(request)
        if (!entered.ok) return sendRefusal(reply, entered.refusal)
      },
      ...helmetOf(endpoint),
      handler: async (request, reply) => {
        const answer = await handle(request, reply)
        if (reply.sent || answer === SENT) return reply
        if (!answer.ok) return sendRefusal(reply, answer.refusal)
        return reply.header('cache-control', 'no-store').send(endpoint.response?.parse(answer.value))
      },
    })
  }
}

function helmetOf(endpoint: Endpoint) {
  if (RULES[kindOf(endpoint)].csp === 'nothing') return { helmet: LOADS_NOTHING }
  // what guards a page would cost each of hundreds of beats a second, for nothing: devices show no page
  return endpoint.callers.every((kind) => kind === 'grant') ? { helmet: false as const } : {}
}

function parseWith(schema: z.ZodType | undefined, input: unknown, at: string): Result<unknown> {
  if (!schema) return { ok: true, value: undefined }
  const parsed = schema.safeParse(input)
  if (parsed.success) return { ok: true, value: parsed.data }
  // a malformed id names nothing that exists
  if (at === '/params') return refuse('notFound')
  return refuse('malformed', {
    problems: parsed.error.issues.map((issue) => ({
      path: issue.path.map((step) => `/${String(step)}`).join(''),
      message: issue.message,
    })),
  })
}
