// Owns: the HTTP endpoints of face login and of the proctor's queue.
// Never lets a browser or proxy keep a picture.
import type { FastifyInstance } from 'fastify'
import { endpoints } from '@zhishi/core/contract'
import { accept } from '@zhishi/core/refusal'
import type { Enter } from '../platform/http/admission.ts'
import type { Mount } from '../platform/http/mount.ts'
import { sendRefusal } from '../platform/http/reply.ts'
import type { IdentityService } from './service.ts'

export function mountIdentity(
  app: FastifyInstance,
  mount: Mount,
  ports: { service: IdentityService; enter: Enter },
): void {
  const { service, enter } = ports
  mount(endpoints.readIdentity, ({ params, caller }) => service.view(params.attemptId, caller))
  mount(endpoints.enrolIdPhoto, ({ params, body, caller }) =>
    service.enrolFromCamera(params.attemptId, caller, Buffer.from(body.jpeg, 'base64')),
  )
  mount(endpoints.tryFace, ({ params, body, caller }) =>
    service.tryFace(params.attemptId, caller, {
      tryId: body.tryId,
      frames: body.frames.map(({ view, jpeg }) => ({ view, jpeg: Buffer.from(jpeg, 'base64') })),
    }),
  )
  mount(endpoints.listIdentityQueue, async ({ caller }) => accept(await service.queue(caller)))

  app.get(endpoints.readIdentityPicture.path, { config: { isEndpoint: true } }, async (request, reply) => {
    const admitted = await enter(request, endpoints.readIdentityPicture)
    if (!admitted.ok) return sendRefusal(reply, admitted.refusal)
    const params = endpoints.readIdentityPicture.params.safeParse(request.params)
    const caller = admitted.value
    const jpeg =
      params.success && caller.kind === 'staff'
        ? await service.picture(params.data.attemptId, params.data.picture, caller)
        : null
    if (!jpeg) return sendRefusal(reply, { code: 'notFound' })
    return reply.type('image/jpeg').header('cache-control', 'no-store').send(jpeg)
  })
}
