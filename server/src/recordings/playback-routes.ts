// Owns: serving the playable copy of a part by HTTP ranges.
// Never sends a byte of it before the look is in the audit log.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { endpoints } from '@zhishi/core/contract'
import { partId, type AttemptId } from '@zhishi/core/ids'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { admit, type Caller, type Identify } from '../platform/http/caller.ts'
import { sendRefusal } from '../platform/http/reply.ts'
import { sendFile } from '../platform/http/send-file.ts'
import { guarded } from './faults.ts'
import type { Part } from './repo.ts'
import type { RecordingsService } from './service.ts'

export type SignedInCaller = Extract<Caller, { role: 'candidate' | 'proctor' | 'organiser' | 'support' }>
export type CanSeeAttempt = (caller: SignedInCaller, attemptId: AttemptId) => Promise<boolean>

export function mountPlayback(
  app: FastifyInstance,
  it: { service: RecordingsService; identify: Identify; canSeeAttempt: CanSeeAttempt },
): void {
  const { service, identify, canSeeAttempt } = it

  app.route({
    method: 'GET',
    url: endpoints.playPart.path,
    // a HEAD would be a look without a picture
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const found = await guarded(request.log, 'playing a part', () => find(request))
      if (!found.ok) return sendRefusal(reply, found.refusal)
      const { caller, part } = found.value
      const opened = await service.openPlayable(part)
      if (!opened.ok) return sendRefusal(reply, opened.refusal)
      const who = { role: caller.role, id: idOf(caller) }
      return sendFile(reply, opened.value, (fromByte) => service.noteLook(who, part, fromByte))
    },
  })

  async function find(request: FastifyRequest): Promise<Result<{ caller: SignedInCaller; part: Part }>> {
    const admitted = admit(endpoints.playPart, await identify(request, endpoints.playPart))
    if (!admitted.ok) return admitted
    const caller = admitted.value as SignedInCaller
    const id = partId.safeParse((request.params as { partId: string }).partId)
    const part = id.success ? await service.findPart(id.data) : undefined
    if (!part || !(await canSeeAttempt(caller, part.attemptId))) return refuse('notFound')
    return accept({ caller, part })
  }
}

function idOf(caller: SignedInCaller): string {
  return caller.role === 'candidate' ? caller.personId : caller.staffId
}
