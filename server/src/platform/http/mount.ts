// Owns: turning rows of the endpoints table into routes: parse, admit, call, answer.
// Never holds a rule of the product.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Endpoint } from '@zhishi/core/contract'
import { refuse, type Result } from '@zhishi/core/refusal'
import type { z } from 'zod'
import { admit, type Caller, type Identify } from './caller.ts'
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
export type Answer<E extends Endpoint> = Promise<
  Result<E['response'] extends z.ZodType ? z.infer<E['response']> : undefined>
>

/** What a handler gives that has sent its answer itself; nothing of it goes out. */
export const SENT = { ok: true, value: undefined as never } as const

/** Binds endpoints to an app; made once, because every route asks the same `identify`. */
export type Mount = <const E extends Endpoint>(endpoint: E, handler: (call: Call<E>) => Answer<E>) => void

export function createMount(app: FastifyInstance, identify: Identify): Mount {
  return (endpoint, handler) => {
    app.route({
      method: endpoint.method,
      url: endpoint.path,
      // what guards a page would cost each of hundreds of beats a second, for nothing: devices show no page
      ...(endpoint.callers.every((kind) => kind === 'grant') ? { helmet: false } : {}),
      // unknown fields must be refused, not dropped: the handler parses with the strict schema itself
      handler: async (request, reply) => {
        const admitted = admit(endpoint, await identify(request, endpoint))
        if (!admitted.ok) return sendRefusal(reply, admitted.refusal)
        const params = parseWith(endpoint.params, request.params, '/params')
        if (!params.ok) return sendRefusal(reply, params.refusal)
        const body = parseWith(endpoint.body, request.body, '')
        if (!body.ok) return sendRefusal(reply, body.refusal)
        const answer = await handler({
          params: params.value as never,
          body: body.value as never,
          caller: admitted.value as never,
          request,
          reply,
        })
        if (reply.sent || answer === SENT) return reply
        if (!answer.ok) return sendRefusal(reply, answer.refusal)
        return reply.header('cache-control', 'no-store').send(endpoint.response?.parse(answer.value))
      },
    })
  }
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
