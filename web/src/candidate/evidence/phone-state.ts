// Owns: what the computer can say of the phone, from what the server last knew: bound, filming, silent for so long.
// Never claims to know why it is silent: a phone without network films on, and its bytes come later.
import type { AttemptView } from '@zhishi/core/contract'
import { UPLOAD_EVERY_MS } from '@zhishi/core/recording'

export type PhoneState =
  | { kind: 'none' }
  /** bound, and nothing has come since */
  | { kind: 'waiting' }
  | { kind: 'live' }
  | { kind: 'silent'; lengthMs: number }

/**
 * docs/defaults.md#told-and-noticed: a gap is told at 5 s; bytes come every 4 s by themselves, so silence begins after
 * both.
 */
const TOLD_AFTER_MS = UPLOAD_EVERY_MS + 5000

export function phoneStateOf({ evidence, serverNow }: Pick<AttemptView, 'evidence' | 'serverNow'>): PhoneState {
  if (!evidence) return { kind: 'none' }
  const { boundAt, lastBytesAt } = evidence
  // bytes of the phone before this one say nothing about this one
  const isNew = lastBytesAt === null || lastBytesAt < boundAt
  const lengthMs = serverNow - (isNew ? boundAt : lastBytesAt)
  if (lengthMs <= TOLD_AFTER_MS) return { kind: isNew ? 'waiting' : 'live' }
  return { kind: 'silent', lengthMs }
}

/** How many whole seconds of silence; told in steps of the page's own questions to the server. */
export function silentSeconds(lengthMs: number): number {
  return Math.floor(lengthMs / 1000)
}

/** What the candidate does now: scan, turn around, stand it up; the phone itself leads through the last two. */
export function stageOf({ evidence }: Pick<AttemptView, 'evidence'>): 1 | 2 | 3 {
  if (!evidence) return 1
  return evidence.sweptAt === null ? 2 : 3
}

/** What is still to come before the step is done. */
export function leftOf({
  evidence,
}: Pick<AttemptView, 'evidence'>): 'everything' | 'bytesAndSweep' | 'bytes' | 'sweep' {
  if (!evidence) return 'everything'
  if (evidence.receivedAt !== null) return 'sweep'
  return evidence.sweptAt === null ? 'bytesAndSweep' : 'bytes'
}
