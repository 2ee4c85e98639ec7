// Owns: how a refusal leaves the server: logged once, as RFC 9457 problem details with the right HTTP status.
// Never says more than the refusal holds.
import type { FastifyReply } from 'fastify'
import { presentRefusal, REFUSALS, type Refusal } from '@zhishi/core/refusal'

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  logRefusal(reply, refusal)
  // a client in a loop has to come anew
  if (refusal.code === 'tooManyRequests') reply.header('connection', 'close')
  if (refusal.retryAfterS !== undefined) reply.header('retry-after', String(refusal.retryAfterS))
  return reply
    .code(REFUSALS[refusal.code].httpStatus)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .send(presentRefusal(refusal))
}

/** Aborted when whoever asked is gone, or has its answer. */
export function goneSignal(reply: FastifyReply): AbortSignal {
  const gone = new AbortController()
  reply.raw.once('close', () => gone.abort())
  return gone.signal
}

/** Once for each refusal, in whatever form it leaves. */
export function logRefusal({ request }: FastifyReply, { code }: Refusal): void {
  request.log.info({ refusal: code, method: request.method, route: request.routeOptions.url }, 'refused')
}
