// Owns: who of the staff may read and answer a conversation: it stands in the endpoints table.
import { endpoints } from '@zhishi/core/contract'
import type { StaffRole } from '../queries.ts'

const CALLERS: readonly string[] = endpoints.listHelp.callers

export const mayHelp = (role: StaffRole): boolean => CALLERS.includes(role)
