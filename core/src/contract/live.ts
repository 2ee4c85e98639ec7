// Owns: what a member of staff sees while something is being recorded: stills of many attempts, and how far the newest part
// of each feed of one attempt has come.
// Never carries a byte of a recording but by range.
import { z } from 'zod'
import { attemptId, liveViewId, partId } from '../ids/index.ts'
import { feed, stillJpeg } from '../recording/index.ts'
import { instant } from '../time/index.ts'
import { ofAttempt, ofPart, ofSitting, type Endpoints } from './endpoint.ts'

/** How many attempts a wall asks for at once: more than fit on a screen. */
export const WALL_PAGE_MAX = 60

/** A view that was not asked for so long is over: two long polls, and a line that was away for a moment. */
export const LIVE_VIEW_LASTS_MS = 30_000

/**
 * A part that grows is reported no sooner than this after the last report. Slices come once a second (docs/recording.md#pace): a
 * whole second here would miss every other slice by a little, and report it a second late.
 */
export const LIVE_REPORT_EVERY_MS = 750

/** The most that one answer holds of a part: half a minute of the evidence camera. */
export const LIVE_BYTES_MAX = 2_097_152

/** A look at a sitting: which attempts are on the screen, and what of them is known already. */
export const wallAsk = z.strictObject({
  viewId: liveViewId,
  attemptIds: z.array(attemptId).max(WALL_PAGE_MAX),
  /** stills that came after this; null: all */
  after: instant.nullable(),
})

/** The newest still of each feed of the attempts, where it is newer than what is known. Stills are not evidence. */
export const wallView = z
  .object({
    serverNow: instant,
    stills: z.array(z.object({ attemptId, feed, receivedAt: instant, jpeg: stillJpeg })),
  })
  .meta({ id: 'Wall' })
export type WallView = z.infer<typeof wallView>
export type Still = WallView['stills'][number]

/** Stills that stayed because a notice was near (`stillsNear` says which belongs to which). They are not evidence. */
export const noticeStillsView = z
  .object({
    stills: z.array(z.object({ feed, receivedAt: instant, jpeg: stillJpeg })),
    /** no more are kept of this attempt: later notices have none */
    isFull: z.boolean(),
  })
  .meta({ id: 'NoticeStills' })
export type NoticeStillsView = z.infer<typeof noticeStillsView>

/** What a viewer has of a part; `reportedAt`: `serverNow` of the answer it knows this from. */
const knownPart = z.strictObject({
  partId,
  bytes: z.int(),
  generation: z.int(),
  isSealed: z.boolean(),
  reportedAt: instant,
})
export type KnownPart = z.infer<typeof knownPart>

/** A look at an attempt. With `known` the answer waits until there is something else to tell, or some seconds. */
export const liveAsk = z.strictObject({ viewId: liveViewId, known: z.array(knownPart).max(3).nullable() })

/** Where in a part a player can begin: with its head, then from the first byte of a cluster. */
export const livePosition = z.object({
  headBytes: z.int(),
  offset: z.int(),
  /** of the cluster, from the beginning of the part */
  atMs: z.number(),
})
export type LivePosition = z.infer<typeof livePosition>

export const livePart = z.object({
  partId,
  feed,
  mime: z.string(),
  startedAt: instant,
  bytes: z.int(),
  generation: z.int(),
  isSealed: z.boolean(),
  /** false: no WebM (Safari writes MP4): can be played once it is sealed */
  canFollow: z.boolean(),
  /** where to begin for the newest picture, of a part that is not among the known; null: nowhere yet */
  join: livePosition.nullable(),
})
export type LivePart = z.infer<typeof livePart>

/** The newest part of each feed that has bytes. */
export const liveView = z.object({ serverNow: instant, parts: z.array(livePart) }).meta({ id: 'LiveView' })
export type LiveView = z.infer<typeof liveView>

export const liveEndpoints = {
  sendStill: {
    method: 'POST',
    path: '/api/stills/:feed',
    summary: 'The newest small picture of a feed, as JPEG; replaces the one before; not evidence',
    callers: ['grant'],
    cost: 'media',
    params: z.strictObject({ feed }),
    refusals: [
      'grantRefused',
      'foreignPart',
      'newPartsStopped',
      'notFound',
      'tooLarge',
      'tooManyTries',
      'unsupportedMediaType',
      'unavailable',
    ],
    isRaw: true,
  },
  lookAtWall: {
    method: 'POST',
    path: '/api/sittings/:sittingId/wall',
    summary: 'Stills of attempts of a sitting; the first look of each view is audited',
    callers: ['staff'],
    cost: 'media',
    action: 'lookAtWall',
    params: ofSitting,
    body: wallAsk,
    response: wallView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound'],
  },
  lookAtNoticeStills: {
    method: 'POST',
    path: '/api/attempts/:attemptId/notice-stills',
    summary: 'Stills that stayed because a device noticed something near them; not evidence; each look is audited',
    callers: ['staff'],
    cost: 'heavy',
    action: 'lookAtRecordings',
    params: ofAttempt,
    response: noticeStillsView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'unavailable'],
  },
  lookLive: {
    method: 'POST',
    path: '/api/attempts/:attemptId/live',
    summary:
      'How far the recordings of an attempt have come, told when they grow; the first look of each view is audited',
    callers: ['staff'],
    cost: 'media',
    action: 'lookAtRecordings',
    params: ofAttempt,
    body: liveAsk,
    response: liveView,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'unavailable'],
  },
  findLivePosition: {
    method: 'POST',
    path: '/api/parts/:partId/live-position',
    summary: 'Where in a growing part a player can begin to show a time; for somebody who looks at its attempt now',
    callers: ['staff'],
    cost: 'light',
    action: 'lookAtRecordings',
    params: ofPart,
    body: z.strictObject({ atMs: z.number().min(0) }),
    response: z.object({ position: livePosition.nullable() }),
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'viewNeeded', 'unavailable'],
  },
  readLiveBytes: {
    method: 'GET',
    path: '/api/parts/:partId/bytes',
    summary: 'One HTTP range of the bytes of a part, also while it grows; for somebody who looks at its attempt now',
    callers: ['staff'],
    cost: 'media',
    action: 'lookAtRecordings',
    params: ofPart,
    refusals: ['signInNeeded', 'notAllowed', 'notFound', 'viewNeeded', 'unavailable'],
    isRaw: true,
  },
} as const satisfies Endpoints
