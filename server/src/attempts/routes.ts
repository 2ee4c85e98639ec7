// Owns: the HTTP endpoints of attempts.
// Never holds a rule: it hands the parsed request to the service.
import { endpoints } from '@zhishi/core/contract'
import { refuse } from '@zhishi/core/refusal'
import type { Mount } from '../platform/http/mount.ts'
import type { AttemptsService } from './service.ts'

export function mountAttempts(mount: Mount, { service }: { service: AttemptsService }): void {
  mount(endpoints.readAttempt, ({ params, caller }) => service.view(params.attemptId, caller))
  mount(endpoints.readDevices, ({ params, caller }) => service.devices(params.attemptId, caller))
  mount(endpoints.readPresence, ({ params, caller }) => service.presence(params.attemptId, caller))
  mount(endpoints.readCoverage, ({ params, caller }) => service.coverage(params.attemptId, caller))
  mount(endpoints.commandAttempt, async ({ params, body, caller }) => {
    // the device is the one that signed in; a body that names another is a copy of somebody's request
    if (caller.deviceId !== body.deviceId) return refuse('otherDevice')
    return service.command(params.attemptId, caller, body)
  })
  mount(endpoints.issueGrant, ({ params, body, caller }) => service.issueGrant(params.attemptId, caller, body))
}
