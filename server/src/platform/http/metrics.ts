// Owns: the figures an operator watches, in Prometheus' text format.
// Never labels a figure with an id of a person or an attempt.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { isSameSecret } from '../keys.ts'
import { hashSecret } from '../secrets.ts'
import { sendRefusal } from './reply.ts'

/** Bounds in seconds around what a receipt may take: 50 ms is the goal, 15 s the client's time limit. */
const DURATION_BOUNDS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15]

/** The figures of one server; parts that have some add them. */
export function createRegistry(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'zhishi_' })
  return registry
}

/** Serves GET /metrics to the machine itself, or to whoever knows the secret. */
export function mountMetrics(app: FastifyInstance, options: { registry: Registry; secret: string | null }): void {
  const { registry } = options
  const durations = new Histogram({
    name: 'zhishi_http_request_duration_seconds',
    help: 'Time from the first byte of a request to the end of its answer',
    labelNames: ['method', 'route', 'code'],
    buckets: DURATION_BOUNDS_S,
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    durations.observe({ method: request.method, route, code: String(reply.statusCode) }, reply.elapsedTime / 1000)
  })
  app.get('/metrics', async (request, reply) => {
    if (
      !isLocal(request) &&
      !(
        options.secret !== null &&
        isSameSecret(hashSecret(request.headers.authorization ?? ''), hashSecret(`Bearer ${options.secret}`))
      )
    ) {
      return sendRefusal(reply, { code: 'notAllowed' })
    }
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}

/** From this machine and not through a proxy on it: a proxy adds the header, and then the origin is somewhere else. */
function isLocal(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress ?? ''
  return /^(127\.|::1$|::ffff:127\.)/.test(address) && request.headers['x-forwarded-for'] === undefined
}
