// Owns: the public heads of the audit log.
// Never an entry of the log: heads alone are public.
import { z } from 'zod'
import { auditHead } from '../audit/index.ts'
import type { Endpoints } from './endpoint.ts'

export const auditHeads = z
  .object({
    /** how many pages there are; 0: nothing is signed yet */
    pages: z.int(),
    newest: auditHead.nullable(),
  })
  .meta({ id: 'AuditHeads' })
export type AuditHeads = z.infer<typeof auditHeads>

/** A page that is followed by another one changes no more. */
export const auditHeadPage = z.object({ page: z.int(), heads: z.array(auditHead) }).meta({ id: 'AuditHeadPage' })
export type AuditHeadPage = z.infer<typeof auditHeadPage>

export const auditEndpoints = {
  readAuditHeads: {
    method: 'GET',
    path: '/api/audit-heads',
    summary: 'The newest signed head of the audit log, and how many pages of heads there are',
    callers: ['anyone'],
    cost: 'public',
    response: auditHeads,
    refusals: [],
  },
  readAuditHeadPage: {
    method: 'GET',
    path: '/api/audit-heads/:page',
    summary: 'Signed heads of the audit log in their order, a thousand numbers a page',
    callers: ['anyone'],
    cost: 'public',
    params: z.strictObject({ page: z.coerce.number().int().min(1).max(1_000_000_000) }),
    response: auditHeadPage,
    refusals: ['notFound'],
  },
} as const satisfies Endpoints
