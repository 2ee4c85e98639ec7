// Owns: carrying a document out: one path for the first import and for every edit, by page and by command line.
// Never does half of it, never over another version than the one it began from, and never makes an id anew that exists.
import { planEdit, type Change, type EditDoubt, type EditPlan, type EditRefusal } from '@zhishi/core/edits'
import type { AttemptId, InterviewId, PersonId, SittingId, StaffId } from '@zhishi/core/ids'
import { isMockSitting, type InterviewDocument, type RosterEntry, type SittingDefinition } from '@zhishi/core/interview'
import { topicOfAttempt, topicOfSitting } from '@zhishi/core/contract'
import { rosters } from '../attempts/service.ts'
import type { AttachmentFile, AttachmentsService } from '../attachments/service.ts'
import type { AuditService } from '../audit/service.ts'
import type { DrawsService } from '../draws/service.ts'
import type { IdPhotosService } from '../id-photos/service.ts'
import type { KnownPerson, CandidatesService } from '../candidates/service.ts'
import type { Clock, Random } from '../platform/clock.ts'
import type { Database, Transaction } from '../platform/database/database.ts'
import type { Keys } from '../platform/keys.ts'
import type { Publish } from '../platform/push/outbox.ts'
import type { QuestionPacks } from '../questions/service.ts'
import type { ReviewCodesService } from '../review-codes/service.ts'
import { faultOfPhoto, filesNamedBy, type DocumentFiles } from './files.ts'
import { createInForce, type InForce } from './in-force.ts'
import * as repo from './repo.ts'

type KnownAttempt = { number: string; id: AttemptId }
export type EditedBy = { role: 'system'; id: null } | { role: 'organiser'; id: StaffId }
export type Planned = {
  /** null: there is no such interview yet */
  version: string | null
  changes: Change[]
  refusals: EditRefusal[]
  /** numbers to be looked at before it is carried out */
  doubts: EditDoubt[]
}
export type CarriedOut =
  | {
      ok: true
      interviewId: InterviewId
      version: string
      isNew: boolean
      changes: Change[]
      doubts: EditDoubt[]
    }
  | ({ ok: false; isStale: boolean } & Planned)

export type EditsOptions = {
  db: Database
  clock: Clock
  random: Random
  keys: Keys
  candidates: CandidatesService
  audit: AuditService
  draws: DrawsService
  attachments: AttachmentsService
  idPhotos: IdPhotosService
  reviewCodes: ReviewCodesService
  packs: QuestionPacks
  publish: Publish
}

