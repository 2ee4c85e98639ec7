// Owns: the HTTP endpoints of export files: a raw body, as large as a recording.
// Never reads a byte of it before it is known who sends it and for which attempt.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { endpoints, type ImportView } from '@zhishi/core/contract'
import { attemptId } from '@zhishi/core/ids'
import { EXPORT_MAX_BYTES, EXPORT_MIME } from '@zhishi/core/recording'
import { refuse, type Result } from '@zhishi/core/refusal'
import type { Enter } from '../../platform/http/admission.ts'
import type { StaffCaller } from '../../platform/http/caller.ts'
import { sendRefusal } from '../../platform/http/reply.ts'
import { drain } from '../upload/body.ts'
import { guarded } from '../faults.ts'
import type { RecordingsAccess } from '../playback/playback-routes.ts'
import type { RecordingsService } from '../service.ts'

export async function mountImport(
  app: FastifyInstance,
  ports: { service: RecordingsService; enter: Enter; access: RecordingsAccess },
): Promise<void> {
  const { service, enter, access } = ports
  await app.register(async (scope) => {
    // streamed to disk by hand: no parser may hold it in memory
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))
    scope.post(endpoints.importExport.path, { config: { isEndpoint: true } }, async (request, reply) => {
      const answer = await guarded(request.log, 'importing an export', () => take(request))
      reply.header('cache-control', 'no-store')
      if (answer.ok) return reply.send(endpoints.importExport.response.parse(answer.value))
      drain(request.raw)
      return sendRefusal(reply, answer.refusal)
    })
  })

  async function take(request: FastifyRequest): Promise<Result<ImportView>> {
    const admitted = await enter(request, endpoints.importExport)
    if (!admitted.ok) return admitted
    const caller = admitted.value as StaffCaller
    const id = attemptId.safeParse((request.params as { attemptId: string }).attemptId)
    const who = id.success ? await access.actingOn(caller, id.data, 'importExport') : null
    if (!id.success || !who) return refuse('notFound')
    if (request.headers['content-type'] !== EXPORT_MIME) return refuse('unsupportedMediaType')
    if (Number(request.headers['content-length'] ?? 0) > EXPORT_MAX_BYTES) return refuse('tooLarge')
    return service.importExport(who, id.data, request.raw)
  }
}
