// Owns: the HTTP door of recordings.
// Never holds a rule: it hands the parsed request to the service.
import type { FastifyInstance } from 'fastify'
import { endpoints } from '@zhishi/core/contract'
import { accept, refuse } from '@zhishi/core/refusal'
import type { Identify } from '../platform/http/caller.ts'
import type { Mount } from '../platform/http/mount.ts'
import { mountImport } from './import-routes.ts'
import { mountPlayback, type CanSeeAttempt } from './playback-routes.ts'
import type { RecordingsService } from './service.ts'
import { mountTus } from './tus-routes.ts'

/** `canSeeAttempt`: whose attempt it is, the attempts feature knows; a candidate sees only their own. */
export async function mountRecordings(
  app: FastifyInstance,
  mount: Mount,
  it: { service: RecordingsService; identify: Identify; canSeeAttempt: CanSeeAttempt },
): Promise<void> {
  const { service, canSeeAttempt } = it
  await mountTus(app, it)
  await mountImport(app, it)
  mountPlayback(app, it)
  mount(endpoints.sealPart, ({ params, body, caller }) => service.seal(caller.claims, params.partId, body))
  mount(endpoints.beat, ({ body, caller }) => service.beat(caller.claims, body))
  mount(endpoints.readUploadPace, ({ params }) => service.pace.readSetting(params.sittingId))
  mount(endpoints.setUploadPace, ({ params, body, caller }) =>
    service.pace.set({ role: caller.role, id: caller.staffId }, params.sittingId, body),
  )
  mount(endpoints.listRecordings, async ({ params, caller }) =>
    (await canSeeAttempt(caller, params.attemptId))
      ? accept(await service.listRecordings(params.attemptId, { isWitnessed: caller.role !== 'candidate' }))
      : refuse('notFound'),
  )
  mount(endpoints.lookAtJournal, async ({ params, body, caller }) =>
    (await canSeeAttempt(caller, params.attemptId))
      ? accept(await service.lookAtJournal({ role: caller.role, id: caller.staffId }, params.attemptId, body))
      : refuse('notFound'),
  )
  mount(endpoints.receiptKey, async () => accept(service.receiptKey()))
}
