// Owns: interviews as they are defined: import and export of the whole document, sittings, question packs, lots.
// Never imports half a document, and never changes an interview in which something has already happened.
import type { PackKeyView, PackView, SittingView, UnlockCodeView } from '@zhishi/core/contract'
import type { AttemptId, InterviewId, PersonId, SittingId } from '@zhishi/core/ids'
import type { InterviewDocument, RosterEntry } from '@zhishi/core/interview'
import { defaultSettings, isMockSitting } from '@zhishi/core/interview'
import type { AttachmentsService } from '../attachments/service.ts'
import type { AuditService } from '../audit/service.ts'
import type { DrawsService } from '../draws/service.ts'
import type { IdPhotosService } from '../id-photos/service.ts'
import type { PeopleService } from '../people/service.ts'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import type { Keys } from '../platform/keys.ts'
import type { ReviewCodesService } from '../review-codes/service.ts'
import { DEMO_KEY, demoDirectory, demoDocument } from './demo.ts'
import { readDocumentFiles, type DocumentFiles } from './files.ts'
import { openPack, presentPack, sealPack, unwrapPackKey, type PackRow } from './packs.ts'
import * as repo from './repo.ts'
import { createUnlockCodes } from './unlock-codes.ts'

export { DEMO_NUMBER } from './demo.ts'
export { parseInterviewFile, writeInterviewFile, type DocumentProblem } from './document.ts'
export { readDocumentFiles, writeDocumentFiles } from './files.ts'

export type ImportResult =
  | { ok: true; interviewId: InterviewId; sittings: number; attempts: number; isReplaced: boolean }
  | { ok: false; reason: 'hasHistory' }

export type InterviewsService = ReturnType<typeof createInterviewsService>

