// Owns: building the whole server from its parts, and taking it down again in order.
// Never holds a rule: it only hands parts to each other.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Logger } from 'pino'
import { GRANT_PREFIX } from '@zhishi/core/recording'
import { createAttachmentsService } from './attachments/service.ts'
import { createAttemptLists } from './attempt-lists/service.ts'
import { createAttemptsService } from './attempts/service.ts'
import { createAuditChain, createAuditService } from './audit/service.ts'
import { handleJobs, sendFirstJobs, startTimers } from './background.ts'
import type { Config } from './config.ts'
import type { Features } from './features.ts'
import { createHelpService } from './help/service.ts'
import { createEvidenceService } from './evidence/service.ts'
import { createDrawsService } from './draws/service.ts'
import { createIdentityService } from './identity/service.ts'
import { createIdPhotosService } from './id-photos/service.ts'
import { createInterviewsService } from './interviews/service.ts'
import { createCandidatesService } from './candidates/service.ts'
import { blobsIn, type Files } from './platform/blob-store/disk-store.ts'
import { findConfinement } from './platform/bounded-process/confinement.ts'
import { openBlobStore, type BlobsRefusal } from './platform/blob-store/open.ts'
import { systemClock, type Clock, type Random } from './platform/clock.ts'
import { createClockCheck, readDatabaseClock, type ReadDatabaseClock } from './platform/clock-check.ts'
import { obtainDatabase, type DatabaseRefusal } from './platform/database/obtain-database.ts'
import { migrateDatabase, type MigrationRefusal } from './platform/database/migrate.ts'
import { FOR_RECEIPTS, FOR_STILLS, openDatabase } from './platform/database/database.ts'
import { checkInstallation } from './platform/database/installation.ts'
import { readRights, describeRights } from './platform/database/roles.ts'
import { createLocalEvents } from './platform/events.ts'
import { createFaceEngines } from './platform/face-engine/engines.ts'
import { createAdmission, type Rates } from './platform/http/admission.ts'
import type { Identify } from './platform/http/caller.ts'
import { limitConnections, type Connections } from './platform/http/connections.ts'
import { createRegistry } from './platform/http/metrics.ts'
import { buildHttp } from './platform/http/server.ts'
import { createJobs } from './platform/jobs/jobs.ts'
import { monitorLateness, type Lateness } from './platform/lateness.ts'
import { loadKeys } from './platform/keys.ts'
import { createLog } from './platform/log.ts'
import type { TlsRefusal } from './platform/tls/certificate.ts'
import { firstUnwritable, listen, type ListenRefusal } from './listening.ts'
import { createLiveService } from './live/service.ts'
import { prepareTransport, type Lan } from './platform/tls/transport.ts'
import { createOutbox } from './platform/push/outbox.ts'
import { startPush } from './platform/push/push.ts'
import { createKeysGiven, createQuestionPacks, createQuestionsService } from './questions/service.ts'
import { createRecordingsService, type PartsRefusal } from './recordings/service.ts'
import { identifyByCookie, liveSignIns, signInOf } from './sign-in/routes.ts'
import { createStaffService } from './staff/service.ts'
import { createReviewCodesService } from './review-codes/service.ts'
import { createScoringService } from './scoring/service.ts'
import { mountRoutes } from './routes.ts'
import { createSupportService } from './support/service.ts'
import { readFreeBytes, readVolume, type ReadFreeBytes } from './watch/free-bytes.ts'
import { createWatchService } from './watch/service.ts'

/** The built pages of web. */
const PAGES_DIRECTORY = fileURLToPath(new URL('../../web/dist', import.meta.url))

export type StartRefusal =
  | DatabaseRefusal
  | MigrationRefusal
  | BlobsRefusal
  | TlsRefusal
  | ListenRefusal
  | PartsRefusal
  | { ok: false; reason: 'notWritable' | 'foreignKeys'; message: string }

export type RunningServer = {
  url: string
  /** only with --lan */
  lan: Lan | null
  services: Features
  stop(): Promise<void>
}

export type Surroundings = {
  clock: Clock
  random: Random
  log?: Logger
  /** what the clock is compared with; the database's own, unless a test moves both */
  readDatabaseClock?: ReadDatabaseClock
  /** what the disk has left; the disk's own word, unless a test has a worse one */
  readFreeBytes?: ReadFreeBytes
  /** how late this process is; its own look, unless a test is one process with it and is late itself */
  lateness?: Lateness
  /** under the blobs; the system's own, unless a development build brings files that can fail (tools/faults) */
  files?: Files
  /** how much may be asked; those of admission.ts, unless a test wants to see the end of them sooner */
  rates?: Rates
  /** connections of strangers from one address; those of connections.ts, unless a test has fewer */
  strangersMax?: number
}

