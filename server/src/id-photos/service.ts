// Owns: registered ID photos and the face templates made from them, both sealed: stored by an import or, for practice,
// from the camera; given back by an export.
// Never compares a face (identity does), and never gives a picture out by itself: who looks is audited by the asker.
import type { InterviewId, PersonId } from '@zhishi/core/ids'
import type { PhotoOrigin } from '@zhishi/core/process'
import type { Instant } from '@zhishi/core/time'
import type { Clock } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import type { Keys } from '../platform/keys.ts'
import { erase } from './erase.ts'
import * as repo from './repo.ts'

export type IdPhotosService = ReturnType<typeof createIdPhotosService>
/** A template and the engine with its models that made it; another engine cannot read it. */
export type KeptTemplate = { version: string; bytes: Buffer }
export type IdPhoto = {
  enrolledBy: PhotoOrigin
  enrolledAt: Instant
  jpeg: Buffer
  /** null: none was made yet */
  template: KeptTemplate | null
}

export function createIdPhotosService(ports: { db: Database; clock: Clock; keys: Keys }) {
  const { db, clock, keys } = ports

  const sealTemplate = (personId: PersonId, { version, bytes }: KeptTemplate) => ({
    templateSealed: keys.seal('faceTemplates', bytes, `${personId}/${version}`),
    engineId: version,
  })
  const sealPhoto = (personId: PersonId, jpeg: Uint8Array) =>
    keys.seal('facePictures', Buffer.from(jpeg), `${personId}/idPhoto`)
  const openPhoto = (personId: PersonId, sealed: Buffer) => keys.open('facePictures', sealed, `${personId}/idPhoto`)

  const digestOf = (jpeg: Uint8Array): string => keys.mac('fileDigests', Buffer.from(jpeg)).toString('hex')

  return {
    /** What goes when an attempt or an interview is erased. */
    erase,
    /** Stores what an organiser registered, instead of an earlier one. Runs inside the edit; the template is made when it is first needed. */
    register: (within: Queryable, personId: PersonId, options: { file: string; jpeg: Uint8Array }): Promise<void> =>
      repo.putIdPhoto(within, {
        personId,
        jpegSealed: sealPhoto(personId, options.jpeg),
        // a template of another picture would compare with the wrong face
        templateSealed: null,
        engineId: null,
        file: options.file,
        digest: digestOf(options.jpeg),
        enrolledAt: clock.now(),
        enrolledBy: 'organiser',
      }),

    /** Stores what a candidate took with the camera, for practice, instead of an earlier one. */
    keepFromCamera: (personId: PersonId, jpeg: Uint8Array, template: KeptTemplate): Promise<void> =>
      repo.putIdPhoto(db, {
        personId,
        jpegSealed: sealPhoto(personId, jpeg),
        ...sealTemplate(personId, template),
        file: null,
        digest: digestOf(jpeg),
        enrolledAt: clock.now(),
        enrolledBy: 'camera',
      }),

    keepTemplate: (personId: PersonId, template: KeptTemplate): Promise<void> =>
      repo.updateTemplate(db, personId, sealTemplate(personId, template)),

    async load(personId: PersonId): Promise<IdPhoto | null> {
      const row = await repo.loadIdPhoto(db, personId)
      if (!row) return null
      const { enrolledBy, enrolledAt, templateSealed, engineId } = row
      return {
        enrolledBy,
        enrolledAt,
        jpeg: openPhoto(personId, row.jpegSealed),
        template:
          templateSealed === null || engineId === null
            ? null
            : { version: engineId, bytes: keys.open('faceTemplates', templateSealed, `${personId}/${engineId}`) },
      }
    },

    /** Since when each of them has the photo they have, and where it came from; who has none is left out. */
    enrolments: (
      personIds: readonly PersonId[],
      within: Queryable = db,
    ): Promise<Map<PersonId, { enrolledAt: Instant; enrolledBy: PhotoOrigin }>> =>
      repo.loadEnrolments(within, personIds),

    remove: (within: Queryable, personId: PersonId): Promise<void> => repo.removeIdPhoto(within, personId),

    /** The file that each person's ID photo came from, as the document of an export names it, and what it holds. */
    async files(
      interviewId: InterviewId,
      within: Queryable = db,
    ): Promise<Map<PersonId, { file: string; digest: string }>> {
      const rows = await repo.loadFiles(within, interviewId)
      return new Map(
        rows.flatMap(({ personId, file, digest }) => (file === null ? [] : [[personId, { file, digest }] as const])),
      )
    },

    /** The picture of one person, as it was registered; null: there is none. */
    async jpegOf(within: Queryable, personId: PersonId): Promise<Buffer | null> {
      const row = await repo.loadIdPhoto(within, personId)
      return row ? openPhoto(personId, row.jpegSealed) : null
    },

    /** The pictures of an export, by the path that the document gives them. */
    async exportFiles(interviewId: InterviewId): Promise<Map<string, Buffer>> {
      const files = new Map<string, Buffer>()
      for (const { personId, file } of await repo.loadFiles(db, interviewId)) {
        const row = file === null ? undefined : await repo.loadIdPhoto(db, personId)
        if (row && file !== null) files.set(file, openPhoto(personId, row.jpegSealed))
      }
      return files
    },
  }
}
