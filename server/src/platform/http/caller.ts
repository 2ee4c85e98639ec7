// Owns: who is calling, as far as the request proves it, and the check against an endpoint's list of callers.
// Never decides whether this caller may touch this object: the service does.
import type { FastifyRequest } from 'fastify'
import type { StaffRole } from '@zhishi/core/access'
import type { Endpoint } from '@zhishi/core/contract'
import type { DeviceId, PersonId, StaffId } from '@zhishi/core/ids'
import type { GrantClaims } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'

export type Caller =
  | { role: 'anyone' }
  | { role: 'candidate'; personId: PersonId; deviceId: DeviceId }
  | StaffCaller
  | { role: 'grant'; claims: GrantClaims }

/** One member of the union for each role, so that an endpoint for proctors alone knows its caller as one. */
type StaffCaller = { [Role in StaffRole]: { role: Role; staffId: StaffId; deviceId: DeviceId } }[StaffRole]

/** Finds out who calls: a grant in `Authorization`, else the sign-in cookie, else nobody. Given by main.ts. */
export type Identify = (request: FastifyRequest, endpoint: Endpoint) => Promise<Caller>

/** The caller, if the endpoint is for such callers. */
export function admit(endpoint: Endpoint, caller: Caller): Result<Caller> {
  if (endpoint.callers.includes(caller.role) || endpoint.callers.includes('anyone')) return accept(caller)
  if (endpoint.callers.includes('grant')) return refuse('grantRefused')
  return refuse(caller.role === 'anyone' || caller.role === 'grant' ? 'signInNeeded' : 'notAllowed')
}
