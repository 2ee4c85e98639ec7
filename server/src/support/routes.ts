// Owns: the HTTP endpoints of support.
// Never holds a rule: it hands the parsed request to the service.
import { endpoints } from '@zhishi/core/contract'
import { accept } from '@zhishi/core/refusal'
import type { Mount } from '../platform/http/mount.ts'
import type { SupportService } from './service.ts'

export function mountSupport(mount: Mount, { service }: { service: SupportService }): void {
  mount(endpoints.findCandidate, async ({ body, caller }) => accept(await service.find(caller, body.number)))
}
