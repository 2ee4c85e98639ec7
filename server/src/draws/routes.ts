// Owns: the HTTP endpoints of the draw.
// Never decides who may see an attempt.
import { endpoints } from '@zhishi/core/contract'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import { refuse } from '@zhishi/core/refusal'
import type { ActingAs, CandidateCaller, StaffCaller } from '../platform/http/caller.ts'
import { sendKept } from '../platform/http/kept-answer.ts'
import { SENT, type Mount } from '../platform/http/mount.ts'
import type { DrawsService } from './service.ts'

type ActingOn = (caller: CandidateCaller, id: AttemptId, action: 'readAttempt') => Promise<ActingAs | null>
type ActingIn = (caller: StaffCaller, id: SittingId, action: 'contributeToDraw') => Promise<ActingAs | null>

export function mountDraws(
  mount: Mount,
  ports: { service: DrawsService; actingOn: ActingOn; actingIn: ActingIn },
): void {
  // the bytes are ready: nothing is made or checked for one who asks
  mount(endpoints.readDrawFile, async ({ params, request, reply }) => {
    const kept = await ports.service.file(params.sittingId)
    if (!kept.ok) return kept
    sendKept(request, reply, kept.value)
    return SENT
  })
  mount(endpoints.contributeToDraw, async ({ params, body, caller }) => {
    const who = await ports.actingIn(caller, params.sittingId, 'contributeToDraw')
    return who ? ports.service.contribute(who, params.sittingId, body.text) : refuse('notFound')
  })
  mount(endpoints.readDraw, async ({ params, caller }) =>
    (await ports.actingOn(caller, params.attemptId, 'readAttempt'))
      ? ports.service.view(params.attemptId)
      : refuse('notFound'),
  )
}