export function createEdits(options: EditsOptions) {
  const { db, clock, random, candidates, audit, draws, attachments, idPhotos, reviewCodes, packs, publish } = options
  const loadInForce = createInForce(options)

  function plan(document: InterviewDocument, files: DocumentFiles, inForce: InForce | null): Planned & EditPlan {
    const before = inForce?.digests ?? new Map<string, string>()
    const after = new Map(before)
    for (const [path, { bytes }] of files) after.set(path, attachments.digestOf(bytes))
    const planned = planEdit({
      before: inForce?.document ?? null,
      after: document,
      files: { before, after },
      facts: inForce?.facts ?? { sittings: new Map(), isScored: false },
      now: clock.now(),
    })
    const refusals = [...planned.refusals, ...faultsOfFiles(document, files, after)]
    return { ...planned, refusals, version: inForce?.version ?? null }
  }

  /** What an unchanged file holds: it is sealed for its place, and another place needs it anew. */
  async function contentInForce(within: Transaction, inForce: InForce, file: string): Promise<AttachmentFile> {
    const sittingIds = [...inForce.sittings.values()].map(({ id }) => id)
    const attached = await attachments.contentOf(within, sittingIds, file)
    if (attached) return attached
    const owner = inForce.document.sittings.flatMap(({ roster }) => roster).find(({ idPhoto }) => idPhoto === file)
    const personId = owner && inForce.personIds.get(owner.number)
    const bytes = personId && (await idPhotos.jpegOf(within, personId))
    if (!bytes) throw new Error(`the file ${file} was not read before the edit`)
    return { mime: 'image/jpeg', bytes }
  }

  /** Writes what was planned. Everybody concerned is locked, so what was planned still holds. */
  async function write(
    within: Transaction,
    document: InterviewDocument,
    files: DocumentFiles,
    inForce: InForce | null,
    planned: EditPlan,
  ) {
    const interviewId = inForce?.interviewId ?? (random.uuid() as InterviewId)
    const isChanged = (kind: Change['kind'], sitting: string): boolean =>
      planned.changes.some((one) => one.kind === kind && one.sitting === sitting)
    const { key, name, organiser, timeZone, supportPhone, settings, texts, scoring } = document
    await repo.putInterview(within, {
      id: interviewId,
      key,
      name,
      organiser,
      timeZone,
      supportPhone,
      settings,
      texts,
      scoring: scoring ?? null,
      importedAt: inForce?.importedAt ?? clock.now(),
    })
    await removeWhatWent(within, document, inForce, planned)
    const personIds = await writePeople(within, interviewId, document, inForce, planned)
    await writePhotos(within, document, files, inForce, planned, personIds)
    for (const [position, sitting] of document.sittings.entries()) {
      const known = inForce?.sittings.get(sitting.key)
      const sittingId = known?.id ?? (random.uuid() as SittingId)
      await repo.putSitting(within, {
        id: sittingId,
        interviewId,
        key: sitting.key,
        position,
        name: sitting.name,
        startsAt: sitting.startsAt ?? null,
        selfPacedOpensAt: sitting.selfPaced?.opensAt ?? null,
        selfPacedClosesAt: sitting.selfPaced?.closesAt ?? null,
        isMock: isMockSitting(sitting),
        ...(known ? { keptOpenings: planned.keptOpenings.get(sitting.key) ?? {} } : {}),
      })
      if (!known || isChanged('questions', sitting.key)) {
        await packs.put(within, sittingId, { questions: sitting.questions })
      }
      if (!known || isChanged('attachments', sitting.key)) {
        await attachments.store(within, sittingId, sitting.attachments, await contents(within, sitting, files, inForce))
      }
      await writeRoster(within, sittingId, sitting, known?.roster ?? [], planned.formerNumbers, personIds)
    }
    return interviewId
  }

  async function removeWhatWent(
    within: Transaction,
    document: InterviewDocument,
    inForce: InForce | null,
    planned: EditPlan,
  ) {
    if (!inForce) return
    const kept = new Map(document.sittings.map((sitting) => [sitting.key, sitting]))
    const gone = [...inForce.sittings].filter(([key]) => !kept.has(key)).map(([, { id }]) => id)
    if (gone.length > 0) await repo.removeSittings(within, gone)
    const stays = ({ roster }: SittingDefinition) =>
      new Set(roster.map(({ number }) => planned.formerNumbers.get(number) ?? number))
    const attemptIds = [...inForce.sittings].flatMap(([key, { roster }]) => {
      const sitting = kept.get(key)
      const staying = sitting ? stays(sitting) : new Set()
      return roster.filter(({ number }) => !staying.has(number)).map(({ id }) => id)
    })
    if (attemptIds.length > 0) await rosters.remove(within, attemptIds)
    const wanted = new Set(document.sittings.flatMap((sitting) => [...stays(sitting)]))
    const personIds = [...inForce.personIds].filter(([number]) => !wanted.has(number)).map(([, id]) => id)
    if (personIds.length > 0) await candidates.remove(within, personIds)
  }

  /** @returns everybody of the document by number */
  async function writePeople(
    within: Transaction,
    interviewId: InterviewId,
    document: InterviewDocument,
    inForce: InForce | null,
    planned: EditPlan,
  ): Promise<Map<string, PersonId>> {
    const changed = new Set(
      planned.changes
        .filter(({ kind }) => kind === 'personNumber' || kind === 'personName' || kind === 'personCode')
        .map(({ person }) => person?.number),
    )
    const ids = new Map<string, PersonId>()
    const added = new Map<string, KnownPerson>()
    for (const entry of document.sittings.flatMap(({ roster }) => roster)) {
      const id = inForce?.personIds.get(planned.formerNumbers.get(entry.number) ?? entry.number)
      if (!id) added.set(entry.number, knownPerson(entry))
      else if (!ids.has(entry.number)) {
        ids.set(entry.number, id)
        if (changed.has(entry.number)) await candidates.change(within, id, knownPerson(entry))
      }
    }
    const addedIds = await candidates.add(within, interviewId, [...added.values()])
    for (const [at, number] of [...added.keys()].entries()) ids.set(number, addedIds[at]!)
    return ids
  }

  async function writePhotos(
    within: Transaction,
    document: InterviewDocument,
    files: DocumentFiles,
    inForce: InForce | null,
    planned: EditPlan,
    personIds: ReadonlyMap<string, PersonId>,
  ): Promise<void> {
    const changed = new Set(
      planned.changes.filter(({ kind }) => kind === 'personPhoto').map(({ person }) => person?.number),
    )
    const written = new Set<PersonId>()
    for (const { number, idPhoto } of document.sittings.flatMap(({ roster }) => roster)) {
      const personId = personIds.get(number)!
      const isNew = !inForce?.personIds.has(planned.formerNumbers.get(number) ?? number)
      if (written.has(personId) || (!isNew && !changed.has(number))) continue
      written.add(personId)
      if (idPhoto === undefined) {
        if (!isNew) await idPhotos.remove(within, personId)
        continue
      }
      const { bytes } = files.get(idPhoto) ?? (await contentInForce(within, needed(inForce, idPhoto), idPhoto))
      await idPhotos.register(within, personId, { file: idPhoto, jpeg: bytes })
    }
  }

  async function contents(
    within: Transaction,
    { attachments: named }: SittingDefinition,
    files: DocumentFiles,
    inForce: InForce | null,
  ): Promise<Map<string, AttachmentFile>> {
    const found = new Map<string, AttachmentFile>()
    for (const { file } of named) {
      found.set(file, files.get(file) ?? (await contentInForce(within, needed(inForce, file), file)))
    }
    return found
  }

  async function writeRoster(
    within: Transaction,
    sittingId: SittingId,
    { roster }: SittingDefinition,
    before: readonly KnownAttempt[],
    formerNumbers: ReadonlyMap<string, string>,
    personIds: ReadonlyMap<string, PersonId>,
  ): Promise<void> {
    const known = new Map(before.map(({ number, id }) => [number, id]))
    const idOf = ({ number }: RosterEntry) => known.get(formerNumbers.get(number) ?? number)
    const added = roster.filter((entry) => idOf(entry) === undefined)
    // a draw that is open gives spare lots; one that is not is committed anew over the roster as it is now
    const isOpen = before.length > 0 && (await draws.spareLots(within, sittingId)) !== null
    const spares = isOpen && added.length > 0 ? await draws.takeSpares(within, sittingId, added.length) : null
    const placeOf = new Map(
      added.map(({ number }, at) => [number, spares?.[at] ?? { attemptId: random.uuid() as AttemptId, lot: null }]),
    )
    const rows = roster.map((entry, position) => ({
      id: idOf(entry) ?? placeOf.get(entry.number)!.attemptId,
      position,
      post: entry.post ?? null,
      personId: personIds.get(entry.number)!,
      lot: placeOf.get(entry.number)?.lot ?? null,
    }))
    const isNew = new Set([...placeOf.values()].map(({ attemptId }) => attemptId))
    await rosters.insert(
      within,
      rows.filter(({ id }) => isNew.has(id)).map((row) => ({ ...row, sittingId })),
    )
    await rosters.arrange(
      within,
      rows.filter(({ id }) => !isNew.has(id)),
    )
    const isRollSame = before.length > 0 && added.length === 0 && before.length === roster.length
    if (!isOpen && !isRollSame) {
      const lots = await draws.commit(
        within,
        sittingId,
        rows.map(({ id }) => id),
      )
      await rosters.setLots(
        within,
        sittingId,
        rows.map(({ id }, place) => ({ id, lot: lots[place]! })),
      )
    }
    await reviewCodes.draw(within, [...isNew])
  }

  /**
   * Pages that show an attempt of the interview ask again. Last in the transaction, as topics are locked until its end, and
   * all attempts before all sittings, as everybody takes them.
   */
  async function tell(within: Transaction, inForce: InForce): Promise<void> {
    const sittings = [...inForce.sittings.values()]
    for (const { id: attemptId } of sittings.flatMap(({ roster }) => roster.filter((row) => row.isUnderWay))) {
      await publish(within, topicOfAttempt(attemptId), { kind: 'attemptChanged', attemptId })
    }
    for (const { id, roster } of sittings) {
      const first = roster.find((row) => row.isUnderWay)
      if (first) await publish(within, topicOfSitting(id), { kind: 'attemptChanged', attemptId: first.id })
    }
  }

  return {
    loadInForce,

    /** What a document would change, and what stands in its way. Changes nothing. */
    async plan(document: InterviewDocument, files: DocumentFiles): Promise<Planned> {
      return plan(document, files, await loadInForce(db, { key: document.key }))
    },

    /**
     * Carries a document out in one transaction, or refuses all of it.
     * @param document every personal code is given as its hash
     * @param onto the version in force that it began from; null: none. Where there is no such interview it does not matter.
     */
    carryOut: (
      document: InterviewDocument,
      files: DocumentFiles,
      { onto, by }: { onto: string | null; by: EditedBy },
    ): Promise<CarriedOut> =>
      db.transaction(async (transaction): Promise<CarriedOut> => {
        const inForce = await loadInForce(transaction, { key: document.key }, true)
        const planned = plan(document, files, inForce)
        const { version, changes, refusals, doubts } = planned
        const isStale = version !== null && version !== onto
        if (isStale || refusals.length > 0) return { ok: false, isStale, version, changes, refusals, doubts }
        const interviewId = await write(transaction, document, files, inForce, planned)
        await audit.append(
          {
            actorRole: by.role,
            actorId: by.id,
            action: inForce ? 'interviewEdited' : 'interviewImported',
            subject: { interviewId, changes: changes.length },
          },
          transaction,
        )
        const after = await loadInForce(transaction, { id: interviewId })
        if (!after) throw new Error(`interview ${interviewId} was written and is not there`)
        if (inForce) await tell(transaction, after)
        return { ok: true, interviewId, version: after.version, isNew: inForce === null, changes, doubts }
      }),
  }
}

/** Files that nobody has handed in, and ID photos that are none. */
function faultsOfFiles(
  document: InterviewDocument,
  files: DocumentFiles,
  known: ReadonlyMap<string, string>,
): EditRefusal[] {
  return filesNamedBy(document).flatMap(({ path, file, isPhoto }): EditRefusal[] => {
    const given = files.get(file)
    const code = !known.has(file) ? 'fileMissing' : isPhoto && given && faultOfPhoto(given) ? 'photoUnfit' : null
    return code === null ? [] : [{ code, path: path.join('.'), sitting: null, person: null, at: null, file }]
  })
}

function knownPerson({ number, name, personalCodeHash }: RosterEntry): KnownPerson {
  if (personalCodeHash === undefined) throw new Error('a personal code was not hashed before the edit')
  return { number, name, personalCodeHash }
}

function needed(inForce: InForce | null, file: string): InForce {
  if (!inForce) throw new Error(`the file ${file} was not read before the import`)
  return inForce
}
