// Owns: the document that is in force, read back from the rows, its version, and what an edit must know beside it.
// Never writes, and never gives a personal code: only its hash is known.
import { createHash } from 'node:crypto'
import { canonical, type EditFacts, type SittingFacts } from '@zhishi/core/edits'
import type { InterviewId, PersonId, SittingId } from '@zhishi/core/ids'
import { defaultSettings, presentDocument, type InterviewDocument, type RosterEntry } from '@zhishi/core/interview'
import { rosters } from '../attempts/service.ts'
import type { AttachmentsService } from '../attachments/service.ts'
import type { DrawsService } from '../draws/service.ts'
import type { IdPhotosService } from '../id-photos/service.ts'
import type { CandidatesService } from '../candidates/service.ts'
import type { Queryable } from '../platform/database/database.ts'
import { timesOfSitting } from '../platform/database/sitting-times.ts'
import type { Keys } from '../platform/keys.ts'
import type { QuestionPacks } from '../questions/service.ts'
import { isScored } from '../scoring/service.ts'
import * as repo from './repo.ts'

export type InForce = {
  interviewId: InterviewId
  document: InterviewDocument
  /** changes with every word of the document and every byte of its files */
  version: string
  /** of the files that the document names, by path */
  digests: Map<string, string>
  facts: EditFacts
  personIds: Map<string, PersonId>
  /** by key */
  sittings: Map<string, { id: SittingId; roster: (rosters.RosterRow & { number: string })[] }>
  importedAt: number
}

/** 64 bits of a keyed hash: nobody meets two documents with one version, and it fits a command line. */
const VERSION_DIGITS = 16

export function createInForce(ports: {
  keys: Keys
  candidates: CandidatesService
  draws: DrawsService
  attachments: AttachmentsService
  idPhotos: IdPhotosService
  packs: QuestionPacks
}) {
  const { keys, candidates, draws, attachments, idPhotos, packs } = ports

  function versionOf(document: InterviewDocument, digests: ReadonlyMap<string, string>): string {
    const text = canonical([presentDocument(document), [...digests].sort(([one], [other]) => (one < other ? -1 : 1))])
    const digest = createHash('sha256').update(text).digest('hex')
    return keys.mac('documentVersions', digest).toString('hex').slice(0, VERSION_DIGITS)
  }

  /** @param isLocked inside an edit: nobody edits or is let in until its transaction ends. Null: no such interview. */
  return async function load(
    within: Queryable,
    by: { key: string } | { id: InterviewId },
    isLocked = false,
  ): Promise<InForce | null> {
    const interview = await repo.loadInterview(within, by, isLocked)
    if (!interview) return null
    const interviewId = interview.id as InterviewId
    const everybody = await rosters.load(within, interviewId, isLocked)
    const known = await candidates.exportAll(interviewId, within)
    const photos = await idPhotos.files(interviewId, within)
    const digests = new Map([...photos.values()].map(({ file, digest }) => [file, digest]))
    const sittings: InForce['sittings'] = new Map()
    const facts = new Map<string, SittingFacts>()
    const definitions: InterviewDocument['sittings'] = []
    for (const sitting of await repo.loadSittings(within, interviewId)) {
      const id = sitting.id as SittingId
      const roster = everybody
        .filter((row) => row.sittingId === id)
        .map((row) => {
          const person = known.get(row.personId)
          if (!person) throw new Error(`attempt of unknown person ${row.personId}`)
          return { ...row, number: person.number, person }
        })
      const files = await attachments.definitions(id, within)
      for (const { definition, digest } of files) digests.set(definition.file, digest)
      const times = timesOfSitting(sitting)
      sittings.set(sitting.key, { id, roster })
      facts.set(sitting.key, {
        times,
        isEntered: roster.some((row) => row.isEntered),
        isBegun: roster.some((row) => row.isBegun),
        isHandedOut: roster.some((row) => row.isHandedOut),
        history: new Set(roster.filter((row) => row.hasHistory).map((row) => row.number)),
        // nobody has a lot of a sitting without people: its draw may be made anew
        spareLots: roster.length === 0 ? null : await draws.spareLots(within, id),
      })
      definitions.push({
        key: sitting.key,
        name: sitting.name,
        ...(times.startsAt === null ? {} : { startsAt: times.startsAt }),
        ...(times.selfPaced === null ? {} : { selfPaced: times.selfPaced }),
        // left out where it goes without saying, as in the document it came from
        ...(sitting.isMock === (times.startsAt === null) ? {} : { isMock: sitting.isMock }),
        attachments: files.map(({ definition }) => definition),
        questions: (await packs.read(within, id)).questions,
        roster: roster.map(({ person, personId, post }): RosterEntry => {
          const idPhoto = photos.get(personId)?.file
          return { ...person, ...(post === null ? {} : { post }), ...(idPhoto === undefined ? {} : { idPhoto }) }
        }),
      })
    }
    const { key, name, organiser, timeZone, supportPhone, texts, scoring } = interview
    const document: InterviewDocument = {
      zhishi: 1,
      key,
      name,
      organiser,
      timeZone,
      supportPhone,
      // settings added since the import have their defaults
      settings: { ...defaultSettings, ...interview.settings },
      texts,
      ...(scoring === null ? {} : { scoring }),
      sittings: definitions,
    }
    return {
      interviewId,
      document,
      version: versionOf(document, digests),
      digests,
      facts: { sittings: facts, isScored: await isScored(within, interviewId) },
      personIds: new Map([...known].map(([id, { number }]) => [number, id])),
      sittings,
      importedAt: interview.importedAt,
    }
  }
}
