// Owns: the HTTP endpoints of the draw.
// Never decides who may see an attempt.
import { endpoints } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { refuse } from '@zhishi/core/refusal'
import type { ActingAs, CandidateCaller } from '../platform/http/caller.ts'
import { sendKept } from '../platform/http/kept-answer.ts'
import { SENT, type Mount } from '../platform/http/mount.ts'
import type { DrawsService } from './service.ts'

type ActingOn = (caller: CandidateCaller, id: AttemptId, action: 'readAttempt') => Promise<ActingAs | null>

export function mountDraws(mount: Mount, ports: { service: DrawsService; actingOn: ActingOn }): void {
  // the bytes are ready: nothing is made or checked for one who asks
  mount(endpoints.readDrawFile, async ({ params, request, reply }) => {
    const kept = await ports.service.file(params.sittingId)
    if (!kept.ok) return kept
    sendKept(request, reply, kept.value)
    return SENT
  })
  mount(endpoints.readDraw, async ({ params, caller }) =>
    (await ports.actingOn(caller, params.attemptId, 'readAttempt'))
      ? ports.service.view(params.attemptId)
      : refuse('notFound'),
  )
}
