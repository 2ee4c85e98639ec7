// Owns: the HTTP endpoints of the audit log's heads.
// Never makes an answer for one who asks: they are kept.
import { endpoints } from '@zhishi/core/contract'
import { sendKept } from '../platform/http/kept-answer.ts'
import { SENT, type Mount } from '../platform/http/mount.ts'
import type { AuditChain } from './chaining.ts'

export function mountAudit(mount: Mount, chain: AuditChain): void {
  mount(endpoints.readAuditHeads, async ({ request, reply }) => {
    const kept = await chain.heads('all')
    if (!kept.ok) return kept
    sendKept(request, reply, kept.value)
    return SENT
  })
  mount(endpoints.readAuditHeadPage, async ({ params, request, reply }) => {
    const kept = await chain.page(params.page)
    if (!kept.ok) return kept
    sendKept(request, reply, kept.value)
    return SENT
  })
}
