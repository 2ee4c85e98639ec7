// Owns: measuring the network of a candidate's computer or phone, both ways (step 2 设备准备).
// Never keeps a byte. What was measured is the device's to report with the command `prepare`.
import type { FastifyInstance } from 'fastify'
import { endpoints } from '@zhishi/core/contract'
import type { Random } from '../platform/clock.ts'
import { admit, type Identify } from '../platform/http/caller.ts'
import { sendRefusal } from '../platform/http/reply.ts'

/** 1 MiB: at 4 Mbit/s two seconds, long enough to measure and short enough to wait for. */
const PROBE_BYTES = 1024 * 1024

export async function mountPreparation(
  app: FastifyInstance,
  it: { identify: Identify; random: Random },
): Promise<void> {
  // made once: random bytes cannot be compressed on the way, and nobody learns anything from them
  const probe = it.random.bytes(PROBE_BYTES)
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null, undefined))
    scope.addHook('preHandler', async (request, reply) => {
      const endpoint = request.method === 'GET' || request.method === 'HEAD' ? endpoints.probeDown : endpoints.probeUp
      const admitted = admit(endpoint, await it.identify(request, endpoint))
      if (!admitted.ok) return sendRefusal(reply, admitted.refusal)
    })
    scope.get(endpoints.probeDown.path, (_request, reply) =>
      reply.type('application/octet-stream').header('cache-control', 'no-store').send(probe),
    )
    scope.post(endpoints.probeUp.path, async (request, reply) => {
      let bytes = 0
      for await (const piece of request.raw) {
        bytes += (piece as Buffer).length
        if (bytes > PROBE_BYTES) return sendRefusal(reply, { code: 'tooLarge' })
      }
      return reply.code(204).send()
    })
  })
}