export function createInterviewsService(it: {
  db: Database
  clock: Clock
  random: Random
  keys: Keys
  people: PeopleService
  audit: AuditService
  draws: DrawsService
  attachments: AttachmentsService
  idPhotos: IdPhotosService
  reviewCodes: ReviewCodesService
}) {
  const { db, clock, random, keys, people, audit, draws, attachments, idPhotos, reviewCodes } = it

  async function packOf(sittingId: SittingId): Promise<PackRow> {
    const row = await repo.loadPack(db, sittingId)
    if (!row) throw new Error(`sitting ${sittingId} has no question pack`)
    return row
  }

  const unlockCodes = createUnlockCodes({ ...it, packOf })

  const service = {
    /**
     * Imports a checked document in one transaction. An interview of the same key is replaced while nothing has
     * happened to any of its attempts; afterwards it is refused.
     * @param files every file that the document names, already looked at
     */
    async importDocument(document: InterviewDocument, files: DocumentFiles = new Map()): Promise<ImportResult> {
      const hashes = await hashCodes(document, people)
      return db.transaction(async (transaction) => {
        const before = await repo.loadByKey(transaction, document.key)
        if (before) {
          if ((await repo.countHistory(transaction, before.id as InterviewId)) > 0)
            return { ok: false, reason: 'hasHistory' }
          await repo.removeInterview(transaction, before.id as InterviewId)
        }
        const interviewId = random.uuid() as InterviewId
        const { key, name, organiser, timeZone, supportPhone, settings, texts, scoring } = document
        await repo.insertInterview(transaction, {
          id: interviewId,
          key,
          name,
          organiser,
          timeZone,
          supportPhone,
          settings,
          texts,
          scoring: scoring ?? null,
          importedAt: clock.now(),
        })
        const personIds = new Map<string, PersonId>()
        for (const entry of document.sittings.flatMap((sitting) => sitting.roster)) {
          if (personIds.has(entry.number)) continue
          const personId = await people.add(transaction, interviewId, entry, hashes.get(entry.number)!)
          personIds.set(entry.number, personId)
          if (entry.idPhoto === undefined) continue
          const photo = files.get(entry.idPhoto)
          if (!photo) throw new Error(`the ID photo ${entry.idPhoto} was not read before the import`)
          await idPhotos.register(transaction, personId, { file: entry.idPhoto, jpeg: photo.bytes })
        }
        for (const [position, sitting] of document.sittings.entries()) {
          const sittingId = random.uuid() as SittingId
          await repo.insertSitting(transaction, {
            id: sittingId,
            interviewId,
            key: sitting.key,
            position,
            name: sitting.name,
            startsAt: sitting.startsAt ?? null,
            selfPacedOpensAt: sitting.selfPaced?.opensAt ?? null,
            selfPacedClosesAt: sitting.selfPaced?.closesAt ?? null,
            isMock: isMockSitting(sitting),
          })
          await repo.insertPack(transaction, { sittingId, ...sealPack({ questions: sitting.questions }, it) })
          await attachments.store(transaction, sittingId, sitting.attachments, files)
          const attemptIds = sitting.roster.map(() => random.uuid() as AttemptId)
          const lots = await draws.commit(transaction, sittingId, attemptIds)
          await repo.insertAttempts(
            transaction,
            sitting.roster.map((entry, place) => ({
              id: attemptIds[place]!,
              sittingId,
              personId: personIds.get(entry.number)!,
              position: place,
              post: entry.post ?? null,
              lot: lots[place]!,
            })),
          )
          await reviewCodes.draw(transaction, attemptIds)
        }
        await audit.append(
          { actorRole: 'system', actorId: null, action: 'interviewImported', subject: { interviewId } },
          transaction,
        )
        const attempts = document.sittings.reduce((sum, sitting) => sum + sitting.roster.length, 0)
        return { ok: true, interviewId, sittings: document.sittings.length, attempts, isReplaced: before !== undefined }
      })
    },

    /** The document of an interview; personal codes as hashes. Null: no such key. */
    async exportDocument(key: string): Promise<InterviewDocument | null> {
      const interview = await repo.loadByKey(db, key)
      if (!interview) return null
      const known = await people.exportPeople(interview.id as InterviewId)
      const photos = await idPhotos.files(interview.id as InterviewId)
      const sittings = await repo.loadSittings(db, interview.id as InterviewId)
      return {
        zhishi: 1,
        key: interview.key,
        name: interview.name,
        organiser: interview.organiser,
        timeZone: interview.timeZone,
        supportPhone: interview.supportPhone,
        // settings added since the import have their defaults
        settings: { ...defaultSettings, ...interview.settings },
        texts: interview.texts,
        ...(interview.scoring === null ? {} : { scoring: interview.scoring }),
        sittings: await Promise.all(
          sittings.map(async (sitting) => ({
            key: sitting.key,
            name: sitting.name,
            ...(sitting.startsAt === null ? {} : { startsAt: sitting.startsAt }),
            ...(sitting.selfPacedOpensAt === null || sitting.selfPacedClosesAt === null
              ? {}
              : { selfPaced: { opensAt: sitting.selfPacedOpensAt, closesAt: sitting.selfPacedClosesAt } }),
            // left out where it goes without saying, as in the document it came from
            ...(sitting.isMock === (sitting.startsAt === null) ? {} : { isMock: sitting.isMock }),
            attachments: await attachments.definitions(sitting.id as SittingId),
            questions: openPack(await packOf(sitting.id as SittingId), keys).questions,
            roster: (await repo.loadRoster(db, sitting.id as SittingId)).map((row): RosterEntry => {
              const person = known.get(row.personId as PersonId)
              if (!person) throw new Error(`attempt of unknown person ${row.personId}`)
              const idPhoto = photos.get(row.personId as PersonId)
              return {
                ...person,
                ...(row.post === null ? {} : { post: row.post }),
                ...(idPhoto === undefined ? {} : { idPhoto }),
              }
            }),
          })),
        ),
      }
    },

    /** The attachments and ID photos of an interview, by the path that its document gives them. */
    async exportFiles(key: string): Promise<Map<string, Buffer>> {
      const interview = await repo.loadByKey(db, key)
      if (!interview) return new Map()
      const files = await idPhotos.exportFiles(interview.id as InterviewId)
      for (const { id } of await repo.loadSittings(db, interview.id as InterviewId)) {
        for (const [file, bytes] of await attachments.exportFiles(id as SittingId)) files.set(file, bytes)
      }
      return files
    },

    /** Gives an empty database the demo, so that a first start shows something. */
    async importDemo(codeOf: (number: string) => string): Promise<void> {
      if ((await repo.countInterviews(db)) > 0) return
      const document = demoDocument(clock.now(), codeOf)
      const read = await readDocumentFiles(demoDirectory, document)
      if (!read.ok) throw new Error(`the demo's files: ${read.problems.map((one) => one.message).join(', ')}`)
      await service.importDocument(document, read.files)
    },

    isEmpty: async (): Promise<boolean> => (await repo.countInterviews(db)) === 0,

    /** T0 of the demo's formal sitting; null when this installation has no demo. */
    async findDemo(): Promise<{ startsAt: number | null } | null> {
      const demo = await repo.loadByKey(db, DEMO_KEY)
      if (!demo) return null
      const sittings = await repo.loadSittings(db, demo.id as InterviewId)
      return { startsAt: sittings.find((sitting) => sitting.startsAt !== null)?.startsAt ?? null }
    },

    async listSittings(): Promise<SittingView[]> {
      return (await repo.loadAllSittings(db)).map(({ sitting, interview, attempts }) => ({
        sittingId: sitting.id as SittingId,
        interviewId: interview.id as InterviewId,
        interviewName: interview.name,
        name: sitting.name,
        timeZone: interview.timeZone,
        startsAt: sitting.startsAt,
        isSelfPaced: sitting.startsAt === null,
        attempts,
      }))
    },

    countAttachments: (sittingId: SittingId, within?: Queryable): Promise<number> =>
      attachments.count(sittingId, within),

    /** A sitting with its interview, as the process needs them. */
    loadSitting: (sittingId: SittingId) => repo.loadSitting(db, sittingId),

    /** The pack for the page of one attempt, with the wrapping that its unlock code opens. */
    async pack(sittingId: SittingId, attemptId: AttemptId): Promise<PackView> {
      const row = await packOf(sittingId)
      return presentPack(row, await unlockCodes.wrapping(attemptId, row.packId))
    },
    packKey: async (sittingId: SittingId): Promise<PackKeyView> => unwrapPackKey(await packOf(sittingId), keys),
    unlockCode: (sittingId: SittingId, attemptId: AttemptId): Promise<UnlockCodeView> =>
      unlockCodes.read(attemptId, sittingId),
    /** Makes unlock codes ahead of T0, in the background, until the returned function is called. */
    makeUnlockCodes: unlockCodes.start,
  }
  return service
}

/** Argon2 takes its time on purpose, so codes are hashed before the transaction begins. */
async function hashCodes(document: InterviewDocument, people: PeopleService): Promise<Map<string, string>> {
  const hashes = new Map<string, string>()
  for (const entry of document.sittings.flatMap((sitting) => sitting.roster)) {
    if (hashes.has(entry.number)) continue
    hashes.set(entry.number, entry.personalCodeHash ?? (await people.hashCode(entry.personalCode!)))
  }
  return hashes
}
