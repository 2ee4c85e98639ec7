// Owns: heads of the audit log's chain as they are signed and published, so that anybody can keep one and check it later.
// Never holds an entry: a head tells nothing of what is in the log but how much there is.
import { z } from 'zod'
import { sha256Hex } from '../recording/index.ts'
import { instant } from '../time/index.ts'

/** The chain up to one link: whoever keeps it holds every entry up to `lastEntry` to what it was then. */
export const auditHead = z
  .object({
    /** of the link; heads are in this order, a number may be missing */
    number: z.int().min(1),
    at: instant,
    /** the number of the newest entry under it */
    lastEntry: z.int().min(1),
    hash: sha256Hex,
    /** of the key that signs receipts */
    keyId: z.string(),
    /** Ed25519 over {@link auditHeadText}, base64url */
    signature: z.string(),
  })
  .meta({ id: 'AuditHead' })
export type AuditHead = z.infer<typeof auditHead>

/** The exact text the signature of a head covers. */
export function auditHeadText(it: Omit<AuditHead, 'signature'>): string {
  return ['zhishi-audit-head-1', it.number, it.at, it.lastEntry, it.hash, it.keyId].join('\n')
}

/** A page has the heads of so many numbers, page 1 those from 1 to this one: a busy day has 17. */
export const HEADS_OF_A_PAGE = 1000
export const pageOfHead = (number: number): number => Math.ceil(number / HEADS_OF_A_PAGE)
