// Owns: how long a line of an attempt was due and is not covered by what the server holds: what a hand-in names as gaps, and
// what staff are told is missing. Counts gaps that are longer than the interview's settings let pass, each by itself.
// Never asks a device: parts without bytes cover nothing, and files that were read cover what they show.
import { coverageOf } from '../recording/coverage.ts'
import { heldStretches, type HeldPart } from '../recording/feed-coverage.ts'
import { LINES_OF_DEVICE, type Line } from '../recording/feeds.ts'
import type { Instant } from '../time/index.ts'
import type { Attempt } from './attempt.ts'
import type { Uncovered } from './command.ts'
import { dueOf } from './due.ts'

/** @param parts of that line. The journal is due as the camera is: it tells what happened meanwhile */
export function missingMsOf(
  it: Attempt,
  line: Line,
  parts: readonly HeldPart[],
  now: Instant,
  from: 'entry' | 'start' = 'entry',
): { dueMs: number; missingMs: number } {
  const due = dueOf(it, line === 'journal' ? 'camera' : line, now, from)
  const { dueMs, gaps } = coverageOf(due, heldStretches(parts))
  const missingMs = gaps
    .map(({ fromAt, toAt }) => toAt - fromAt)
    .filter((lengthMs) => lengthMs > it.settings.recording.gapCountsFrom)
    .reduce((sum, lengthMs) => sum + lengthMs, 0)
  return { dueMs, missingMs }
}

/** Lines of the computer that do not cover the time since entry, for its hand-in; complete ones are left out. */
export function uncoveredOf(it: Attempt, held: ReadonlyMap<Line, readonly HeldPart[]>, now: Instant): Uncovered[] {
  return LINES_OF_DEVICE.computer.flatMap((line) => {
    const parts = held.get(line) ?? []
    const isAbsent = parts.every(({ bytes }) => bytes === 0)
    const { missingMs } = missingMsOf(it, line, parts, now)
    return isAbsent || missingMs > 0 ? [{ line, missingMs, isAbsent }] : []
  })
}
