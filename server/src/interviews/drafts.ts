// Owns: drafts: a document that was handed in, its personal codes hashed in the background, what it changes, its saving.
// Never carries a draft out by itself, and never shows one to anybody but whoever handed it in.
import { may } from '@zhishi/core/access'
import type { DocumentProblem, DraftFileView, DraftView } from '@zhishi/core/contract'
import type { Change, EditRefusal } from '@zhishi/core/edits'
import type { DraftId, InterviewId, StaffId } from '@zhishi/core/ids'
import { interviewDocument, presentDocument, type InterviewDocument } from '@zhishi/core/interview'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { DAY_MS, SECOND_MS } from '@zhishi/core/time'
import { sniffAttachment, type AttachmentFile } from '../attachments/service.ts'
import type { CandidatesService } from '../candidates/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Transaction } from '../platform/database/database.ts'
import { every } from '../platform/every.ts'
import type { StaffCaller } from '../platform/http/caller.ts'
import type { Keys } from '../platform/keys.ts'
import { codesOf, hashCodes, withHashes } from './code-hashes.ts'
import { stepsOf, type FileProblem } from './document.ts'
import * as repo from './drafts-repo.ts'
import type { createEdits } from './edits.ts'
import { filesNamedBy, type DocumentFiles } from './files.ts'
import { QUIET_S, type QuestionPacks } from '../questions/service.ts'
import type { InForce } from './in-force.ts'
import type { PoolLog } from '../platform/bounded-process/process-pool.ts'
import { createReading } from './reading.ts'
import { describeRefusal } from './refusal-text.ts'

/** So many changes are listed one by one: more is not read. */
const LISTED_CHANGES = 200
/** Reading a text of this size takes some 100 ms of a core, which a sitting that starts needs. */
const LARGE_BYTES = 64 * 1024
/** Progress is written down so often; the hashes with it, so that a process that ends loses no more. */
const CODES_A_ROUND = 10
/** A draft on which nobody worked for so long is taken up by whoever looks next. */
const IDLE_MS = 30 * SECOND_MS
const CHECK_EVERY_MS = 2 * SECOND_MS
/** Whoever hands a document in looks at it on the same day. */
const KEPT_MS = DAY_MS

type Hashes = Map<string, string>

/** Hashes in force by number. */
export function knownHashes(inForce: InForce | null): Hashes {
  return new Map(
    (inForce?.document.sittings ?? [])
      .flatMap(({ roster }) => roster)
      .map(({ number, personalCodeHash }) => [number, personalCodeHash ?? '']),
  )
}

