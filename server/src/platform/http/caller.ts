// Owns: who is calling, as far as the request proves it, and the check against an endpoint's callers and its action.
// Never decides whether this caller may touch this object: the service that knows the object asks `actingAs`.
import type { FastifyRequest } from 'fastify'
import { actingRole, roleAnywhere, type Action, type Actor, type ObjectOf, type Role } from '@zhishi/core/access'
import type { Endpoint } from '@zhishi/core/contract'
import type { DeviceId } from '@zhishi/core/ids'
import type { GrantClaims } from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'

export type CandidateCaller = Extract<Actor, { kind: 'candidate' }>
/** With the memberships that counted when the request came. */
export type StaffCaller = Extract<Actor, { kind: 'staff' }> & { deviceId: DeviceId }
export type SignedInCaller = CandidateCaller | StaffCaller
/** A program, under the name of its key. */
export type MachineCaller = { kind: 'machine'; name: string }
export type Caller = { kind: 'anyone' } | SignedInCaller | { kind: 'grant'; claims: GrantClaims } | MachineCaller

/** Finds out who calls: a grant in `Authorization`, else the sign-in cookie, else nobody. Given by main.ts. */
export type Identify = (request: FastifyRequest, endpoint: Endpoint) => Promise<Caller>
/** Finds out whose bearer key it is; null: nobody's. */
export type IdentifyMachine = (key: string) => Promise<MachineCaller | null>

/** The caller, if the endpoint is for such callers. */
export function admit(endpoint: Endpoint, caller: Caller): Result<Caller> {
  const { callers, action } = endpoint
  if (callers.includes('anyone')) return accept(caller)
  if (callers.includes(caller.kind)) {
    const isWithout = caller.kind === 'staff' && action !== undefined && roleAnywhere(caller, action) === null
    return isWithout ? refuse('notAllowed') : accept(caller)
  }
  if (callers.includes('grant')) return refuse('grantRefused')
  return refuse(caller.kind === 'candidate' || caller.kind === 'staff' ? 'notAllowed' : 'signInNeeded')
}

/** Who does something, and in which role: as the audit log names them. */
export type ActingAs = { role: Role; id: string }

/** Who the caller is in doing this to that; null: may not. */
export function actingAs<A extends Action>(caller: SignedInCaller, action: A, object: ObjectOf<A>): ActingAs | null {
  const role = actingRole(caller, action, object)
  return role === null ? null : { role, id: idOf(caller) }
}

export function idOf(caller: SignedInCaller): string {
  return caller.kind === 'candidate' ? caller.personId : caller.staffId
}
