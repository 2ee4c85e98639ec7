// Owns: measuring the network of a candidate's computer or phone (step 2 设备准备): the way down, and the way up exactly as a
// recording takes it: tus 1.0 with HEAD and PATCH, or POST that stands for either.
// Never keeps a byte. What was measured is the device's to report with the command `prepare`.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { endpoints, type Endpoint } from '@zhishi/core/contract'
import { METHOD_OVERRIDE_HEADER, parseMethodOverride, TUS_VERSION } from '@zhishi/core/recording'
import type { Random } from '../platform/clock.ts'
import type { Enter } from '../platform/http/admission.ts'
import { sendRefusal } from '../platform/http/reply.ts'

/** 1 MiB: at 4 Mbit/s two seconds, long enough to measure and short enough to wait for. */
const PROBE_BYTES = 1024 * 1024

export async function mountPreparation(app: FastifyInstance, ports: { enter: Enter; random: Random }): Promise<void> {
  // made once: random bytes cannot be compressed on the way, and nobody learns anything from them
  const probe = ports.random.bytes(PROBE_BYTES)
  const { probeDown, probeOffset, probeAppend, probeOverride } = endpoints
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))
    // as with a part: this header is how a device knows our word from that of whatever stands between
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('tus-resumable', TUS_VERSION)
    })
    const admitting = (endpoint: Endpoint) => ({
      config: { isEndpoint: true as const },
      preHandler: async (request: FastifyRequest, reply: FastifyReply) => {
        const admitted = await ports.enter(request, endpoint)
        if (!admitted.ok) return sendRefusal(reply, admitted.refusal)
      },
    })
    scope.get(probeDown.path, admitting(probeDown), (_request, reply) =>
      reply.type('application/octet-stream').header('cache-control', 'no-store').send(probe),
    )
    scope.head(probeOffset.path, admitting(probeOffset), (_request, reply) => offset(reply, 200, 0))
    scope.patch(probeAppend.path, admitting(probeAppend), take)
    scope.post(probeOverride.path, admitting(probeOverride), async (request, reply) => {
      const method = parseMethodOverride(request.headers[METHOD_OVERRIDE_HEADER.toLowerCase()])
      if (method === null) return sendRefusal(reply, { code: 'methodNotAllowed' })
      return method === 'HEAD' ? offset(reply, 200, 0) : take(request, reply)
    })
  })

  async function take(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    let bytes = 0
    for await (const piece of request.raw) {
      bytes += (piece as Buffer).length
      if (bytes > PROBE_BYTES) return sendRefusal(reply, { code: 'tooLarge' })
    }
    return offset(reply, 204, bytes)
  }
}

/** Where a part would stand. */
function offset(reply: FastifyReply, httpStatus: 200 | 204, bytes: number): FastifyReply {
  return reply.code(httpStatus).header('cache-control', 'no-store').header('upload-offset', String(bytes)).send()
}