export function createDrafts(ports: {
  db: Database
  clock: Clock
  keys: Keys
  candidates: CandidatesService
  packs: QuestionPacks
  edits: ReturnType<typeof createEdits>
  findInterview: (key: string) => Promise<InterviewId | null>
  log?: PoolLog
}) {
  const { db, clock, keys, candidates, packs, edits } = ports
  const reading = createReading(ports.log ?? { warn: () => {} })
  const seal = (bytes: Buffer, id: string, what: string) => keys.seal('documentDrafts', bytes, `${id}/${what}`)
  const open = (sealed: Buffer, id: string, what: string) => keys.open('documentDrafts', sealed, `${id}/${what}`)
  const sealHashes = (hashes: Hashes, id: string) => seal(Buffer.from(JSON.stringify([...hashes])), id, 'hashes')
  const hashesOf = (row: repo.DraftRow): Hashes =>
    new Map(JSON.parse(open(row.hashesSealed, row.id, 'hashes').toString()) as [string, string][])
  /** What was stored had been read before it was. */
  const documentOf = (row: repo.DraftRow): InterviewDocument =>
    interviewDocument.parse(JSON.parse(open(row.documentSealed, row.id, 'document').toString()))

  /** Those of the files that the document names which were handed in for it. */
  async function filesFor(document: InterviewDocument, staffId: StaffId): Promise<DocumentFiles> {
    const named = [...new Set(filesNamedBy(document).map(({ file }) => file))]
    const rows = named.length === 0 ? [] : await repo.loadDraftFiles(db, staffId, named)
    return new Map(
      rows.map(({ file, mime, contentSealed }): [string, AttachmentFile] => [
        file,
        { mime, bytes: keys.open('draftFiles', contentSealed, `${staffId}/${file}`) },
      ]),
    )
  }

  /** Work that is under way here: whoever stops the server waits for its round. */
  const underWay = new Set<Promise<void>>()
  let isStopping = false

  /** Hashes what is left, round by round. */
  async function hashRest(row: repo.DraftRow): Promise<void> {
    const document = documentOf(row)
    const inForce = await edits.loadInForce(db, { key: document.key })
    const id = row.id as DraftId
    const hashes = hashesOf(row)
    const waiting = [...codesOf(document)].filter(([number]) => !hashes.has(number))
    for (let from = 0; from < waiting.length && !isStopping; from += CODES_A_ROUND) {
      // a sitting starts: whoever looks next after that goes on here
      if (await packs.isQuiet()) return
      const round = new Map(waiting.slice(from, from + CODES_A_ROUND))
      await hashCodes(document, round, knownHashes(inForce), candidates, (number, hash) => hashes.set(number, hash))
      await repo.updateDraft(db, id, {
        hashesSealed: sealHashes(hashes, row.id),
        hashedCodes: hashes.size,
        workedAt: clock.now(),
      })
    }
  }

  async function checkFurther(): Promise<void> {
    const now = clock.now()
    const row = (await packs.isQuiet()) ? undefined : await repo.takeUp(db, now - IDLE_MS, now)
    if (row) await hashRest(row)
  }

  /** Refusals with their places in the text as it was handed in. */
  async function placedIn(source: Buffer, refusals: readonly EditRefusal[]): Promise<DocumentProblem[]> {
    if (refusals.length === 0) return []
    const found = refusals.map((refusal) => ({ path: stepsOf(refusal.path), message: describeRefusal(refusal) }))
    const placed = await reading.place(source, found)
    return refusals.map((refusal, at) => ({ ...refusal, ...placed[at]! }))
  }

  async function view(row: repo.DraftRow): Promise<DraftView> {
    const { codes, hashedCodes, saved } = row
    const draftId = row.id as DraftId
    if (saved) {
      const interviewId = saved.interviewId as InterviewId
      return { ...emptyView(draftId), state: 'saved', codes, hashedCodes, interviewId, version: saved.version }
    }
    if (hashedCodes < codes) return { ...emptyView(draftId), state: 'hashing', codes, hashedCodes }
    const document = withHashes(documentOf(row), hashesOf(row))
    const planned = await edits.plan(document, await filesFor(document, row.staffId as StaffId))
    const problems = await placedIn(open(row.sourceSealed, row.id, 'source'), planned.refusals)
    return {
      ...emptyView(draftId),
      state: problems.length > 0 ? 'refused' : 'ready',
      codes,
      hashedCodes,
      problems,
      changes: planned.changes.slice(0, LISTED_CHANGES),
      counts: countsOf(planned.changes),
      doubts: planned.doubts.slice(0, LISTED_CHANGES),
      doubtCount: planned.doubts.length,
      version: planned.version,
    }
  }

  /** Whether the caller may set up what a document is about; one of another's interview is told what a new one is told. */
  async function mayDraft(caller: StaffCaller, { key }: Pick<InterviewDocument, 'key'>): Promise<boolean> {
    const interviewId = await ports.findInterview(key)
    return (
      (interviewId !== null && may(caller, 'editInterview', { interviewId })) ||
      may(caller, 'createInterview', 'installation')
    )
  }

  return {
    /**
     * Takes a document in. What is wrong with it is said at once; a sound one is kept, and its codes are hashed.
     * @param onto the version it began from; null: a new interview
     */
    async make(
      draftId: DraftId,
      caller: StaffCaller,
      source: Buffer,
      onto: string | null,
      onError: (error: unknown) => void,
    ): Promise<Result<DraftView>> {
      const { staffId } = caller
      const known = await repo.loadDraft(db, draftId, staffId)
      if (known) return (await mayDraft(caller, documentOf(known))) ? accept(await view(known)) : refuse('notAllowed')
      if (source.length > LARGE_BYTES && (await packs.isQuiet())) return refuse('unavailable', { retryAfterS: QUIET_S })
      const read = await reading.read(source)
      if (!read.ok) {
        return accept({ ...emptyView(draftId), state: 'refused', problems: read.problems.map(unsound) })
      }
      if (!(await mayDraft(caller, read.document))) return refuse('notAllowed')
      // an edited file says which version it began from; the page that hands it in may know a later one
      const basedOn = read.document.basedOn ?? onto
      const planned = await edits.plan(read.document, await filesFor(read.document, staffId))
      if (planned.version !== null && planned.version !== basedOn) return refuse('documentChanged')
      const problems = await placedIn(source, planned.refusals)
      if (problems.length > 0) return accept({ ...emptyView(draftId), state: 'refused', problems })
      const now = clock.now()
      await repo.insertDraft(db, {
        id: draftId,
        staffId,
        basedOn,
        madeAt: now,
        workedAt: now,
        sourceSealed: seal(source, draftId, 'source'),
        documentSealed: seal(Buffer.from(JSON.stringify(presentDocument(read.document))), draftId, 'document'),
        hashesSealed: sealHashes(new Map(), draftId),
        codes: codesOf(read.document).size,
      })
      const row = await repo.loadDraft(db, draftId, staffId)
      if (!row) return refuse('notFound')
      // whoever asks meanwhile is told how far it is; a process that ends here is followed by another
      const work: Promise<void> = hashRest(row)
        .catch(onError)
        .finally(() => underWay.delete(work))
      underWay.add(work)
      return accept(await view(row))
    },

    async read(draftId: DraftId, caller: StaffCaller): Promise<Result<DraftView>> {
      const row = await repo.loadDraft(db, draftId, caller.staffId)
      if (!row) return refuse('notFound')
      return (await mayDraft(caller, documentOf(row))) ? accept(await view(row)) : refuse('notAllowed')
    },

    /** Carries a draft out. */
    async save(draftId: DraftId, caller: StaffCaller): Promise<Result<DraftView>> {
      const { staffId } = caller
      const row = await repo.loadDraft(db, draftId, staffId)
      if (!row) return refuse('notFound')
      if (!(await mayDraft(caller, documentOf(row)))) return refuse('notAllowed')
      if (row.saved) return accept(await view(row))
      if (row.hashedCodes < row.codes) return refuse('draftNotReady')
      const document = withHashes(documentOf(row), hashesOf(row))
      const done = await edits.carryOut(document, await filesFor(document, staffId), {
        onto: row.basedOn,
        by: { role: 'organiser', id: staffId },
      })
      if (!done.ok) return refuse(done.isStale ? 'documentChanged' : 'editRefused')
      const saved = { interviewId: done.interviewId, version: done.version }
      await repo.updateDraft(db, draftId, { saved })
      return accept(await view({ ...row, saved }))
    },

    /** Keeps a file for the drafts of this organiser. */
    async keepFile(staffId: StaffId, file: string, bytes: Buffer): Promise<Result<DraftFileView>> {
      const sniffed = await sniffAttachment(file, bytes)
      if (!sniffed.ok) return refuse('fileUnfit', { problems: [{ path: file, message: sniffed.message }] })
      const { mime } = sniffed
      await repo.putDraftFile(db, {
        staffId,
        file,
        mime,
        contentSealed: keys.seal('draftFiles', bytes, `${staffId}/${file}`),
        madeAt: clock.now(),
      })
      return accept({ file, mime, bytes: bytes.length })
    },

    /** Removes the drafts of an interview, with the files that they name. */
    async forget(within: Transaction, interviewKey: string): Promise<void> {
      for (const row of await repo.loadAllDrafts(within)) {
        const document = documentOf(row)
        if (document.key !== interviewKey) continue
        await repo.removeDraft(within, row, [...new Set(filesNamedBy(document).map(({ file }) => file))])
      }
    },

    /** Removes drafts and files that were handed in too long ago. */
    prune: (): Promise<void> => repo.prune(db, clock.now() - KEPT_MS),

    /** Takes up what other processes left, until the returned function is called. */
    start(onError: (error: unknown) => void): () => Promise<void> {
      const stopLooking = every(CHECK_EVERY_MS, checkFurther, onError)
      return async () => {
        isStopping = true
        await Promise.all([stopLooking(), reading.close(), ...underWay])
      }
    },
  }
}

const emptyView = (draftId: DraftId): DraftView => ({
  draftId,
  state: 'refused',
  codes: 0,
  hashedCodes: 0,
  problems: [],
  changes: [],
  counts: [],
  doubts: [],
  doubtCount: 0,
  interviewId: null,
  version: null,
})

const unsound = (problem: FileProblem) => ({
  ...problem,
  code: null,
  sitting: null,
  person: null,
  at: null,
  file: null,
})

function countsOf(changes: readonly Change[]): DraftView['counts'] {
  const counts = new Map<Change['kind'], number>()
  for (const { kind } of changes) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return [...counts].map(([kind, count]) => ({ kind, count }))
}
