// Owns: the HTTP door of evidence binding.
// Never holds a rule: it hands the parsed request to the service.
import { endpoints } from '@zhishi/core/contract'
import type { Mount } from '../platform/http/mount.ts'
import type { EvidenceService } from './service.ts'

export function mountEvidence(mount: Mount, { service }: { service: EvidenceService }): void {
  mount(endpoints.issueBindingCode, ({ params, caller }) => service.issueCode(params.attemptId, caller))
  mount(endpoints.bindEvidence, ({ body, request }) => service.bind({ ...body, address: request.ip }))
  mount(endpoints.readEvidence, ({ caller }) => service.read(caller.claims))
}
