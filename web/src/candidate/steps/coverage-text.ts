// Owns: lengths, gaps and their reasons in words, and the sentence that 上传成功 begins with.
// Never "everything" where something is missing or not read yet: the sentence follows the figures.
import type { RecordingCoverage } from '@zhishi/core/contract'
import type { Feed } from '@zhishi/core/recording'
import { SECOND_MS } from '@zhishi/core/time'
import { formatTime } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { useNames } from '../room/recording-text.ts'
import { useTexts } from '../texts/index.ts'
import { answeringTimeOf, lengthIn, rowOf, type CoverageRow, type Gap, type Within } from './coverage.ts'

const MINUTE_S = 60

/** `9 分 37 秒`, `23 秒`: always to the second, unlike a length that somebody only has to feel. */
export function usePreciseLength(): (ms: number) => string {
  const { t } = useTexts()
  return (ms) => {
    const seconds = Math.floor(ms / SECOND_MS)
    const minutes = Math.floor(seconds / MINUTE_S)
    const rest = seconds % MINUTE_S
    if (minutes === 0) return t('coverage.seconds', { seconds: rest })
    return t('coverage.minutes', { minutes, seconds: String(rest).padStart(2, '0') })
  }
}

/** `09:32:10 起 23 秒，被别的程序占用` */
export function useGapText(): (gap: Gap, within: Within | null) => string {
  const { t, ui } = useTexts()
  const { view } = useAttempting()
  const say = usePreciseLength()
  return (gap, within) => {
    const from = Math.max(gap.fromAt, within?.fromAt ?? gap.fromAt)
    const why = gap.cause === null ? ui(`gaps.reasons.${gap.reason}`) : ui(`gaps.causes.${gap.cause}`)
    const time = formatTime(from, view.interview.timeZone, true)
    return t('coverage.gap', { time, length: say(lengthIn(gap, within)), why })
  }
}

const COMPUTER_FEEDS: readonly Feed[] = ['camera', 'screen']

export type Outcome = {
  lead: string
  /** lengths that are missing, of the phone too; empty: nothing is */
  missing: string[]
  /** feeds of this computer of which the server has nothing */
  absent: Feed[]
}

/** What became of the recordings, in words. @param coverage null: not known yet */
export function useOutcome(coverage: RecordingCoverage | null): Outcome {
  const { t } = useTexts()
  const { view } = useAttempting()
  const names = useNames()
  const say = usePreciseLength()
  if (coverage === null) return { lead: t('coverage.lead.kept'), missing: [], absent: [] }
  const rows = coverage.feeds.map((feed) => rowOf(feed, answeringTimeOf(view)))
  const own = rows.filter(({ feed }) => COMPUTER_FEEDS.includes(feed))
  const absent = own.filter(({ state }) => state === 'absent').map(({ feed }) => feed)
  const gone = own.filter((row) => row.missingMs > 0 && row.state !== 'absent')
  const lacks = gone.map(({ feed, missingMs }) =>
    t('coverage.lead.feed', { feed: t(`recording.names.${feed}`), length: say(missingMs) }),
  )
  const isRead = own.every(({ state }) => state === 'safe' || state === 'absent')
  const says = (): string => {
    if (absent.length > 0) return t('coverage.lead.absent', { feeds: names(absent) })
    if (lacks.length > 0) return t('coverage.lead.gaps', { list: lacks.join(t('coverage.lead.join')) })
    return t(isRead ? 'coverage.lead.whole' : 'coverage.lead.kept')
  }
  const missing = rows.filter((row: CoverageRow) => row.missingMs > 0 && row.state !== 'arriving')
  return { lead: says(), missing: missing.map(({ missingMs }) => say(missingMs)), absent }
}
