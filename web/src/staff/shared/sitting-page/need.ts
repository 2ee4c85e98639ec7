// Owns: which attempts need a person, and the order of the staff table: need first, then how far, then number.
// Pure. Never decides anything about an attempt, and never hides one.
import type { AttemptRow, FeedAlarm } from '@zhishi/core/contract'
import type { Phase } from '@zhishi/core/process'
import { BEAT_INTERVAL_MS } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import { isAbsent } from '@zhishi/core/watch'

/** In the order in which a person is needed. */
export const NEEDS = [
  'notRecording',
  'answeringSilent',
  'answeringBare',
  'heldBack',
  'noticed',
  'notEntered',
  'handingInSilent',
  'waitingSilent',
  'handingIn',
  'handedInOpen',
] as const
export type NeedKind = (typeof NEEDS)[number]

/**
 * `sinceAt`: since when a feed is not recorded or held back, the last beat of the silent ones, or when the notice arrived; null: there was
 * none, or it is about none of these.
 */
export type Need =
  | { kind: Exclude<NeedKind, 'notRecording'>; sinceAt: Instant | null }
  | { kind: 'notRecording'; sinceAt: Instant; feeds: readonly FeedAlarm[] }

/** What a candidate is waiting for a person to do; `identityCheck`: what a proctor still has to look at, whoever waits. */
export const WAITS = ['identity', 'help', 'handOver', 'identityCheck'] as const
export type WaitKind = (typeof WAITS)[number]
export type Wait = { kind: WaitKind; sinceAt: Instant }

/** Worth watching, but it is on its way: nobody has to do anything yet. */
export function isMild({ kind }: Need): boolean {
  return kind === 'handingIn' || kind === 'handedInOpen'
}

/** Two beats missed, and a table that may be two seconds old. */
export const BEAT_IS_FRESH_MS = 2 * BEAT_INTERVAL_MS + 2000

/** A proctor who walks through the table sees everybody once in so long; what is older is found in the column of notices. */
export const NOTICE_IS_NEW_MS = 120_000

/** Without a need: who answers now first, who is out of it last. */
const PHASE_ORDER: readonly Phase[] = [
  'answering',
  'handingIn',
  'waiting',
  'checkIn',
  'before',
  'missed',
  'handedIn',
  'withdrawn',
  'removed',
  'voided',
]

/** What a computer must be recording while its candidate answers. */
const ANSWERING_LINES = ['camera', 'screen'] as const

/** What of an attempt needs a person at `now` (server time); null: nothing. */
export function needOf(it: AttemptRow, now: Instant): Need | null {
  const held = heldBack(it)
  const isSilent = it.lastBeatAt === null || now - it.lastBeatAt > BEAT_IS_FRESH_MS
  const silent = (kind: SilentKind): Need | null => (isSilent ? { kind, sinceAt: it.lastBeatAt } : null)
  switch (it.phase) {
    case 'answering':
      return (
        notRecording(it) ??
        silent('answeringSilent') ??
        (isBare(it) ? { kind: 'answeringBare', sinceAt: null } : (held ?? newNotice(it, now)))
      )
    case 'waiting':
      return notRecording(it) ?? silent('waitingSilent') ?? held ?? newNotice(it, now)
    case 'handingIn':
      return silent('handingInSilent') ?? held ?? { kind: 'handingIn', sinceAt: null }
    case 'handedIn':
      if (held) return held
      return it.recordings.some((line) => line.sealedParts < line.parts)
        ? { kind: 'handedInOpen', sinceAt: null }
        : null
    case 'before':
    case 'checkIn':
      return held ?? (isAbsent(it, now) ? { kind: 'notEntered', sinceAt: null } : null)
    case 'missed':
    case 'withdrawn':
    case 'removed':
    case 'voided':
      return held
  }
}

type SilentKind = 'answeringSilent' | 'waitingSilent' | 'handingInSilent'

