// Owns: the HTTP endpoints of scoring.
// Never sends a byte of an answer before the look is in the audit log.
import type { FastifyInstance } from 'fastify'
import { endpoints } from '@zhishi/core/contract'
import { accept, refuse } from '@zhishi/core/refusal'
import { reviewCode } from '@zhishi/core/scoring'
import type { Enter } from '../platform/http/admission.ts'
import type { StaffCaller } from '../platform/http/caller.ts'
import type { Mount } from '../platform/http/mount.ts'
import { goneSignal, sendRefusal } from '../platform/http/reply.ts'
import { sendFile } from '../platform/http/send-file.ts'
import type { ScoringService } from './service.ts'

export function mountScoring(
  app: FastifyInstance,
  mount: Mount,
  { service, enter }: { service: ScoringService; enter: Enter },
): void {
  mount(endpoints.listReviewRemarks, async ({ caller }) => accept(await service.remarks(caller)))
  mount(endpoints.listReviews, async ({ caller }) => accept(await service.list(caller)))
  mount(endpoints.readReview, ({ params, caller }) => service.read(caller, params.reviewCode))
  mount(endpoints.submitSheet, ({ params, body, caller }) => service.submit(caller, params.reviewCode, body))
  mount(endpoints.recuse, ({ params, caller }) => service.recuse(caller, params.reviewCode))
  mount(endpoints.flagDisclosure, ({ params, body, caller }) =>
    service.flagDisclosure(caller, params.reviewCode, body.isDisclosed),
  )

  app.route({
    method: 'GET',
    url: endpoints.playReview.path,
    // a HEAD would be a look without a picture
    exposeHeadRoute: false,
    config: { isEndpoint: true },
    handler: async (request, reply) => {
      const admitted = await enter(request, endpoints.playReview)
      if (!admitted.ok) return sendRefusal(reply, admitted.refusal)
      const code = reviewCode.safeParse((request.params as { reviewCode: string }).reviewCode)
      const opened = code.success
        ? await service.openAnswer(admitted.value as StaffCaller, code.data, goneSignal(reply))
        : refuse('notFound')
      if (!opened.ok) return sendRefusal(reply, opened.refusal)
      return sendFile(reply, opened.value.file, opened.value.noteLook)
    },
  })
}
