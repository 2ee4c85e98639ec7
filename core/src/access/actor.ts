// Owns: who acts, and the memberships by which staff do.
// Never says what a role may do (actions.ts), and never reads a clock.
import { z } from 'zod'
import { interviewId, type DeviceId, type InterviewId, type PersonId, type StaffId } from '../ids/index.ts'
import type { Instant } from '../time/index.ts'
import { staffRole } from './roles.ts'

/** A role of one person in one interview, or in all of them, also in those to come. */
export const membership = z.object({ role: staffRole, interview: z.union([interviewId, z.literal('all')]) })
export type Membership = z.infer<typeof membership>

/** A membership as it was given. It counts before `until` and from that instant on no more; null: until it is ended. */
export type GivenMembership = Membership & { until: Instant | null }

/** The memberships of staff are those that count at this moment ({@link membershipsAt}). */
export type Actor =
  | { kind: 'candidate'; personId: PersonId; deviceId: DeviceId }
  | { kind: 'staff'; staffId: StaffId; memberships: readonly Membership[] }
  | { kind: 'system' }

/** What is left of the memberships that were ever given. */
export function membershipsAt(given: readonly GivenMembership[], now: Instant): Membership[] {
  return given.filter(({ until }) => until === null || now < until).map(({ role, interview }) => ({ role, interview }))
}

/** Whether a membership reaches into an interview. */
export function covers({ interview }: Membership, id: InterviewId): boolean {
  return interview === 'all' || interview === id
}
