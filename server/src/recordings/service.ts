// Owns: the recordings feature as others see it: grants, the line by which bytes come in, what is there, and playback.
// Never decides who may look at an attempt: the attempts feature does.
import type { AttemptRow, RecordingView } from '@zhishi/core/contract'
import type { AttemptId, DeviceId, PartId } from '@zhishi/core/ids'
import {
  isStartUncertain,
  LINES_OF_DEVICE,
  type Beat,
  type Gap,
  type GrantClaims,
  type Line,
  type PartAnnouncement,
  type SealRequest,
  type Volume,
} from '@zhishi/core/recording'
import type { Result } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import type { AuditService } from '../audit/service.ts'
import type { BlobStore } from '../platform/blob-store/blob-store.ts'
import type { OpenedBlobs } from '../platform/blob-store/open.ts'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import type { LocalEvents } from '../platform/events.ts'
import type { Keys } from '../platform/keys.ts'
import type { Lateness } from '../platform/lateness.ts'
import { createBudgets } from './budget/budgets.ts'
import { createLastFifth } from './budget/last-fifth.ts'
import { createAdvancing } from './upload/advances-repo.ts'
import { createAnnouncing } from './upload/announcing.ts'
import { createAppending, type Announced, type Append } from './upload/appending.ts'
import { loadComputerBeats } from './beats/beats-repo.ts'
import { createBeats } from './beats/beats.ts'
import { loadFeedNotes, loadHeldParts, type HeldRow } from './seal/coverage-repo.ts'
import { createDevices } from './beats/devices.ts'
import { createEraser } from './erase.ts'
import { guarded, type Log } from './faults.ts'
import { createGrants } from './grants/grants.ts'
import { createReceivingBeats } from './beats/receiving-repo.ts'
import { createImporting } from './import/importing.ts'
import { createJournalIndex } from './journal/journal-index.ts'
import { loadEntries, loadFinishClaim, loadNotices } from './journal/journal-repo.ts'
import { createJournalLooks } from './journal/journal-looks.ts'
import { createKeyedLock } from './upload/keyed-lock.ts'
import { createLooks } from './playback/looks.ts'
import { refuseLate } from './upload/overload.ts'
import { createMeasuring } from './seal/measuring.ts'
import { createPace } from './upload/pace.ts'
import { createPartDigests } from './upload/part-digests.ts'
import { createPlayables, type Playable } from './playback/playable.ts'
import { presentRecordings } from './present.ts'
import * as repo from './repo.ts'
import { createReceiptTimes } from './upload/receipt-times.ts'
import { createSealing } from './seal/sealing.ts'
import { createLossLimit } from './losses/losses.ts'
import { createPromises, type Promised } from './losses/promises.ts'
import { countShortParts, type ShortParts } from './losses/short-parts.ts'
import { checkBeforeServing } from './losses/start-check.ts'
import { createWitnessing } from './seal/witnessing.ts'
import { sweepParts } from './seal/sweep.ts'
import * as watchRepo from './beats/monitored-repo.ts'

export type { Part } from './repo.ts'
export { checkExportFile } from './import/export-file.ts'
export { acceptLosses, checkStore, findUnnamed, removeUnnamed, type Finding, type Progress } from './losses/checking.ts'
export type { PartsRefusal } from './losses/start-check.ts'
export type { UploadingDevice } from './beats/devices.ts'
export type { MonitoredLine } from './beats/monitored-repo.ts'
export { MEASURE } from './seal/measuring.ts'
export { SPACE_LOOK_EVERY_MS } from './budget/last-fifth.ts'
export { PACE_READ_EVERY_MS } from './upload/pace.ts'
export { loadUnsealed } from './erase.ts'
export { createStoreSweep, SWEEP_STORE } from './losses/store-sweep.ts'
export type RecordingsService = ReturnType<typeof createRecordingsService>
/** `state`: another whenever what is known of the parts is another. */
export type Summary = { lines: AttemptRow['recordings']; state: string }

