// Owns: the list of roles that a member of staff can have.
// Never says what a role may do: that stands in actions.ts.
import { z } from 'zod'

export const STAFF_ROLES = ['proctor', 'organiser', 'support', 'examiner'] as const
export const staffRole = z.enum(STAFF_ROLES)
export type StaffRole = z.infer<typeof staffRole>
/** Everybody who acts: a candidate in their own attempts, staff by their memberships, the server by itself. */
export type Role = StaffRole | 'candidate' | 'system'
