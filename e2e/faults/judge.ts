// Owns: what the files and the pages of a row with a browser are held against: its goals, declared gaps, and what was said.
// Never measures: recorded.ts read the files, claims.ts the pages.
import type { UntrueClaim } from '../harness/claims.ts'
import type { FeedFigures } from '../compare/recorded.ts'
import type { RecordedGoals } from './row.ts'

/** A missing second that nobody is told of is one too many; less is the grain of the frames. */
const UNDECLARED_FROM_MS = 1000

/** Goals are for so long. A shorter run may lose as much: what is lost at the start is lost once. */
const GOALS_FOR_MS = 600_000

/** The server reads the same files by a program of its own; more apart than this, one of the two is wrong. */
const TOLD_WITHIN_MS = 1000
/** From here on a gap counts (the setting of a hand-in with gaps), and no page may say that nothing is missing. */
const GAP_COUNTS_FROM_MS = 3000
/** What a page says at the end where it means all of the time, not only all bytes. */
const NOTHING_MISSING = ['全部安全保存', '录像没有缺', '没有缺，']

/** What the page says at the end that the files do not show. */
export function untrueAtEnd(words: string, feeds: readonly FeedFigures[]): string[] {
  const lacking = feeds.filter(({ feed, missingMs }) => feed !== 'evidence' && missingMs >= GAP_COUNTS_FROM_MS)
  if (lacking.length === 0) return []
  const what = lacking.map(({ feed, missingMs }) => `${feed} lacks ${seconds(missingMs)}`).join(', ')
  return NOTHING_MISSING.filter((one) => words.includes(one)).map((one) => `untrue: “${one}” at the end while ${what}`)
}

/** What is not as it must be, in words. @param read how many sentences about recording were read at all */
export function judgeRecorded(
  goals: RecordedGoals,
  feeds: readonly FeedFigures[],
  { untrue, read }: { untrue: readonly UntrueClaim[]; read: number },
): string[] {
  const problems = feeds.flatMap((one) => judgeFeed(goals, one))
  for (const { says, without, page, silentMs, hasGiven } of untrue) {
    const since = hasGiven ? `had given nothing for ${seconds(silentMs)}` : 'had never given anything'
    problems.push(`untrue: “${says}” on ${page} while ${without} ${since}`)
  }
  if (read === 0) problems.push('no sentence about recording was read on any page: claims.ts does not know these pages')
  return problems
}

function judgeFeed(goals: RecordedGoals, it: FeedFigures): string[] {
  const { feed, undeclaredMs, emptyFiles, afterPress, missingMs: isMissingMs, toldMissingMs } = it
  const problems: string[] = []
  if (toldMissingMs !== null && Math.abs(toldMissingMs - isMissingMs) >= TOLD_WITHIN_MS)
    problems.push(`${feed}: ${seconds(isMissingMs)} are missing, and staff are told of ${seconds(toldMissingMs)}`)
  const { share, missingMs } = goals[feed] ?? {}
  if (undeclaredMs >= UNDECLARED_FROM_MS) problems.push(`${feed}: ${seconds(undeclaredMs)} are missing and undeclared`)
  if (emptyFiles > 0) problems.push(`${feed}: ${emptyFiles} empty files`)
  if (share === undefined && missingMs === undefined) return problems
  if (afterPress === null || afterPress.dueMs === 0)
    return [...problems, `${feed}: nothing was due after the last press`]
  if (share !== undefined && afterPress.missingMs > (1 - share) * Math.max(afterPress.dueMs, GOALS_FOR_MS))
    problems.push(`${feed}: ${percent(afterPress)} recorded after the last press; the goal is ${share * 100} %`)
  if (missingMs !== undefined && afterPress.missingMs > missingMs)
    problems.push(
      `${feed}: ${seconds(afterPress.missingMs)} missing after the last press instead of ${seconds(missingMs)}`,
    )
  return problems
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

/** Rounded down: what does not reach its goal never looks as if it did. */
export const percent = ({ dueMs, recordedMs }: { dueMs: number; recordedMs: number }): string =>
  dueMs === 0 ? '–' : `${(Math.floor((recordedMs / dueMs) * 10_000) / 100).toFixed(2)} %`
