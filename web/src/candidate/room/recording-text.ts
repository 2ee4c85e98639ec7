// Owns: turning core's statement of what is recorded into the sentences the candidate's pages say of it.
// Never says a reassurance by itself: each is chosen by the statement, so none stands beside a feed that does not record.
import type { Feed, FeedStatement } from '@zhishi/core/recording'
import { SECOND_MS } from '@zhishi/core/time'
import { formatLength } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { phoneStateOf } from '../evidence/phone-state.ts'
import { isNotable } from './alarming.ts'
import { useStatement } from './use-statement.ts'
import { useTexts } from '../texts/index.ts'

/** Whole seconds that have passed, never rounded up: `23 秒`. */
export function useMissingText(): (ms: number) => string {
  const { ui } = useTexts()
  return (ms) => formatLength(Math.floor(ms / SECOND_MS) * SECOND_MS, ui)
}

/** Names feeds within a sentence: 摄像头和屏幕. */
export function useNames(): (feeds: readonly Feed[]) => string {
  const { t, language } = useTexts()
  return (feeds) =>
    new Intl.ListFormat(language, { type: 'conjunction' }).format(feeds.map((feed) => t(`recording.names.${feed}`)))
}

/** What is being recorded beside the feeds that are not; the phone as far as the server has just heard of it. */
export function useOthersRecording(): Feed[] {
  const statement = useStatement()
  const { view, known } = useAttempting()
  const own = statement.feeds.flatMap(({ feed, state }) => (state === 'recording' ? [feed] : []))
  const isPhoneLive = known.failure === null && phoneStateOf(view).kind === 'live'
  return isPhoneLive ? [...own, 'evidence'] : own
}

/** The right end of the dock beside the line's state: what lies on the disk here, then what is not recorded. */
export function useDockWords(): { saved: string | null; lacks: string[]; lacked: string[] } {
  const { t, language } = useTexts()
  const statement = useStatement()
  const names = useNames()
  const say = useMissingText()
  const due = statement.feeds.filter(({ state }) => state !== 'notDue')
  const isAllSaved = statement.isAllRecording && statement.saved.length === due.length
  const lack = (key: 'lacks' | 'lacked', { feed, missingMs }: FeedStatement): string =>
    capital(t(`recording.dock.${key}`, { feed: t(`recording.names.${feed}`), length: say(missingMs) }), language)
  return {
    saved: isAllSaved
      ? t('recording.dock.saved')
      : statement.saved.length > 0
        ? t('recording.dock.savedSome', { feeds: names(statement.saved) })
        : null,
    lacks: statement.missing.map((one) => lack('lacks', one)),
    lacked: due.filter((one) => one.state === 'recording' && isNotable(one)).map((one) => lack('lacked', one)),
  }
}

/** The band while the server is away and this page is inside the interview. */
export function useAwayWords(): string {
  const { t } = useTexts()
  const { isAllRecording, missing, feeds, saved } = useStatement()
  const names = useNames()
  const recording = feeds.filter(({ state }) => state === 'recording').map(({ feed }) => feed)
  if (isAllRecording) return t(saved.length === recording.length ? 'recording.away.all' : 'recording.away.inMemory')
  if (missing.length === 0) return t('recording.away.starting')
  if (recording.length === 0) return t('recording.away.none')
  return t('recording.away.some', { feeds: names(recording), missing: names(missing.map(({ feed }) => feed)) })
}

/** The band after the sign-in has lapsed; uploading has a grant of its own. */
export function useLapsedWords(): string {
  const { t } = useTexts()
  const { isAllRecording, missing } = useStatement()
  const names = useNames()
  if (missing.length > 0) return t('recording.lapsed.some', { missing: names(missing.map(({ feed }) => feed)) })
  return t(isAllRecording ? 'recording.lapsed.all' : 'recording.lapsed.off')
}

/** `camera: …` as the beginning of an English line. */
export function capital(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1)
}
