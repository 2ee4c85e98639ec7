// Owns: the HTTP endpoints of erasing.
// Never holds a rule: it asks who may, and hands the parsed request to the service.
import { endpoints } from '@zhishi/core/contract'
import { refuse } from '@zhishi/core/refusal'
import type { AttemptsService } from '../attempts/service.ts'
import { actingAs } from '../platform/http/caller.ts'
import type { Mount } from '../platform/http/mount.ts'
import type { createAsking } from './service.ts'

export function mountErasing(
  mount: Mount,
  ports: { ask: ReturnType<typeof createAsking>; visible: AttemptsService['visible'] },
): void {
  mount(endpoints.eraseAttempt, async ({ params: { attemptId }, body, caller }) => {
    const loaded = await ports.visible(attemptId, caller, 'eraseAttempt')
    return loaded
      ? ports.ask({ attemptId }, body.accepts, { role: 'organiser', id: caller.staffId })
      : refuse('notFound')
  })
  mount(endpoints.eraseInterview, async ({ params: { interviewId }, body, caller }) => {
    const who = actingAs(caller, 'eraseInterview', { interviewId })
    return who
      ? ports.ask({ interviewId }, body.accepts, { role: 'organiser', id: caller.staffId })
      : refuse('notFound')
  })
}
