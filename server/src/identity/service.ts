// Owns: who is there (step 3 人脸登录): tries of the face login, and the queue of those a person looks at.
// Never locks anybody out: what the machine does not clearly confirm, a proctor decides. Never logs a picture or a
// template, and never shows a candidate how near a face was.
import PQueue from 'p-queue'
import type {
  FaceAnswer,
  FaceReason,
  FaceView,
  IdentityPicture,
  IdentityRow,
  IdentityView,
} from '@zhishi/core/contract'
import { may } from '@zhishi/core/access'
import type { AttemptId, StaffId } from '@zhishi/core/ids'
import { countsAsIdPhoto, mayTakeIdPhoto } from '@zhishi/core/process'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import type { AttemptsService, LoadedAttempt } from '../attempts/service.ts'
import type { AuditService } from '../audit/service.ts'
import type { IdPhoto, IdPhotosService } from '../id-photos/service.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Queryable } from '../platform/database/database.ts'
import type { Comparison, FaceEngine } from '../platform/face-engine/face-engine.ts'
import { decodeTemplate, encodeTemplate } from '../platform/face-engine/template.ts'
import { actingAs, type CandidateCaller, type StaffCaller } from '../platform/http/caller.ts'
import type { Keys } from '../platform/keys.ts'
import { erase } from './erase.ts'
import { isMendable, wordsFor } from './reasons.ts'
import * as repo from './repo.ts'

type Frame = { view: FaceView; jpeg: Uint8Array }

/** A page tries once and asks again with the same id; more come from something that is no page. */
const LOOKS_WAITING_MAX = 4
/** The engine answers a login in about a second of a core; a full queue is empty again after a few. */
const BUSY_RETRY_S = 5
/** A try that ended in `again` may be repeated, but not faster than the engine can look. */
const PAUSE_BETWEEN_TRIES_MS = 1500

export type IdentityService = ReturnType<typeof createIdentityService>

