// Owns: serving the playable copy of a part by HTTP ranges.
// Never sends a byte of it before the look is in the audit log.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { endpoints } from '@zhishi/core/contract'
import { partId, type AttemptId, type SittingId } from '@zhishi/core/ids'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Enter } from '../../platform/http/admission.ts'
import { type ActingAs, type SignedInCaller, type StaffCaller } from '../../platform/http/caller.ts'
import { goneSignal, sendRefusal } from '../../platform/http/reply.ts'
import { sendFile } from '../../platform/http/send-file.ts'
import { guarded } from '../faults.ts'
import type { Part } from '../repo.ts'
import type { RecordingsService } from '../service.ts'

/** What recordings ask of those who know whose an attempt or a sitting is. */
export type RecordingsAccess = {
  actingOn(
    caller: SignedInCaller,
    id: AttemptId,
    action: 'readRecordings' | 'lookAtRecordings' | 'importExport' | 'raiseUploadBudget',
  ): Promise<ActingAs | null>
  actingIn(caller: StaffCaller, id: SittingId, action: 'setUploadPace'): Promise<ActingAs | null>
}

export function mountPlayback(
  app: FastifyInstance,
  ports: { service: RecordingsService; enter: Enter; access: RecordingsAccess },
): void {
  const { service, enter, access } = ports

  app.route({
    method: 'GET',
    url: endpoints.playPart.path,
    // a HEAD would be a look without a picture
    exposeHeadRoute: false,
    config: { isEndpoint: true },
    handler: async (request, reply) => {
      const found = await guarded(request.log, 'playing a part', () => find(request))
      if (!found.ok) return sendRefusal(reply, found.refusal)
      const { who, part } = found.value
      const opened = await service.openPlayable(part, goneSignal(reply))
      if (!opened.ok) return sendRefusal(reply, opened.refusal)
      return sendFile(reply, opened.value, (fromByte) => service.noteLook(who, part, fromByte))
    },
  })

  async function find(request: FastifyRequest): Promise<Result<{ who: ActingAs; part: Part }>> {
    const admitted = await enter(request, endpoints.playPart)
    if (!admitted.ok) return admitted
    const caller = admitted.value as StaffCaller
    const id = partId.safeParse((request.params as { partId: string }).partId)
    const part = id.success ? await service.findPart(id.data) : undefined
    const who = part && (await access.actingOn(caller, part.attemptId, 'lookAtRecordings'))
    return part && who ? accept({ who, part }) : refuse('notFound')
  }
}
