// Owns: interviews as they are defined: import and export of the whole document, sittings, lots.
// Never changes an interview but by a document, whole (edits.ts).
import { abilitiesIn, may } from '@zhishi/core/access'
import type { InterviewView, SittingView } from '@zhishi/core/contract'
import type { InterviewId, SittingId } from '@zhishi/core/ids'
import type { InterviewDocument } from '@zhishi/core/interview'
import type { PoolLog } from '../platform/bounded-process/process-pool.ts'
import type { StaffCaller } from '../platform/http/caller.ts'
import { timesOfSitting } from '../platform/database/sitting-times.ts'
import { codesOf, hashCodes, withHashes } from './code-hashes.ts'
import { DEMO_KEY, demoDirectory, demoDocument } from './demo.ts'
import { writeInterviewFile } from './document.ts'
import { createDrafts, knownHashes } from './drafts.ts'
import { createEraser } from './erase.ts'
import { createEdits, type CarriedOut, type EditsOptions } from './edits.ts'
import { readDocumentFiles, type DocumentFiles } from './files.ts'
import { presentInterviews } from './present.ts'
import * as repo from './repo.ts'
import { zoneOf } from '../platform/zone.ts'

export { DEMO_NUMBER } from './demo.ts'
export { parseInterviewFile, stepsOf, writeInterviewFile, type FileProblem } from './document.ts'
export { describeDoubt, describeRefusal } from './refusal-text.ts'
export { lockToErase } from './erase.ts'
export { readDocumentFiles, writeDocumentFiles } from './files.ts'

export type ImportResult =
  | (Extract<CarriedOut, { ok: true }> & { sittings: number; attempts: number })
  | Extract<CarriedOut, { ok: false }>

export type InterviewsService = ReturnType<typeof createInterviewsService>

export function createInterviewsService(options: EditsOptions & { log?: PoolLog }) {
  const { db, clock, candidates, attachments, idPhotos } = options
  const edits = createEdits(options)

  const findInterview = async (key: string): Promise<InterviewId | null> =>
    ((await repo.loadInterview(db, { key }, false))?.id as InterviewId | undefined) ?? null
  const drafts = createDrafts({ ...options, edits, findInterview })

  const service = {
    /**
     * Imports a checked document in one transaction: a new interview, or an edit of the one with its key.
     * @param files every file that the document names, already looked at
     * @param onto the version in force that the edit began from; null: the interview must be new
     */
    async importDocument(
      document: InterviewDocument,
      files: DocumentFiles = new Map(),
      it: { onto?: string | null; onHashed?: (hashed: number, codes: number) => void } = {},
    ): Promise<ImportResult> {
      const inForce = await edits.loadInForce(db, { key: document.key })
      const hashes = new Map<string, string>()
      const codes = codesOf(document)
      await hashCodes(document, codes, knownHashes(inForce), candidates, (number, hash) => {
        hashes.set(number, hash)
        it.onHashed?.(hashes.size, codes.size)
      })
      const by = { role: 'system', id: null } as const
      const done = await edits.carryOut(withHashes(document, hashes), files, { onto: it.onto ?? null, by })
      if (!done.ok) return done
      const attempts = document.sittings.reduce((sum, sitting) => sum + sitting.roster.length, 0)
      return { ...done, sittings: document.sittings.length, attempts }
    },

    /** What a document would change, and what stands in its way. */
    plan: edits.plan,

    /** The document of an interview and its version; personal codes as hashes. Null: no such interview. */
    async exportDocument(
      by: { key: string } | { id: InterviewId },
    ): Promise<{ interviewId: InterviewId; document: InterviewDocument; version: string } | null> {
      const inForce = await edits.loadInForce(db, by)
      if (!inForce) return null
      const { interviewId, document, version } = inForce
      return { interviewId, document, version }
    },

    /** The attachments and ID photos of an interview, by the path that its document gives them. */
    async exportFiles(key: string): Promise<Map<string, Buffer>> {
      const interview = await repo.loadInterview(db, { key }, false)
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
      const demo = await repo.loadInterview(db, { key: DEMO_KEY }, false)
      if (!demo) return null
      const sittings = await repo.loadSittings(db, demo.id as InterviewId)
      return { startsAt: sittings.find((sitting) => sitting.startsAt !== null)?.startsAt ?? null }
    },

    /** The sittings that the caller may see. */
    async listSittings(caller: StaffCaller): Promise<SittingView[]> {
      const now = clock.now()
      const all = (await repo.loadAllSittings(db)).map((one) => ({
        ...one,
        interviewId: one.interview.id as InterviewId,
      }))
      const seen = all.filter((one) => may(caller, 'seeSitting', one))
      return seen.map(({ sitting, interview, interviewId, attempts }) => ({
        sittingId: sitting.id as SittingId,
        interviewId,
        abilities: abilitiesIn(caller, interviewId),
        interviewName: interview.name,
        name: sitting.name,
        ...zoneOf(interview.timeZone, now),
        startsAt: sitting.startsAt,
        isSelfPaced: sitting.startsAt === null,
        attempts,
      }))
    },

    writeFile: writeInterviewFile,
    drafts,
    /** What goes when an attempt or an interview is erased. */
    erase: createEraser(drafts.forget),
    /** The interviews that the caller may read, with the windows of their sittings. */
    async list(caller: StaffCaller): Promise<InterviewView[]> {
      const sittings = await repo.loadAllSittings(db)
      const own = (await repo.loadInterviews(db)).map((interview) => {
        const interviewId = interview.id as InterviewId
        return { interview, abilities: abilitiesIn(caller, interviewId), interviewId }
      })
      return presentInterviews(
        own.filter((one) => may(caller, 'readInterview', one)),
        sittings.map((one) => ({ ...one, times: timesOfSitting(one.sitting) })),
        clock.now(),
      )
    },
  }
  return service
}