export function createIdentityService(ports: {
  db: Database
  clock: Clock
  keys: Keys
  audit: AuditService
  attempts: AttemptsService
  idPhotos: IdPhotosService
  /** starts the engine, or gives the one that runs; null: there is none on this machine, people look at everybody */
  faceEngine: () => Promise<FaceEngine | null>
}) {
  const { db, clock, keys, audit, attempts, idPhotos, faceEngine } = ports
  /** tries under way, one after the other for each attempt */
  const looking = new Map<AttemptId, PQueue>()

  const sealPicture = (jpeg: Uint8Array, context: string) => keys.seal('facePictures', Buffer.from(jpeg), context)

  /** What the face of this attempt is compared with; null: nothing, so a person looks. */
  async function idPhotoOf({ personId, sitting }: LoadedAttempt): Promise<IdPhoto | null> {
    const photo = await idPhotos.load(personId)
    return photo && countsAsIdPhoto(photo.enrolledBy, sitting) ? photo : null
  }

  /** A picture as it is now, and since when it has been that one. */
  async function openPicture(
    loaded: LoadedAttempt,
    which: IdentityPicture,
  ): Promise<{ jpeg: Buffer; takenAt: Instant } | null> {
    if (which === 'idPhoto') {
      const photo = await idPhotoOf(loaded)
      return photo && { jpeg: photo.jpeg, takenAt: photo.enrolledAt }
    }
    const { id } = loaded
    const row = await repo.loadPicture(db, id, which)
    return row ? { jpeg: keys.open('facePictures', row.jpegSealed, `${id}/${which}`), takenAt: row.takenAt } : null
  }

  /** The template of an attempt's ID photo, made where there is none yet or another engine made it. */
  async function templateOf(loaded: LoadedAttempt, engine: FaceEngine) {
    const photo = await idPhotoOf(loaded)
    if (!photo) return null
    const version = `${engine.id}/${engine.modelHash}`
    if (photo.template?.version === version) return decodeTemplate(photo.template.bytes)
    const enrolled = await engine.enrol(photo.jpeg, photo.enrolledBy === 'camera' ? 'camera' : 'portrait')
    if (!enrolled.ok) return null
    await idPhotos.keepTemplate(loaded.personId, { version, bytes: encodeTemplate(enrolled.value) })
    return enrolled.value
  }

  async function keepPictures(attemptId: AttemptId, frames: readonly Frame[], bestFront: number): Promise<void> {
    const fronts = frames.filter((frame) => frame.view === 'front')
    const kept = [
      ...((fronts[bestFront] ?? fronts[0]) ? [fronts[bestFront] ?? fronts[0]!] : []),
      ...frames.filter((frame) => frame.view !== 'front'),
    ]
    const takenAt = clock.now()
    for (const { view, jpeg } of kept) {
      await repo.putPicture(db, { attemptId, view, jpegSealed: sealPicture(jpeg, `${attemptId}/${view}`), takenAt })
    }
  }

  /** What the machine says of the frames; null: no machine or no ID photo, so a person looks. */
  async function look(loaded: LoadedAttempt, frames: readonly Frame[]): Promise<Result<Comparison | null>> {
    const engine = await faceEngine()
    const template = engine && (await templateOf(loaded, engine))
    if (!engine || !template) return accept(null)
    const compared = await engine.compare(
      template,
      frames.filter((frame) => frame.view === 'front').map((frame) => frame.jpeg),
    )
    if (compared.ok) return accept(compared.value)
    if (compared.reason === 'busy') return refuse('tooManyTries', { retryAfterS: BUSY_RETRY_S })
    if (compared.reason === 'unavailable' || compared.reason === 'otherEngine') return accept(null)
    return refuse('malformed', { problems: [{ path: '/frames', message: compared.reason }] })
  }

  async function answerFor(
    loaded: LoadedAttempt,
    comparison: Comparison | null,
  ): Promise<Result<{ answer: FaceAnswer; reasons: FaceReason[] }>> {
    const { id } = loaded
    const { faceTries: limit } = loaded.attempt.settings.signIn
    const reasons = comparison ? wordsFor(comparison.reasons) : []
    const left = (tries: number) => Math.max(0, limit - tries)
    const tries = loaded.attempt.facts.faceTries
    if (comparison?.verdict === 'refused' && isMendable(reasons)) {
      return accept({ answer: { result: 'again', reasons, triesLeft: left(tries) }, reasons })
    }
    const done = comparison
      ? await attempts.commandAsSystem(
          id,
          { kind: 'confirmIdentity' },
          { evidence: { faceMatched: comparison.verdict === 'same' } },
        )
      : await attempts.commandAsSystem(id, { kind: 'askForPerson' })
    if (!done.ok) return done
    const { identityConfirmedAt, identityToCheckAt, faceTries } = done.value.attempt.facts
    const result = identityConfirmedAt === null || identityToCheckAt !== null ? 'person' : 'same'
    return accept({
      answer: { result, reasons: result === 'same' ? [] : reasons, triesLeft: left(faceTries) },
      reasons,
    })
  }

  async function tryOnce(
    id: AttemptId,
    caller: CandidateCaller,
    asked: { tryId: string; frames: readonly Frame[] },
  ): Promise<Result<FaceAnswer>> {
    const admitted = await attempts.admitTo('signIn', id, caller)
    if (!admitted.ok) return admitted
    const before = await repo.loadTry(db, asked.tryId)
    if (before) return before.attemptId === id ? accept(before.answer) : refuse('notFound')
    const { facts, settings } = admitted.value.attempt
    if (facts.consentedAt === null) return refuse('identityNeeded')
    const isSettled = facts.identityConfirmedAt !== null && facts.identityToCheckAt === null
    if (isSettled) return accept({ result: 'same', reasons: [], triesLeft: 0 })
    if (facts.faceTries >= settings.signIn.faceTries) return refuse('triesUsedUp')
    const newest = await repo.loadNewestTry(db, id)
    if (newest && clock.now() - newest.triedAt < PAUSE_BETWEEN_TRIES_MS)
      return refuse('tooManyTries', { retryAfterS: 2 })

    const looked = await look(admitted.value, asked.frames)
    if (!looked.ok) return looked
    const comparison = looked.value
    await keepPictures(id, asked.frames, comparison?.bestFrame ?? 0)
    const judged = await answerFor(admitted.value, comparison)
    if (!judged.ok) return judged
    const { answer, reasons } = judged.value
    const distance = comparison?.distance ?? null
    await repo.insertTry(db, {
      id: asked.tryId,
      attemptId: id,
      triedAt: clock.now(),
      answer,
      reasons,
      distanceThousandths: distance === null ? null : Math.round(distance * 1000),
    })
    return accept(answer)
  }

  return {
    /** What goes when an attempt or an interview is erased. */
    erase,
    /** Where the identity of an attempt stands, for its candidate. */
    async view(id: AttemptId, caller: CandidateCaller): Promise<Result<IdentityView>> {
      const visible = await attempts.actingOn(caller, id, 'readAttempt')
      const loaded = visible ? await attempts.load(id) : null
      if (!loaded) return refuse('notFound')
      const { facts, settings } = loaded.attempt
      const photo = await idPhotos.load(loaded.personId)
      const waiting = facts.identityAskedAt === null ? [] : await repo.loadWaiting(db)
      const place = waiting.findIndex((one) => one.attemptId === id)
      return accept({
        face: settings.signIn.face,
        hasIdPhoto: photo !== null && countsAsIdPhoto(photo.enrolledBy, loaded.sitting),
        mayEnrolFromCamera: mayTakeIdPhoto(settings, loaded.sitting, photo?.enrolledBy ?? null),
        isEngineAvailable: (await faceEngine()) !== null,
        triesLeft: Math.max(0, settings.signIn.faceTries - facts.faceTries),
        consentedAt: facts.consentedAt,
        askedAt: facts.identityAskedAt,
        ahead: place === -1 ? null : place,
        refusedReason: facts.identityRefusedReason,
        confirmedAt: facts.identityConfirmedAt,
      })
    },

    /** Takes an ID photo from the camera, in a mock. Gives what is wrong with the picture; empty: it is kept. */
    async enrolFromCamera(
      id: AttemptId,
      caller: CandidateCaller,
      jpeg: Uint8Array,
    ): Promise<Result<{ reasons: FaceReason[] }>> {
      const admitted = await attempts.admitTo('signIn', id, caller)
      if (!admitted.ok) return admitted
      const { personId, attempt, sitting } = admitted.value
      const before = await idPhotos.load(personId)
      if (!mayTakeIdPhoto(attempt.settings, sitting, before?.enrolledBy ?? null)) return refuse('notAllowed')
      if (attempt.facts.consentedAt === null) return refuse('identityNeeded')
      const engine = await faceEngine()
      if (!engine) return refuse('unavailable', { retryAfterS: BUSY_RETRY_S })
      const enrolled = await engine.enrol(jpeg, 'camera')
      if (!enrolled.ok) {
        if (enrolled.reason === 'busy') return refuse('tooManyTries', { retryAfterS: BUSY_RETRY_S })
        if (enrolled.reason === 'unavailable') return refuse('unavailable', { retryAfterS: BUSY_RETRY_S })
        return accept({ reasons: enrolled.reason === 'unfitPortrait' ? wordsFor(enrolled.flags) : ['unreadable'] })
      }
      const version = `${engine.id}/${engine.modelHash}`
      await idPhotos.keepFromCamera(personId, jpeg, { version, bytes: encodeTemplate(enrolled.value) })
      await audit.append({
        actorRole: 'candidate',
        actorId: personId,
        action: 'idPhotoEnrolled',
        subject: { attemptId: id },
      })
      return accept({ reasons: [] })
    },

    /** One try of the face login. A repeated `tryId` gets its first answer. */
    async tryFace(
      id: AttemptId,
      caller: CandidateCaller,
      asked: { tryId: string; frames: readonly Frame[] },
    ): Promise<Result<FaceAnswer>> {
      const admitted = await attempts.admitTo('signIn', id, caller)
      if (!admitted.ok) return admitted
      // eighty at once are one after the other: what is counted and paused is known before the next begins
      const queue = looking.get(id) ?? new PQueue({ concurrency: 1 })
      if (queue.size >= LOOKS_WAITING_MAX) return refuse('tooManyTries', { retryAfterS: BUSY_RETRY_S })
      looking.set(id, queue)
      try {
        return await queue.add(() => tryOnce(id, caller, asked))
      } finally {
        if (queue.size + queue.pending === 0) looking.delete(id)
      }
    },

    /** Those whom a proctor confirms by looking, the longest waiting first. */
    async queue(caller: StaffCaller): Promise<IdentityRow[]> {
      const waiting = await repo.loadWaiting(db)
      const ids = waiting.map((one) => one.attemptId)
      const [briefs, views, enrolments] = await Promise.all([
        attempts.brief(ids),
        repo.loadPictureViews(db, ids),
        idPhotos.enrolments(waiting.map((one) => one.personId)),
      ])
      const rows = await Promise.all(
        waiting.map(async ({ attemptId, personId, askedAt, faceTries }) => {
          const brief = briefs.get(attemptId)
          if (brief?.phase !== 'checkIn' || !may(caller, 'compareIdentity', brief)) return null
          const newest = await repo.loadNewestTry(db, attemptId)
          const photo = enrolments.get(personId)
          const enrolledAt = photo && countsAsIdPhoto(photo.enrolledBy, brief) ? photo.enrolledAt : undefined
          const taken = views.filter((one) => one.attemptId === attemptId)
          const pictures: IdentityPicture[] = [
            ...(enrolledAt === undefined ? [] : ['idPhoto' as const]),
            ...taken.map((one) => one.view),
          ]
          const { maskedName, maskedNumber, sittingName, startsAt } = brief
          const distance = newest?.distanceThousandths ?? null
          return {
            attemptId,
            maskedName,
            maskedNumber,
            sittingName,
            startsAt,
            askedAt,
            faceTries,
            pictures,
            picturesAt: Math.max(enrolledAt ?? 0, ...taken.map((one) => one.takenAt)),
            reasons: newest?.reasons ?? [],
            distance: distance === null ? null : distance / 1000,
          }
        }),
      )
      return rows.filter((row) => row !== null)
    },

    /** Which pictures of the candidate, as they are now, this member of staff was shown. */
    async picturesSeen(
      { id, personId, sitting }: LoadedAttempt,
      by: StaffId,
      within: Queryable,
    ): Promise<IdentityPicture[]> {
      const now = new Map<IdentityPicture, Instant>()
      for (const { view, takenAt } of await repo.loadPictureViews(within, [id])) now.set(view, takenAt)
      const photo = (await idPhotos.enrolments([personId], within)).get(personId)
      if (photo && countsAsIdPhoto(photo.enrolledBy, sitting)) now.set('idPhoto', photo.enrolledAt)
      const looks = await audit.looksAtIdentity(by, id, within)
      return [...now].flatMap(([picture, takenAt]) =>
        looks.some((look) => look['picture'] === picture && look['takenAt'] === takenAt) ? [picture] : [],
      )
    },

    /** A picture for the proctor's eyes. The look is written down before the bytes go out. */
    async picture(id: AttemptId, which: IdentityPicture, caller: StaffCaller): Promise<Buffer | null> {
      const loaded = await attempts.load(id)
      const by = loaded && actingAs(caller, 'compareIdentity', loaded.attempt)
      if (!by) return null
      const picture = await openPicture(loaded, which)
      if (!picture) return null
      await audit.append({
        actorRole: by.role,
        actorId: by.id,
        action: 'identityLookedAt',
        // which one it was: another may be taken while this is on somebody's screen (`picturesSeen`)
        subject: { attemptId: id, picture: which, takenAt: picture.takenAt },
      })
      return picture.jpeg
    },
  }
}
