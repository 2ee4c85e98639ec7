// Owns: which routes the server has: every feature mounts its own, beside those that belong to none.
// Never holds a rule: it only hands parts to each other.
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import { endpoints } from '@zhishi/core/contract'
import { accept, refuse } from '@zhishi/core/refusal'
import { mountAttachments } from './attachments/routes.ts'
import { mountAttemptLists } from './attempt-lists/routes.ts'
import { mountAttempts } from './attempts/routes.ts'
import { mountAudit } from './audit/routes.ts'
import { mountDownloads } from './downloads/routes.ts'
import { createDownloadsService } from './downloads/service.ts'
import { mountDraws } from './draws/routes.ts'
import { mountErasing } from './erasing/routes.ts'
import { createAsking } from './erasing/service.ts'
import { mountEvidence } from './evidence/routes.ts'
import type { Features } from './features.ts'
import { mountHelp } from './help/routes.ts'
import { mountIdentity } from './identity/routes.ts'
import { mountInterviews } from './interviews/routes.ts'
import { mountLive } from './live/routes.ts'
import type { Clock, Random } from './platform/clock.ts'
import type { openDatabase } from './platform/database/database.ts'
import type { Admission } from './platform/http/admission.ts'
import { mountMetrics } from './platform/http/metrics.ts'
import { createMount } from './platform/http/mount.ts'
import { keepAnswer, sendKept, type KeptAnswer } from './platform/http/kept-answer.ts'
import { presentOpenapi } from './platform/http/openapi.ts'
import { sendRefusal } from './platform/http/reply.ts'
import type { Jobs } from './platform/jobs/jobs.ts'
import type { InstallFiles } from './platform/tls/install-page.ts'
import { mountLan } from './platform/tls/lan-routes.ts'
import { mountPreparation } from './preparation/routes.ts'
import { mountQuestions } from './questions/routes.ts'
import { mountRecordings } from './recordings/routes.ts'
import { mountScoring } from './scoring/routes.ts'
import { mountSignIn } from './sign-in/routes.ts'
import { mountSupport } from './support/routes.ts'
import { mountWatch } from './watch/routes.ts'

const VERSION = '0.1.0'

export async function mountRoutes(
  app: FastifyInstance,
  features: Features,
  ports: {
    admission: Admission
    /** its sockets are closed */
    onSignInEnded: () => void
    database: ReturnType<typeof openDatabase>
    clock: Clock
    random: Random
    jobs: Jobs
    registry: Registry
    metricsSecret: string | null
    installFiles: InstallFiles | null
    log: FastifyBaseLogger
  },
): Promise<void> {
  const { admission, database, clock, random, jobs, registry, metricsSecret, installFiles, log } = ports
  const { db } = database
  const { audit, candidates, staff, draws, attachments, recordings, live, help, attempts, lists } = features
  const { questions, interviews, scoring, support, evidence, identity, watch } = features
  const mount = createMount(app, admission)
  const { enter } = admission
  const access = { actingOn: attempts.actingOn, actingIn: attempts.actingIn }
  mountMetrics(app, { registry, secret: metricsSecret })
  mount(endpoints.clock, async () => accept({ serverNow: clock.now() }))
  mountDownloads(mount, { service: createDownloadsService({ db, clock }) })
  await mountPreparation(app, { enter, random })
  const { releaseComputer } = attempts
  mountSignIn(mount, {
    candidates,
    staff,
    senderOf: app.proxies.senderOf,
    releaseComputer,
    onEnded: ports.onSignInEnded,
  })
  mountIdentity(app, mount, { service: identity, enter })
  mountAttempts(mount, { service: attempts })
  mountAudit(mount, features.auditChain)
  mountAttemptLists(mount, { service: lists })
  mountQuestions(mount, { service: questions })
  mountDraws(mount, { service: draws, actingOn: attempts.actingOn, actingIn: attempts.actingIn })
  mountAttachments(mount, { service: attachments, attempts })
  mountHelp(mount, { service: help, attempts })
  mountSupport(mount, { service: support })
  mountScoring(app, mount, { service: scoring, enter })
  mountEvidence(mount, { service: evidence, senderOf: app.proxies.senderOf })
  mountWatch(mount, { service: watch, actingIn: attempts.actingIn })
  mountErasing(mount, { ask: createAsking({ db, clock, random, audit, jobs }), visible: attempts.visible })
  await mountInterviews(app, mount, {
    service: interviews,
    audit,
    admission,
    onError: (error) => log.warn({ err: error }, 'a draft waits for its personal codes'),
  })
  await mountRecordings(app, mount, { service: recordings, enter, access })
  await mountLive(app, mount, { service: live, enter, access })
  if (installFiles) mountLan(app, installFiles)
  let openapi: Promise<KeptAnswer> | undefined
  app.get('/openapi.json', async (request, reply) =>
    sendKept(request, reply, await (openapi ??= keepAnswer(presentOpenapi(endpoints, VERSION)))),
  )
  app.get('/healthz', async (_request, reply) => {
    try {
      await database.pool.query('select 1')
      return { ok: true, version: VERSION }
    } catch {
      return sendRefusal(reply, refuse('unavailable', { retryAfterS: 2 }).refusal)
    }
  })
}
