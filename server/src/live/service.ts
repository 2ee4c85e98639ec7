// Owns: what staff see while it is being recorded: stills on the wall, and recordings as they grow.
// Never decides who may look at an attempt (the attempts feature does), and shows nothing before the look is written down.
import {
  LIVE_REPORT_EVERY_MS,
  LIVE_VIEW_LASTS_MS,
  type KnownPart,
  type LivePart,
  type LivePosition,
  type LiveView,
  type NoticeStillsView,
  type WallView,
} from '@zhishi/core/contract'
import type { AttemptId, LiveViewId, PartId, SittingId, StaffId } from '@zhishi/core/ids'
import {
  isNear,
  NOTICE_STILLS_MAX,
  sizeOfJpeg,
  STILL_EVERY_MS,
  STILL_KEPT_MS,
  STILL_MAX_PIXELS,
  STILL_NEAR_MS,
  STILL_NOT_BEFORE_MS,
  type Feed,
  type GrantClaims,
} from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import type { Instant } from '@zhishi/core/time'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AuditService } from '../audit/service.ts'
import type { BlobStore } from '../platform/blob-store/blob-store.ts'
import type { Clock } from '../platform/clock.ts'
import { isReferenceMissing, type Database } from '../platform/database/database.ts'
import type { LocalEvents } from '../platform/events.ts'
import type { Keys } from '../platform/keys.ts'
import type { Lateness } from '../platform/lateness.ts'
import type { Part, RecordingsService } from '../recordings/service.ts'
import { erase } from './erase.ts'
import { createLivePositions } from './positions.ts'
import * as stillsRepo from './stills-repo.ts'
import { deleteViewsBefore } from './views-repo.ts'
import { createViews } from './views.ts'

export type LiveService = ReturnType<typeof createLiveService>
/** A member of staff on one page. */
export type Viewer = { role: string; staffId: StaffId; viewId: LiveViewId }

/** How often a waiting view looks whether something has come: a fifth of the recorder's slice. */
const CHECK_EVERY_MS = 200
/** A page's questions wait 10 s at most for their answer (client/call.ts). */
const WAIT_MAX_MS = 8000

/** Behind by 35 ms on average with 1,000 candidates on two cores; uploads wait from 500 ms on (recordings/upload/overload.ts). */
const STILLS_WAIT_MS = 100

/** Recorders of Chromium and Firefox write it; of what Safari writes nothing can be played before its end. */
const FOLLOWED = /^video\/(webm|x-matroska)/