/** Starts everything; what may be wrong outside the program comes back as a refusal with what to do. */
export async function startServer(
  config: Config,
  it: Surroundings,
): Promise<{ ok: true; server: RunningServer } | StartRefusal> {
  const { clock, random } = it
  const log = it.log ?? createLog(process.env['ZHISHI_LOG'] ?? 'info')
  const unwritable = await firstUnwritable([config.dataDirectory, config.keysDirectory])
  if (unwritable) {
    return {
      ok: false,
      reason: 'notWritable',
      message: `Cannot write to ${unwritable}. Choose another directory with --data and --keys, or make this one writable.`,
    }
  }
  const keys = loadKeys(config.keysDirectory, random)
  const prepared = await prepareTransport(
    config.tls,
    { ...config, pagesDirectory: PAGES_DIRECTORY },
    { clock, random, log },
  )
  if (!prepared.ok) return prepared
  const { transport } = prepared
  const obtained = await obtainDatabase(config, { log, random })
  if (!obtained.ok) return obtained
  // not the error itself: the driver hangs the whole connection on it
  const onBroken = ({ message }: Error) => log.warn({ reason: message }, 'a database connection broke')
  const database = openDatabase(obtained.url, onBroken)
  const receiptsDatabase = openDatabase(obtained.url, onBroken, FOR_RECEIPTS)
  const stillsDatabase = openDatabase(obtained.url, onBroken, FOR_STILLS)
  const takeDown: Array<() => Promise<unknown>> = [
    () => Promise.all([database.close(), receiptsDatabase.close(), stillsDatabase.close()]),
    () => obtained.stop(),
  ]
  const stop = async () => {
    for (const step of takeDown.splice(0)) await step()
  }

  try {
    const migrated = await migrateDatabase(obtained.ownerUrl, { application: obtained.application })
    if (!migrated.ok) {
      await stop()
      return migrated
    }
    const { db } = database
    const rights = await readRights(database.pool)
    log[rights.excess.length === 0 ? 'info' : 'warn'](rights, describeRights(rights))
    const installed = await checkInstallation(db, keys.masterKeyId, clock.now())
    if (!installed) {
      await stop()
      return {
        ok: false,
        reason: 'foreignKeys',
        message: `The keys in ${config.keysDirectory} are not those this database was made with. Name the right directory with --keys; without them names, grants and questions cannot be read.`,
      }
    }
    const registry = createRegistry()
    const { dataDirectory } = config
    const opened = await openBlobStore(config.blobs, {
      db,
      receiptsDb: receiptsDatabase.db,
      keys,
      dataDirectory,
      clock,
      random,
      registry,
      log,
      ...(it.files ? { files: it.files } : {}),
    })
    if (!opened.ok) {
      await stop()
      return opened
    }
    const { blobStore } = opened
    if (!opened.isMarked)
      log.warn({ place: opened.place }, 'recordings without a marker: all of them are looked at once')
    const lateness = it.lateness ?? monitorLateness(clock)
    takeDown.unshift(async () => lateness.close())
    const clockCheck = createClockCheck({
      db,
      clock,
      registry,
      log,
      readDatabaseClock: it.readDatabaseClock ?? readDatabaseClock,
    })
    const jobs = createJobs({ db, clock, log })
    const events = createLocalEvents({ log })
    const outbox = createOutbox({ db, clock })
    const { publish } = outbox
    const audit = createAuditService({ db, clock })
    const auditChain = createAuditChain({ db, clock, keys })
    const candidates = createCandidatesService({ db, clock, random, keys, audit })
    const staff = createStaffService({ db, clock, random, keys, audit })
    const draws = createDrawsService({ db, clock, random, keys, audit })
    const attachments = createAttachmentsService({ db, keys, audit })
    const idPhotos = createIdPhotosService({ db, clock, keys })
    const reviewCodes = createReviewCodesService({ db, random })
    const recordings = createRecordingsService({
      db,
      receiptsDb: receiptsDatabase.db,
      clock,
      random,
      keys,
      audit,
      blobStore,
      log,
      dataDirectory,
      lateness,
      events,
      readVolume: async () => (config.blobs ? null : readVolume(blobsIn(dataDirectory))),
      // live stands on recordings; what is viewed is a question, asked each second
      loadViewedLive: () => live.loadViewedLive(),
    })
    const live = createLiveService({
      db,
      stillsDb: stillsDatabase.db,
      clock,
      keys,
      audit,
      blobStore,
      recordings,
      lateness,
      events,
    })
    const help = createHelpService({ db, clock, keys, audit, publish })
    const packs = createQuestionPacks({ db, clock, random, keys })
    const keysGiven = createKeysGiven()
    const attempts = createAttemptsService({
      db,
      clock,
      candidates,
      staff,
      countAttachments: attachments.count,
      recordings,
      // identity stands on attempts; what it knows is asked for when a command comes
      picturesSeen: (...asked) => identity.picturesSeen(...asked),
      clockCheck,
      hasKey: keysGiven.has,
      publish,
      events,
    })
    const lists = createAttemptLists({ db, clock, attempts, candidates, recordings, help, publish, events })
    const questions = createQuestionsService({
      db,
      clock,
      random,
      keys,
      clockCheck,
      audit,
      packs,
      attempts,
      keysGiven,
      onReleaseError: (error) => log.warn({ err: error }, 'the keys of the questions wait for the database'),
    })
    const interviews = createInterviewsService({
      db,
      clock,
      random,
      keys,
      candidates,
      audit,
      draws,
      attachments,
      idPhotos,
      reviewCodes,
      packs,
      publish,
      log,
    })
    const scoring = createScoringService({ db, clock, random, audit, attempts, lists, recordings, reviewCodes, staff })
    const support = createSupportService({ audit, candidates, attempts, recordings })
    const evidence = createEvidenceService({ db, clock, random, keys, audit, candidates, attempts, recordings })

    void findConfinement().then((given) => log.info(given, 'what parses media from outside is held by'))
    const engines = createFaceEngines(log)
    takeDown.unshift(() => engines.close())
    const identity = createIdentityService({ db, clock, keys, audit, attempts, idPhotos, faceEngine: engines.current })

    const identify: Identify = async (request, endpoint) => {
      const authorization = request.headers.authorization
      if (authorization?.startsWith(`Bearer ${GRANT_PREFIX}.`)) {
        const claims = recordings.readGrant(authorization.slice('Bearer '.length))
        return claims ? { kind: 'grant', claims } : { kind: 'anyone' }
      }
      return identifyByCookie({ candidates, staff }, request, endpoint)
    }
    let connections: Connections | undefined
    const admission = createAdmission({
      identify,
      lateness,
      // however a test moves the clock of the windows
      monotonicMs: systemClock.monotonicMs,
      ...(it.rates ? { rates: it.rates } : {}),
      connections: () => connections,
    })
    takeDown.unshift(async () => admission.close())
    const app = await buildHttp({
      log,
      pagesDirectory: existsSync(PAGES_DIRECTORY) ? PAGES_DIRECTORY : null,
      trustProxy: config.trustProxy,
      publicUrl: config.publicUrl,
      tls: transport.tls(),
      guardPages: admission.guardPages,
      onMade: (made) => {
        connections = limitConnections(made, {
          isProxy: (address) => made.proxies.isTrusted(address),
          ...(it.strangersMax ? { strangersMax: it.strangersMax } : {}),
        })
      },
    })
    const push = startPush(app, {
      databaseUrl: obtained.url,
      outbox,
      watcher: questions.release.watcher,
      clock,
      enter: admission.enter,
      signInOf,
      liveSignIns: (names) => liveSignIns({ candidates, staff }, names),
      renew: staff.renew,
      mayListen: attempts.mayListen,
      registry,
      log,
    })
    takeDown.unshift(
      () => app.close(),
      () => recordings.close(),
      () => events.idle(),
      push.stop,
    )
    const { unsentSince } = push
    // an S3 store does not say how much room it has
    const freeBytes = async () => (config.blobs ? Infinity : (it.readFreeBytes ?? readFreeBytes)(dataDirectory))
    const watch = createWatchService({
      clock,
      clockCheck,
      attempts,
      lists,
      recordings,
      unsentSince,
      freeBytes,
      jobStates: jobs.view,
      registry,
      log,
    })
    const features: Features = {
      audit,
      auditChain,
      candidates,
      staff,
      draws,
      attachments,
      idPhotos,
      reviewCodes,
      recordings,
      live,
      help,
      packs,
      attempts,
      lists,
      questions,
      interviews,
      scoring,
      support,
      evidence,
      identity,
      watch,
    }
    await mountRoutes(app, features, {
      admission,
      onSignInEnded: () => void push.checkSignIns().catch(() => {}),
      database,
      clock,
      random,
      jobs,
      registry,
      metricsSecret: config.metricsSecret,
      installFiles: transport.installFiles,
      log,
    })

    // a process whose clock is off must not have served a single gate
    await clockCheck.look()
    takeDown.unshift(...startTimers(features, { clockCheck, log }))
    const looked = await recordings.checkBeforeServing(opened)
    if (!looked.ok) {
      await stop()
      return looked
    }
    // not before it is sure that these are the recordings of this database
    handleJobs(jobs, features, { db, clock, blobStore, log, outbox })
    await jobs.start()
    takeDown.unshift(jobs.stop)
    await sendFirstJobs(jobs)
    const listening = await listen(app, config, transport)
    if (!listening.ok) {
      await stop()
      return listening
    }
    const { url, lan } = listening
    takeDown.unshift(listening.end)
    // beside serving: those not concerned are not kept waiting
    const checking = looked.whole
      .then((seen) => recordings.checkParts(seen))
      .catch((error: unknown) => log.error({ err: error }, 'checking parts failed'))
    takeDown.unshift(() => checking)
    log.info({ url }, 'serving')
    return {
      ok: true,
      server: {
        url,
        lan,
        services: features,
        stop,
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}
