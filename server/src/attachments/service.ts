// Owns: the attachments of sittings: stored sealed by an import, given back by an export, shown to candidates.
// Never gives content out before the look is in the audit log; who may look is the attempts feature's to say.
import type { AttachmentView } from '@zhishi/core/contract'
import type { AttemptId, PersonId, SittingId } from '@zhishi/core/ids'
import type { AttachmentDefinition } from '@zhishi/core/interview'
import type { AuditService } from '../audit/service.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import type { Keys } from '../platform/keys.ts'
import { erase } from './erase.ts'
import { presentAttachment } from './present.ts'
import * as repo from './repo.ts'
import type { AttachmentMime } from './sniff.ts'

export { sniffAttachment } from './sniff.ts'

/** A file beside the document of an interview, as an import read it. */
export type AttachmentFile = { mime: AttachmentMime; bytes: Buffer }
export type AttachmentsService = ReturnType<typeof createAttachmentsService>

export function createAttachmentsService(ports: { db: Database; keys: Keys; audit: AuditService }) {
  const { db, keys, audit } = ports
  /** Binds content to its place: one attachment's bytes cannot be passed off as another's. */
  const contextOf = (sittingId: string, number: number): string => `${sittingId}/${number}`
  const openContent = (row: repo.AttachmentRow): Buffer =>
    keys.open('attachments', row.contentSealed, contextOf(row.sittingId, row.number))

  /** Tells the same content from another without telling what it is. */
  const digestOf = (bytes: Buffer): string => keys.mac('fileDigests', bytes).toString('hex')

  return {
    /** What goes when an attempt or an interview is erased. */
    erase,
    digestOf,

    /** Stores the attachments of a sitting, numbered from 1, instead of those it has. Runs inside the edit. */
    async store(
      within: Queryable,
      sittingId: SittingId,
      definitions: readonly AttachmentDefinition[],
      files: ReadonlyMap<string, AttachmentFile>,
    ): Promise<void> {
      await repo.removeAttachments(within, sittingId)
      for (const [at, { name, file }] of definitions.entries()) {
        const content = files.get(file)
        if (!content) throw new Error(`the attachment ${file} was not read before the import`)
        const number = at + 1
        await repo.insertAttachment(within, {
          sittingId,
          number,
          name,
          file,
          mime: content.mime,
          bytes: content.bytes.length,
          digest: digestOf(content.bytes),
          contentSealed: keys.seal('attachments', content.bytes, contextOf(sittingId, number)),
        })
      }
    },

    count: (sittingId: SittingId, within: Queryable = db): Promise<number> => repo.countAttachments(within, sittingId),

    list: async (sittingId: SittingId): Promise<AttachmentView[]> =>
      (await repo.loadHeads(db, sittingId)).map(presentAttachment),

    /** The content for one candidate's eyes; null: there is no such attachment. */
    async open(
      sittingId: SittingId,
      number: number,
      by: { attemptId: AttemptId; personId: PersonId },
    ): Promise<{ mime: string; content: Buffer } | null> {
      const row = await repo.loadAttachment(db, sittingId, number)
      if (!row) return null
      const content = openContent(row)
      await audit.append({
        actorRole: 'candidate',
        actorId: by.personId,
        action: 'attachmentLookedAt',
        subject: { attemptId: by.attemptId, sittingId, number },
      })
      return { mime: row.mime, content }
    },

    /** As the document of an export names them, and what their files hold. */
    definitions: async (
      sittingId: SittingId,
      within: Queryable = db,
    ): Promise<{ definition: AttachmentDefinition; digest: string }[]> =>
      (await repo.loadHeads(within, sittingId)).map(({ name, file, digest }) => ({
        definition: { name, file },
        digest,
      })),

    /** What a file of these sittings holds; null: none came from it. */
    async contentOf(within: Queryable, sittingIds: readonly SittingId[], file: string): Promise<AttachmentFile | null> {
      const row = sittingIds.length === 0 ? undefined : await repo.loadByFile(within, sittingIds, file)
      return row ? { mime: row.mime as AttachmentMime, bytes: openContent(row) } : null
    },

    /** The contents for an export, by the path that the document gives them. */
    async exportFiles(sittingId: SittingId): Promise<Map<string, Buffer>> {
      const files = new Map<string, Buffer>()
      for (const { number } of await repo.loadHeads(db, sittingId)) {
        const row = await repo.loadAttachment(db, sittingId, number)
        if (row) files.set(row.file, openContent(row))
      }
      return files
    },
  }
}