export function createLiveService(ports: {
  db: Database
  /** a connection of its own for stills: they are many, and must keep neither a candidate nor a receipt waiting */
  stillsDb: Database
  clock: Clock
  keys: Keys
  audit: AuditService
  blobStore: BlobStore
  recordings: Pick<RecordingsService, 'findPart' | 'newestParts' | 'isGrantStopped'>
  lateness: Lateness
  events: Pick<LocalEvents, 'on'>
}) {
  const { db, clock, keys, audit, recordings } = ports
  const views = createViews(ports)
  const places = createLivePositions(ports)
  const putStill = stillsRepo.createPuttingStills(ports.stillsDb)

  /** Before the body: stills are the first that go without where this process is behind; none is evidence. */
  const admitStill = (): Result<null> =>
    ports.lateness.nowMs() < STILLS_WAIT_MS
      ? accept(null)
      : refuse('unavailable', { retryAfterS: STILL_EVERY_MS / 1000 })

  const contextOf = (attemptId: AttemptId, feed: Feed): string => `still/${attemptId}/${feed}`

  /** Waits until something else is to be told than what is known, or for some seconds. */
  async function news(attemptId: AttemptId, known: readonly KnownPart[], signal: AbortSignal): Promise<Part[]> {
    let parts = await recordings.newestParts(attemptId)
    for (let waitedMs = 0; waitedMs < WAIT_MAX_MS && !isNews(parts, known, clock.now()); waitedMs += CHECK_EVERY_MS) {
      await sleep(CHECK_EVERY_MS)
      if (signal.aborted) break
      parts = await recordings.newestParts(attemptId)
    }
    return parts
  }

  async function present(part: Part, known: readonly KnownPart[]): Promise<LivePart> {
    const { id: partId, line, mime, startedAt, bytes, generation } = part
    const canFollow = FOLLOWED.test(mime)
    const isKnown = known.some((one) => one.partId === partId && one.generation === generation)
    return {
      partId,
      feed: line as Feed,
      mime,
      startedAt,
      bytes,
      generation,
      isSealed: part.sealedAt !== null,
      canFollow,
      join: canFollow && !isKnown ? await places.newest(part) : null,
    }
  }

  /** A part of an attempt that this member of staff looks at now. */
  async function seen(staffId: StaffId, part: Part): Promise<Result<Part>> {
    return (await views.has(staffId, part.attemptId)) ? accept(part) : refuse('viewNeeded')
  }

  /**
   * Devices of an attempt noticed something at these instants, by their own account. What is near stays; where the notice
   * comes so late that nothing near it is here any more, nothing does.
   */
  async function keepNear(attemptId: AttemptId, claimedAt: readonly Instant[]): Promise<void> {
    const now = clock.now()
    const fresh = claimedAt.filter((at) => isNear(now, at))
    if (fresh.length === 0) return
    const sinceAt = Math.min(...fresh) - STILL_NEAR_MS
    const untilAt = Math.max(...fresh) + STILL_NEAR_MS
    await stillsRepo.keepStills(db, { attemptId, sinceAt, untilAt })
  }

  // a receipt of the journal waits for it: the next still takes the place of the one that is kept
  ports.events.on('devicesNoticed', ({ attemptId, noticed }) =>
    keepNear(
      attemptId,
      noticed.map(({ claimedAt }) => claimedAt),
    ),
  )

  return {
    /** What goes when an attempt or an interview is erased. */
    erase,
    loadViewedLive: views.loadViewedLive,
    findPart: (id: PartId) => recordings.findPart(id),
    admitStill,

    /** Takes a still in the place of the one before. Refuses what is no small JPEG, and one that comes too soon. */
    async takeStill(claims: GrantClaims, feed: Feed, jpeg: Buffer): Promise<Result<null>> {
      const { attemptId, grantId } = claims
      if (!claims.lines.includes(feed)) return refuse('foreignPart')
      const size = sizeOfJpeg(jpeg)
      if (!size) return refuse('unsupportedMediaType')
      if (Math.max(size.width, size.height) > STILL_MAX_PIXELS) return refuse('tooLarge')
      const receivedAt = clock.now()
      const jpegSealed = keys.seal('stills', jpeg, contextOf(attemptId, feed))
      try {
        if (await putStill({ attemptId, feed, jpegSealed, receivedAt, grantId })) return accept(null)
      } catch (error) {
        if (isReferenceMissing(error)) return refuse('notFound')
        throw error
      }
      if (await recordings.isGrantStopped(claims)) return refuse('newPartsStopped')
      return refuse('tooManyTries', { retryAfterS: Math.ceil(STILL_NOT_BEFORE_MS / 1000) })
    },

    /** What stayed of an attempt; the look is in the audit log before any of it is read. */
    async noticeStills(who: { role: string; staffId: StaffId }, attemptId: AttemptId): Promise<NoticeStillsView> {
      const { role: actorRole, staffId: actorId } = who
      await audit.append({ actorRole, actorId, action: 'noticeStillsLookedAt', subject: { attemptId } })
      const rows = await stillsRepo.loadNoticeStills(db, attemptId)
      return {
        stills: rows.map(({ feed, receivedAt, jpegSealed }) => ({
          feed,
          receivedAt,
          jpeg: keys.open('stills', jpegSealed, contextOf(attemptId, feed)).toString('base64'),
        })),
        isFull: rows.length >= NOTICE_STILLS_MAX,
      }
    },

    async wall(
      viewer: Viewer,
      sittingId: SittingId,
      asked: { attemptIds: readonly AttemptId[]; after: Instant | null },
    ): Promise<Result<WallView>> {
      const { viewId: id, staffId, role } = viewer
      if (!(await views.open({ id, staffId, attemptId: null, sittingId }, role))) return refuse('notFound')
      const rows = await stillsRepo.loadStills(db, { sittingId, ...asked })
      return accept({
        serverNow: clock.now(),
        stills: rows.map(({ attemptId, feed, jpegSealed, receivedAt }) => ({
          attemptId,
          feed,
          receivedAt,
          jpeg: keys.open('stills', jpegSealed, contextOf(attemptId, feed)).toString('base64'),
        })),
      })
    },

    /** @param signal aborted when nobody waits for the answer any more */
    async look(
      viewer: Viewer,
      attemptId: AttemptId,
      known: readonly KnownPart[] | null,
      signal: AbortSignal,
    ): Promise<Result<LiveView>> {
      const { viewId: id, staffId, role } = viewer
      if (!(await views.open({ id, staffId, attemptId, sittingId: null }, role))) return refuse('notFound')
      const parts = known === null ? await recordings.newestParts(attemptId) : await news(attemptId, known, signal)
      const shown = await Promise.all(parts.map((part) => present(part, known ?? [])))
      return accept({ serverNow: clock.now(), parts: shown })
    },

    /** Where to begin to show a time of the part. Refuses `viewNeeded`. */
    async findPosition(staffId: StaffId, part: Part, atMs: number): Promise<Result<{ position: LivePosition | null }>> {
      const found = await seen(staffId, part)
      if (!found.ok) return found
      return accept({ position: FOLLOWED.test(part.mime) ? await places.before(part, atMs) : null })
    },

    /** Bytes of a part, from the blob store. Refuses `viewNeeded`. */
    async bytes(
      staffId: StaffId,
      part: Part,
      range: { from: number; to: number },
    ): Promise<Result<AsyncIterable<Uint8Array>>> {
      const found = await seen(staffId, part)
      if (!found.ok) return found
      return accept(ports.blobStore.read({ attemptId: part.attemptId, partId: part.id }, range))
    },

    /** Removes stills that nothing followed, and views that are long over. */
    async prune(): Promise<void> {
      const now = clock.now()
      await stillsRepo.deleteStillsBefore(db, now - STILL_KEPT_MS)
      await deleteViewsBefore(db, now - LIVE_VIEW_LASTS_MS)
    },
  }
}

/** That a part grew is not told too often; that one is new, sealed or lost bytes, at once. */
function isNews(parts: readonly Part[], known: readonly KnownPart[], now: Instant): boolean {
  return parts.some((part) => {
    const before = known.find((one) => one.partId === part.id)
    if (!before || before.generation !== part.generation || before.isSealed !== (part.sealedAt !== null)) return true
    return before.bytes !== part.bytes && now - before.reportedAt >= LIVE_REPORT_EVERY_MS
  })
}
