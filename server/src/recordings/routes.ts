// Owns: the HTTP endpoints of recordings.
// Never holds a rule: it hands the parsed request to the service.
import type { FastifyInstance } from 'fastify'
import { endpoints } from '@zhishi/core/contract'
import { accept, refuse } from '@zhishi/core/refusal'
import type { Enter } from '../platform/http/admission.ts'
import type { Mount } from '../platform/http/mount.ts'
import { mountImport } from './import/import-routes.ts'
import { mountPlayback, type RecordingsAccess } from './playback/playback-routes.ts'
import type { RecordingsService } from './service.ts'
import { mountTus } from './upload/tus-routes.ts'

export async function mountRecordings(
  app: FastifyInstance,
  mount: Mount,
  ports: { service: RecordingsService; enter: Enter; access: RecordingsAccess },
): Promise<void> {
  const { service, access } = ports
  await mountTus(app, ports)
  await mountImport(app, ports)
  mountPlayback(app, ports)
  mount(endpoints.sealPart, ({ params, body, caller }) => service.seal(caller.claims, params.partId, body))
  mount(endpoints.beat, ({ body, caller }) => service.beat(caller.claims, body))
  mount(endpoints.readUploadBudget, async ({ params, caller }) =>
    (await access.actingOn(caller, params.attemptId, 'raiseUploadBudget'))
      ? service.readBudget(params.attemptId)
      : refuse('notFound'),
  )
  mount(endpoints.raiseUploadBudget, async ({ params, body, caller }) => {
    const who = await access.actingOn(caller, params.attemptId, 'raiseUploadBudget')
    return who ? service.raiseBudget(who, params.attemptId, body) : refuse('notFound')
  })
  mount(endpoints.readUploadPace, async ({ params, caller }) =>
    (await access.actingIn(caller, params.sittingId, 'setUploadPace'))
      ? service.pace.readSetting(params.sittingId)
      : refuse('notFound'),
  )
  mount(endpoints.setUploadPace, async ({ params, body, caller }) => {
    const who = await access.actingIn(caller, params.sittingId, 'setUploadPace')
    return who ? service.pace.set(who, params.sittingId, body) : refuse('notFound')
  })
  mount(endpoints.listRecordings, async ({ params, caller }) =>
    (await access.actingOn(caller, params.attemptId, 'readRecordings'))
      ? accept(await service.listRecordings(params.attemptId, { isWitnessed: caller.kind !== 'candidate' }))
      : refuse('notFound'),
  )
  mount(endpoints.lookAtJournal, async ({ params, body, caller }) => {
    const who = await access.actingOn(caller, params.attemptId, 'lookAtRecordings')
    return who ? accept(await service.lookAtJournal(who, params.attemptId, body)) : refuse('notFound')
  })
  mount(endpoints.receiptKey, async () => accept(service.receiptKey()))
}