export function createRecordingsService(ports: {
  db: Database
  /** connections of its own for what receipts and beats wait for: a crowd at a gate must not keep bytes waiting */
  receiptsDb: Database
  clock: Clock
  random: Random
  keys: Keys
  audit: AuditService
  blobStore: BlobStore
  log: Log
  lateness: Lateness
  /** blobs are in it, if they are on disk; playable copies always are */
  dataDirectory: string
  events: Pick<LocalEvents, 'publish'>
  /** of the disk on which blobs lie; null: an S3 store, which does not say how much room it has */
  readVolume: () => Promise<Volume | null>
  /** the attempts that somebody has in full view now */
  loadViewedLive: () => Promise<ReadonlySet<AttemptId>>
}) {
  const { db, keys, log } = ports
  const lock = createKeyedLock()
  const grants = createGrants(ports)
  const budgets = createBudgets(ports)
  const lastFifth = createLastFifth(ports)
  const journalIndex = createJournalIndex({ ...ports, budgets })
  const witnessing = createWitnessing(ports)
  const losses = createLossLimit(ports)
  const { allowLoss } = losses
  const promises = createPromises(ports)
  const parts = {
    ...ports,
    budgets,
    lastFifth,
    promises,
    lock,
    journalIndex,
    witnessing,
    allowLoss,
    digests: createPartDigests(ports),
  }
  const announce = createAnnouncing({ ...parts, grants })
  const appending = createAppending({ ...parts, advance: createAdvancing(ports.receiptsDb) })
  const playables = createPlayables(ports)
  const measuring = createMeasuring({ ...ports, isBusy: playables.isBusy })
  const seal = createSealing({ ...parts, onSealed: measuring.note })
  const importExport = createImporting({ ...parts, announce, appending, seal })
  const receiptTimes = createReceiptTimes(ports)
  const pace = createPace({ ...ports, receiptsWithin: receiptTimes.newest })
  const beat = createBeats({ ...ports, budgets, grants, pace, hear: createReceivingBeats(ports.receiptsDb) })

  return {
    issueGrant: grants.issue,
    findGrant: grants.find,
    isGrantStopped: grants.isStopped,
    readGrant: grants.read,
    stopGrants: grants.stop,
    lastBeats: grants.lastBeats,
    /** Which devices record an attempt, when they were last heard of and how far they are behind. */
    devicesOf: createDevices(ports),

    createPart: (claims: GrantClaims, said: PartAnnouncement, declaredBytes: number | null) =>
      guarded(log, 'creating a part', () => announce(claims, said, declaredBytes)),
    /** What an acknowledgement of this part carries, so that its device can prove it later. */
    acknowledgementMac: promises.macOf,
    readOffset: (claims: GrantClaims, id: PartId, promised: Promised | null) =>
      guarded(log, 'reading an offset', () => appending.readOffset(claims, id, promised)),
    /** Before the body: also refuses `unavailable` while this process is behind. */
    admitAppend: async (claims: GrantClaims, id: PartId, promised: Promised | null, asked: Announced) =>
      refuseLate(ports.lateness) ??
      guarded(log, 'admitting an append', () => appending.admit(claims, id, promised, asked)),
    append: (claims: GrantClaims, id: PartId, asked: Append) =>
      guarded(log, 'appending to a part', () => receiptTimes.time(() => appending.append(claims, id, asked))),
    seal: (claims: GrantClaims, id: PartId, asked: SealRequest) =>
      guarded(log, 'sealing a part', () => seal(claims, id, asked)),
    /** An export file, on the same way as uploads. */
    importExport,
    beat: (claims: GrantClaims, said: Beat) => guarded(log, 'taking a beat', () => beat(claims, said)),

    /** How often devices are to upload. */
    pace,
    /** Whether what is left of the disk is shared out between attempts. */
    lookAtSpace: lastFifth.look,
    /** How much they may upload, and raising it. */
    readBudget: budgets.present,
    raiseBudget: budgets.raise,
    /** What is held back of these attempts, on devices that ask again; those of which nothing is are not in the map. */
    heldOf: budgets.heldOf,
    /** The same budget for what the candidate commands. */
    mayCommand: budgets.mayCommand,
    holdCommands: budgets.holdCommands,

    /** Whether so much of the parts is in the store that the server may serve. */
    checkBeforeServing: (opened: OpenedBlobs) => checkBeforeServing(countShortParts(ports), opened),
    /** To be run once at start, beside serving. @param look what was seen before it */
    checkParts: (look: ShortParts | null = null) => sweepParts({ ...parts, losses }, look),

    /** Reads sealed parts that were not read yet, beside serving. Throws where some could not be. */
    measureLeft: (stopping?: AbortSignal) => measuring.measureLeft(stopping),

    findPart: (id: PartId) => repo.loadPart(db, id),
    /** The newest part of each feed of an attempt of which something is here. */
    newestParts: (attemptId: AttemptId) => repo.loadNewestParts(db, attemptId),

    /** `isWitnessed`: with what beats and arrivals prove of each stretch of time. */
    async listRecordings(
      attemptId: AttemptId,
      { isWitnessed }: { isWitnessed: boolean } = { isWitnessed: false },
    ): Promise<RecordingView[]> {
      const all = await repo.loadPartsOfAttempt(db, attemptId)
      const shown = all.filter((part) => !repo.isEmpty(part))
      if (!isWitnessed) return presentRecordings(shown, null)
      return presentRecordings(shown, await witnessing.of(all))
    },

    /** Stretches of time of sealed feeds that nobody witnessed; attempts without one are not in the map. */
    async unwitnessed(attemptIds: readonly AttemptId[]): Promise<Map<AttemptId, Gap[]>> {
      return Map.groupBy(await repo.loadUnwitnessed(db, attemptIds), (row) => row.attemptId)
    },

    /** When a computer of the attempt was heard of. */
    beatsOf: (attemptId: AttemptId, within: { fromAt: Instant; toAt: Instant }) =>
      loadComputerBeats(db, attemptId, within),

    /** The early end as a computer's journal claims it; null: none does. */
    finishClaim: (attemptId: AttemptId) => loadFinishClaim(db, attemptId),

    /** What the devices of an attempt have written down, in order of their own times. */
    listJournal: (attemptId: AttemptId) => loadEntries(db, attemptId),
    /** A page of it for staff, once the look is in the audit log. */
    lookAtJournal: createJournalLooks(ports),

    /** How much of the phone's recording is here; null: no part of it has been announced. */
    async evidenceOf(
      attemptId: AttemptId,
      within: Queryable = db,
    ): Promise<{ lastBytesAt: Instant | null; bytes: number; isSealed: boolean } | null> {
      const all = await repo.loadPartsOfAttempt(within, attemptId)
      const evidence = all.filter((part) => part.line === 'evidence' && !repo.isEmpty(part))
      if (evidence.length === 0) return null
      return {
        lastBytesAt: evidence.reduce<Instant | null>(
          (last, part) => Math.max(last ?? 0, part.lastBytesAt ?? 0) || null,
          null,
        ),
        bytes: evidence.reduce((sum, part) => sum + part.bytes, 0),
        isSealed: evidence.every((part) => part.sealedAt !== null),
      }
    },

    /** Parts of an attempt's phones that are not sealed. */
    async unsafeEvidenceIds(attemptId: AttemptId, within: Queryable = db): Promise<string[]> {
      const parts = await repo.loadPartsOfAttempt(within, attemptId)
      return parts.filter((part) => part.line === 'evidence' && part.sealedAt === null).map((part) => part.id)
    },

    /** Counts per line for the staff table; attempts without parts are not in the map. */
    async summarise(attemptIds: readonly AttemptId[]): Promise<Map<AttemptId, Summary>> {
      const rows = Map.groupBy(await repo.loadSummaries(db, attemptIds), (row) => row.attemptId)
      return new Map(
        [...rows].map(([id, own]) => [id, { lines: own.map(({ counts }) => counts), state: stateOf(own) }]),
      )
    },

    /** How much the devices of these attempts noticed, and the newest of it; attempts without a notice are not in the map. */
    notices: (attemptIds: readonly AttemptId[]) => loadNotices(db, attemptIds),

    /** Of the parts that the device names, and those of its camera, screen and journal known here: which are not sealed. */
    async unsafePartIds(
      attemptId: AttemptId,
      deviceId: DeviceId,
      declared: readonly PartId[],
      within: Queryable = db,
    ): Promise<string[]> {
      const known = await repo.loadPartsOfDevice(within, attemptId, deviceId)
      const sealed = new Set(known.filter((part) => part.sealedAt !== null).map((part) => part.id))
      const computerLines: readonly Line[] = LINES_OF_DEVICE.computer
      const wanted = known.filter((part) => computerLines.includes(part.line)).map((part) => part.id)
      return [...new Set<string>([...declared, ...wanted])].filter((id) => !sealed.has(id))
    },

    /** How long each of the newest receipts took, from the last byte to the durable row. */
    receiptTimes: receiptTimes.newest,
    /** What is known of each line of these attempts; `sinceAt`: beats before it are not asked. */
    linesSeen: (attemptIds: readonly AttemptId[], sinceAt: Instant) => watchRepo.loadLinesSeen(db, attemptIds, sinceAt),
    /** The parts of these attempts as they are held, for what they cover; attempts without parts are not in the map. */
    heldParts: async (attemptIds: readonly AttemptId[], within: Queryable = db): Promise<Map<AttemptId, HeldRow[]>> =>
      Map.groupBy(await loadHeldParts(within, attemptIds), (row) => row.attemptId),
    /** What the journals of an attempt say of feeds that were due and not recorded. */
    feedNotes: (attemptId: AttemptId) => loadFeedNotes(db, attemptId),
    /** When devices of these attempts were last heard of. */
    lastBeatAt: (attemptIds: readonly AttemptId[]) => watchRepo.loadLastBeatAt(db, attemptIds),
    /** The newest notice of each feed of these attempts that it is due and not recorded, of those that arrived since. */
    saidMissing: (attemptIds: readonly AttemptId[], arrivedFrom: Instant) =>
      watchRepo.loadReportedMissing(db, attemptIds, arrivedFrom),
    /** Those of the attempts whose journals say that the questions were shown. */
    sawQuestions: (attemptIds: readonly AttemptId[]) => watchRepo.loadSawQuestions(db, attemptIds),
    /** All bytes that were ever acknowledged and are still here. */
    totalBytes: () => watchRepo.loadTotalBytes(db),

    /** What goes when an attempt is erased. */
    erase: createEraser({ blobStore: ports.blobStore, forgetCopies: playables.forget }),
    /** Removes copies of attempts that are not there any more from this machine. To be run now and then in each process. */
    tidyCopies: () => playables.tidy((names) => repo.loadWithParts(db, names)),

    /** A seekable copy of a sealed part, made when it is first asked for. */
    openPlayable: playables.open,
    /** A fresh file of what the cameras of an attempt recorded from T0 to the end; nothing else of it. */
    async openAnswer(
      attemptId: AttemptId,
      within: { fromAt: Instant; toAt: Instant },
      gone?: AbortSignal,
    ): Promise<Result<Playable>> {
      const all = await repo.loadPartsOfAttempt(db, attemptId)
      return playables.openAnswer(
        all.filter((part) => part.line === 'camera' && part.bytes > 0 && !isStartUncertain(part)),
        within,
        gone,
      )
    },
    /** Must have resolved before the first of those bytes goes out. */
    noteLook: createLooks(ports),

    /** The key that checks receipts. */
    receiptKey: () => ({ keyId: keys.receiptKeyId, publicKey: keys.receiptPublicKey }),

    /**
     * Ends what is being made for playback, lets bytes that have come in reach disk and row, and then lets go of the files.
     * After HTTP has stopped.
     */
    async close(): Promise<void> {
      await Promise.all([playables.close(), measuring.close(), lock.idle()])
      await ports.blobStore.close()
    },
  }
}

const stateOf = (rows: readonly { state: string }[]): string => rows.map(({ state }) => state).join(' ')
