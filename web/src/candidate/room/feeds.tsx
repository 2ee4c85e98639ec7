// Owns: what the candidate is told of the recording beside the alarm: the sign in the bar, each feed's state, and faults
// with their remedies. Never says "recording" of what is not: every word is chosen by core's statement.
import type { Feed, FeedStatement } from '@zhishi/core/recording'
import { REFUSAL_CODES } from '@zhishi/core/refusal'
import type { LineFault } from '../../capture/capture-types.ts'
import { Callout } from '../../ui/callout.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { useAttempting } from '../attempt/context.ts'
import { useFeeds, useStatement } from './use-statement.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'
import { PhoneRow } from './phone-row.tsx'
import { isNotable } from './alarming.ts'
import { capital, useNames, useMissingText } from './recording-text.ts'
import { SourceNotices } from './source-notices.tsx'

/** Feeds that are being recorded now: what a gate of the server is told. */
export function useRecordingFeeds(): Feed[] {
  return useStatement().feeds.flatMap(({ feed, state }) => (state === 'recording' ? [feed] : []))
}

/** Red dot only while every feed that is due is recorded; otherwise it says which is not. */
export function RecordingSign() {
  const { t, ui, language } = useTexts()
  const { sign, missing } = useStatement()
  const names = useNames()
  switch (sign) {
    case 'off':
      return null
    case 'recording':
      return <span className="rec">{ui('top.recording')}</span>
    case 'starting':
      return (
        <span className="top-fact text-ink-2">
          <Icon name="spinner" size={18} />
          {t('recording.sign.starting')}
        </span>
      )
    case 'missing':
      return (
        <b className="top-fact text-bad">
          <Icon name="attention" size={19} />
          {capital(t('recording.sign.missing', { feeds: names(missing.map(({ feed }) => feed)) }), language)}
        </b>
      )
  }
}

/** Camera, microphone and screen, each with its state in words. */
export function FeedList() {
  const { t } = useTexts()
  const { feeds } = useStatement()
  const isSilent = useFeeds().some(({ line, doubts }) => line === 'camera' && doubts.includes('audioSilent'))
  const of = (feed: Feed) => feeds.find((one) => one.feed === feed)
  const camera = of('camera')
  const screen = of('screen')
  const microphone = camera?.state === 'missing' ? t('recording.state.withCamera') : null
  return (
    <ul className="room-feeds">
      {camera && <FeedState name={t('room.camera')} it={camera} />}
      {camera && (
        <FeedState
          name={t('room.microphone')}
          it={camera}
          says={microphone ?? (isSilent && camera.state === 'recording' ? t('recording.state.silent') : null)}
          isDoubtful={isSilent}
        />
      )}
      {screen && <FeedState name={t('room.screen')} it={screen} />}
      <PhoneRow />
    </ul>
  )
}

const LOOKS: Record<FeedStatement['state'], [icon: IconName, className: string]> = {
  recording: ['good', 'text-ok'],
  starting: ['spinner', 'text-ink-2'],
  missing: ['bad', 'feed-missing'],
  notDue: ['dash', 'text-ink-2'],
}

type FeedStateProps = { name: string; it: FeedStatement; says?: string | null; isDoubtful?: boolean }

function FeedState({ name, it, says = null, isDoubtful = false }: FeedStateProps) {
  const { t } = useTexts()
  const sayMissing = useMissingText()
  const [icon, className] =
    isDoubtful && it.state === 'recording' ? ['attention' as const, 'text-warn'] : LOOKS[it.state]
  const key = it.state === 'recording' && isNotable(it) ? 'missed' : it.state
  return (
    <li className={className}>
      <Icon name={icon} size={18} />
      {name}
      <em>{says ?? t(`recording.state.${key}`, { length: sayMissing(it.missingMs) })}</em>
    </li>
  )
}

const KEPT_FAULTS: readonly (LineFault | null)[] = ['diskFull', 'logFailed']

/** What needs the candidate, or would worry them: at the side, never over the questions. */
export function FeedFaults() {
  const { t } = useTexts()
  const { state } = useRecorder()
  const { view } = useAttempting()
  const { isUnbroken } = useStatement()
  const feeds = useFeeds()
  const quality = state.uploads.find((one) => one.attemptId === view.attemptId)?.quality
  const kept = feeds.map((feed) => feed.fault).find((fault) => KEPT_FAULTS.includes(fault))
  const isRefused =
    state.refusal !== null ||
    feeds.some((feed) => REFUSAL_CODES.some((code) => code === feed.fault && code !== 'grantRefused'))
  return (
    <>
      <SourceNotices />
      {quality && (
        <Callout tone="warn" isCompact title={t('room.faults.lowered.what')}>
          <p>
            {t(`room.faults.lowered.${quality.cause}`)} {isUnbroken && t('recording.unbroken')}
          </p>
        </Callout>
      )}
      {kept === 'diskFull' || kept === 'logFailed' ? (
        <Callout tone="bad" isCompact isUrgent title={t(`room.faults.${kept}.what`)}>
          <p>{t(`room.faults.${kept}.todo`)}</p>
        </Callout>
      ) : (
        isRefused && (
          <Callout tone="warn" isCompact title={t('room.faults.refused.what')}>
            <p>{t('room.faults.refused.todo')}</p>
          </Callout>
        )
      )}
    </>
  )
}
