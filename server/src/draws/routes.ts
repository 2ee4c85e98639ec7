// Owns: the HTTP door of the draw.
// Never decides who may see an attempt.
import { endpoints } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { refuse } from '@zhishi/core/refusal'
import type { Caller } from '../platform/http/caller.ts'
import type { Mount } from '../platform/http/mount.ts'
import type { DrawsService } from './service.ts'

type CanSee = (caller: Extract<Caller, { role: 'candidate' }>, id: AttemptId) => Promise<boolean>

export function mountDraws(mount: Mount, it: { service: DrawsService; canSeeAttempt: CanSee }): void {
  mount(endpoints.readDrawFile, ({ params }) => it.service.file(params.sittingId))
  mount(endpoints.readDraw, async ({ params, caller }) =>
    (await it.canSeeAttempt(caller, params.attemptId)) ? it.service.view(params.attemptId) : refuse('notFound'),
  )
}