/** Feeds whose device is heard and which do not record. Who is not heard at all is silent: that says more. */
function notRecording({ notRecording: feeds }: AttemptRow): Need | null {
  const heard = feeds.filter(({ cause }) => cause !== 'noBeats')
  if (heard.length === 0) return null
  return { kind: 'notRecording', sinceAt: Math.min(...heard.map(({ sinceAt }) => sinceAt)), feeds: heard }
}

/** Devices keep what was recorded until somebody raises the upload budget; in any phase, because recordings come late too. */
function heldBack({ held }: AttemptRow): Need | null {
  return held.length === 0 ? null : { kind: 'heldBack', sinceAt: Math.min(...held.map(({ sinceAt }) => sinceAt)) }
}

/** Good news is no need, and what a device wrote long ago counts from when it arrived. */
function newNotice({ notices: { last } }: AttemptRow, now: Instant): Need | null {
  if (last === null || last.kind === 'networkBack' || now - last.arrivedAt > NOTICE_IS_NEW_MS) return null
  return { kind: 'noticed', sinceAt: last.arrivedAt }
}

function isBare(it: AttemptRow): boolean {
  return ANSWERING_LINES.some((needed) => !it.recordings.some(({ line, bytes }) => line === needed && bytes > 0))
}

/** Phases in which another computer could still take over. */
const HAND_OVER_PHASES: readonly Phase[] = ['checkIn', 'waiting', 'answering', 'handingIn']

/** What the candidate of this attempt waits for, the longest wait first. */
export function waitsOf(it: AttemptRow): Wait[] {
  const since: Record<WaitKind, Instant | null> = {
    identity: it.identityAskedAt,
    help: it.helpWaitingSince,
    handOver: HAND_OVER_PHASES.includes(it.phase) ? it.otherDeviceSince : null,
    identityCheck: it.identityCheck?.state === 'toCheck' ? it.identityCheck.sinceAt : null,
  }
  return WAITS.flatMap((kind) => (since[kind] === null ? [] : [{ kind, sinceAt: since[kind] }])).sort(
    (a, b) => a.sinceAt - b.sinceAt,
  )
}

export type NeedyRow = { row: AttemptRow; need: Need | null; waits: readonly Wait[] }

/** Whether somebody must look: a machine noticed something, or the candidate waits. */
export const isNeedy = ({ need, waits }: Pick<NeedyRow, 'need' | 'waits'>): boolean => need !== null || waits.length > 0

/** Every row with its need, those who need a person first; the same rows always come in the same order. */
export function inOrderOfNeed(rows: readonly AttemptRow[], now: Instant): NeedyRow[] {
  return rows.map((row) => ({ row, need: needOf(row, now), waits: waitsOf(row) })).sort(compareNeed)
}

function compareNeed(a: NeedyRow, b: NeedyRow): number {
  return (
    rankOf(a) - rankOf(b) ||
    // the longest first: wait or silence; who was never heard is silent longest
    (sinceOf(a) ?? 0) - (sinceOf(b) ?? 0) ||
    PHASE_ORDER.indexOf(a.row.phase) - PHASE_ORDER.indexOf(b.row.phase) ||
    compareText(a.row.maskedNumber, b.row.maskedNumber) ||
    compareText(a.row.attemptId, b.row.attemptId)
  )
}

/** A recording at risk comes before a candidate who waits, who comes before what can wait till the end. */
const WAITS_BEFORE: NeedKind = 'noticed'

function rankOf({ need, waits }: NeedyRow): number {
  const rank = need === null ? NEEDS.length : NEEDS.indexOf(need.kind)
  return waits.length === 0 ? rank : Math.min(rank, NEEDS.indexOf(WAITS_BEFORE) - 0.5)
}

/** Of what gave the row its rank. */
function sinceOf(it: NeedyRow): Instant | null {
  const isByWait = !Number.isInteger(rankOf(it))
  return isByWait ? (it.waits[0]?.sinceAt ?? null) : (it.need?.sinceAt ?? null)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
