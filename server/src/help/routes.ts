// Owns: the HTTP endpoints of help.
// Never holds a rule: whose attempt it is and where it stands, the attempts feature says.
import { endpoints } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { accept, refuse } from '@zhishi/core/refusal'
import type { ActingAs, SignedInCaller } from '../platform/http/caller.ts'
import type { Mount } from '../platform/http/mount.ts'
import { presentHelpQueue, type AboutAttempt } from './present.ts'
import type { HelpAuthor, HelpService } from './service.ts'

/** What help asks of the attempts feature. */
export type HelpAttempts = {
  actingOn(caller: SignedInCaller, id: AttemptId, action: 'help'): Promise<ActingAs | null>
  /** whether nothing can be done any more in this attempt by its candidate */
  isClosed(id: AttemptId): Promise<boolean>
  brief(ids: readonly AttemptId[]): Promise<ReadonlyMap<AttemptId, AboutAttempt>>
}

export function mountHelp(mount: Mount, ports: { service: HelpService; attempts: HelpAttempts }): void {
  const { service, attempts } = ports

  mount(endpoints.sendHelp, async ({ params, body, caller }) => {
    if (!(await attempts.actingOn(caller, params.attemptId, 'help'))) return refuse('notFound')
    const isClosed = caller.kind === 'candidate' && (await attempts.isClosed(params.attemptId))
    return service.send(params.attemptId, authorOf(caller), body, { isClosed })
  })

  mount(endpoints.listHelp, async ({ params, caller }) => {
    if (!(await attempts.actingOn(caller, params.attemptId, 'help'))) return refuse('notFound')
    return accept(await service.list(params.attemptId))
  })

  mount(endpoints.listHelpQueue, async ({ caller }) => {
    const queue = await service.queue(caller)
    return accept(presentHelpQueue(queue, await attempts.brief(queue.map((entry) => entry.attemptId))))
  })
}

function authorOf(caller: SignedInCaller): HelpAuthor {
  return caller.kind === 'candidate'
    ? { side: 'candidate', id: caller.personId }
    : { side: 'proctor', id: caller.staffId }
}
