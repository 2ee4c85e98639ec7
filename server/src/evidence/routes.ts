// Owns: the HTTP endpoints of evidence binding.
// Never holds a rule: it hands the parsed request to the service.
import type { FastifyRequest } from 'fastify'
import { endpoints } from '@zhishi/core/contract'
import type { Mount } from '../platform/http/mount.ts'
import type { Sender } from '../platform/http/proxies.ts'
import type { EvidenceService } from './service.ts'

export function mountEvidence(
  mount: Mount,
  { service, senderOf }: { service: EvidenceService; senderOf: (request: FastifyRequest) => Sender },
): void {
  mount(endpoints.issueBindingCode, ({ params, caller }) => service.issueCode(params.attemptId, caller))
  mount(endpoints.checkBindingCode, ({ body, request }) => service.check({ ...body, sender: senderOf(request) }))
  mount(endpoints.bindEvidence, ({ body, request }) => service.bind({ ...body, sender: senderOf(request) }))
  mount(endpoints.readEvidence, ({ caller }) => service.read(caller.claims))
  mount(endpoints.finishSweep, ({ caller }) => service.finishSweep(caller.claims))
}
