// Owns: the HTTP endpoints of the attachments.
// Never decides whether their step is open: the attempts feature does.
import { endpoints } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { AttemptsService, LoadedAttempt } from '../attempts/service.ts'
import type { CandidateCaller } from '../platform/http/caller.ts'
import type { Mount } from '../platform/http/mount.ts'
import type { AttachmentsService } from './service.ts'

export function mountAttachments(
  mount: Mount,
  ports: { service: AttachmentsService; attempts: AttemptsService },
): void {
  const { service, attempts } = ports

  /** In the window, on the computer of the attempt, and with a lot, which stands on every page as its watermark. */
  async function admitted(id: AttemptId, caller: CandidateCaller): Promise<Result<LoadedAttempt>> {
    const found = await attempts.admitTo('attachments', id, caller)
    if (!found.ok) return found
    return found.value.attempt.facts.lotDrawnAt === null ? refuse('stepMissing', { step: 'draw' }) : found
  }

  mount(endpoints.listAttachments, async ({ params, caller }) => {
    const found = await admitted(params.attemptId, caller)
    return found.ok ? accept(await service.list(found.value.sittingId)) : found
  })

  mount(endpoints.readAttachment, async ({ params, caller, request, reply }) => {
    // the page fetches it and draws it; a browser tab of its own would offer to save and print
    const asWhat = request.headers['sec-fetch-dest']
    if (asWhat !== undefined && asWhat !== 'empty') return refuse('notFound')
    const found = await admitted(params.attemptId, caller)
    if (!found.ok) return found
    const { id, sittingId, personId } = found.value
    const opened = await service.open(sittingId, params.number, { attemptId: id, personId })
    if (!opened) return refuse('notFound')
    await reply
      .type(opened.mime === 'text/plain' ? 'text/plain; charset=utf-8' : opened.mime)
      .header('cache-control', 'no-store')
      .header('content-disposition', 'inline')
      .send(opened.content)
    return accept(undefined)
  })
}
