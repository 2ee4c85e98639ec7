// Owns: how much devices may write for one attempt: bytes and parts of each line, beats, indexed lines of journals and commands, by what
// can have been recorded. Never a reason to lose anything: at its limit a device keeps what it has and asks again; time, or a person,
// raises it (docs/recording.md#budgets).
import { z } from 'zod'
import { HOUR_MS, instant, MINUTE_MS, SECOND_MS, type Instant } from '../time/index.ts'
import type { Settings } from '../interview/settings.ts'
import { BEAT_INTERVAL_MS } from './beat.ts'
import { BLOCK_BYTES } from './digest.ts'
import { line, LINES, type Line } from './feeds.ts'

/** What an attempt may record: by the rates of its interview, since it has had a right to upload, until it is over. */
export type BudgetBasis = {
  rates: Settings['recording']
  grantedAt: Instant
  /** the first instant at which answering is over; null: nobody knows it yet, so it goes on */
  overFrom: Instant | null
  /** how often a person has raised it */
  raises: number
}

/** What is used of one line of an attempt, or may be. */
export const lineAmounts = z.object({ bytes: z.int(), parts: z.int() }).meta({ id: 'LineAmounts' })
export type LineAmounts = z.infer<typeof lineAmounts>

/** The same of what is counted for the attempt as a whole. */
export const attemptAmounts = z
  .object({ beats: z.int(), beatBlocks: z.int(), journalLines: z.int(), commands: z.int() })
  .meta({ id: 'AttemptAmounts' })
export type AttemptAmounts = z.infer<typeof attemptAmounts>

/** A recorder keeps to its rate on average only: a screen that changes all the time has been seen at twice what was asked for. */
const RATE_SLACK = 3
/** What may be there at once when the first byte comes: recorded before the grant, or a clock that is off. */
const OUTSET_MS = 10 * MINUTE_MS
/** Beyond the end of answering: a phone that is stopped by hand, and a computer on which nobody is left. */
const BEYOND_MS = 2 * HOUR_MS
/** An hour of interview writes a journal of about 0.4 MB: 1 kbit/s; a device with trouble writes many times as much. */
const JOURNAL_BITS_PER_SECOND = 16_000
/** A page that is loaded anew all the time begins a part every ten seconds or so; for an hour it may do so at once. */
const PART_EVERY_MS = 10 * SECOND_MS
const PARTS_AT_ONCE = HOUR_MS / PART_EVERY_MS
/** Two parts of each line where one follows the other, and two computers and two phones where one takes over. */
const BEATS_SLACK = 4
/** Each block is said once by its device, and once more where the answer got lost. */
const BLOCKS_SLACK = 2
/** Some twenty times what an interview writes. */
const JOURNAL_LINES_A_SECOND = 2
/** The eleven steps ask some thirty things of an attempt; who loads the page anew asks some of them again. */
const COMMANDS = 1000

/** So long can have been recorded by now. Grows with the time since the grant, so that hours of outage fit, until all is recorded. */
function recordedMs({ grantedAt, overFrom, raises }: BudgetBasis, now: Instant): number {
  const until = overFrom === null ? now : Math.min(now, overFrom + BEYOND_MS)
  return (Math.max(0, until - grantedAt) + OUTSET_MS) * (1 + raises)
}

/** What may have come of a line until now. */
export function allowedOfLine(of: Line, basis: BudgetBasis, now: Instant): LineAmounts {
  const lengthMs = recordedMs(basis, now)
  return {
    bytes: Math.ceil(((bitsPerSecond(of, basis.rates) * RATE_SLACK) / 8 / SECOND_MS) * lengthMs),
    parts: PARTS_AT_ONCE * (1 + basis.raises) + Math.ceil(lengthMs / PART_EVERY_MS),
  }
}

/** What may have come of an attempt beside its bytes until now. */
export function allowedOfAttempt(basis: BudgetBasis, now: Instant): AttemptAmounts {
  const lengthMs = recordedMs(basis, now)
  const bytes = LINES.reduce((sum, one) => sum + allowedOfLine(one, basis, now).bytes, 0)
  return {
    beats: Math.ceil(lengthMs / BEAT_INTERVAL_MS) * LINES.length * BEATS_SLACK,
    beatBlocks: Math.ceil(bytes / BLOCK_BYTES) * BLOCKS_SLACK,
    journalLines: Math.ceil(lengthMs / SECOND_MS) * JOURNAL_LINES_A_SECOND,
    commands: allowedCommands(basis),
  }
}

/** How many commands of an attempt are kept. Its candidate's are held back beyond; those of staff never are. */
export const allowedCommands = ({ raises }: Pick<BudgetBasis, 'raises'>): number => COMMANDS * (1 + raises)

function bitsPerSecond(of: Line, rates: Settings['recording']): number {
  switch (of) {
    case 'camera':
      return rates.cameraBitsPerSecond
    case 'screen':
      return rates.screenBitsPerSecond
    case 'evidence':
      return rates.evidenceBitsPerSecond
    case 'journal':
      return JOURNAL_BITS_PER_SECOND
  }
}

/** A device that is asked to keep what it has asks again so often: a person's word reaches it within a minute. */
export const ASK_AGAIN_S = 60

/**
 * What of an attempt its devices, or its candidate, are told to wait with. `olderParts`: parts that may have begun before their device
 * was stopped, of which the server had not heard then.
 */
export const heldKind = z.enum([...LINES, 'commands', 'olderParts'])
export type HeldKind = z.infer<typeof heldKind>
export const held = z.object({ kind: heldKind, sinceAt: instant, lastAt: instant }).meta({ id: 'Held' })
export type Held = z.infer<typeof held>

/** How much came of an attempt, how much may have come by now, and what is held back on its devices. */
export const uploadBudget = z
  .object({
    serverNow: instant,
    lines: z.array(z.object({ line, used: lineAmounts, allowed: lineAmounts })),
    beside: z.object({ used: attemptAmounts, allowed: attemptAmounts }),
    held: z.array(held),
    raises: z.int(),
  })
  .meta({ id: 'UploadBudget' })
export type UploadBudget = z.infer<typeof uploadBudget>
