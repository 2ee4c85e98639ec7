// Owns: the HTTP endpoint of the staff table of a sitting.
// Never holds a rule: it hands the parsed request to the service.
import { endpoints } from '@zhishi/core/contract'
import type { Mount } from '../platform/http/mount.ts'
import type { AttemptLists } from './service.ts'

export function mountAttemptLists(mount: Mount, { service }: { service: AttemptLists }): void {
  mount(endpoints.listAttempts, ({ params, caller }) => service.list(caller, params.sittingId))
}
