// Owns: what the candidate is told of the recording: the red sign, each feed's state, and every fault with its remedy.
// Never says "safe" of what is not: it repeats what capture reports.
import type { Feed } from '@zhishi/core/recording'
import { REFUSAL_CODES } from '@zhishi/core/refusal'
import type { FeedSnapshot, LineFault } from '../../capture/capture-types.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useAttempting } from '../attempt/context.ts'
import { useRecordingStatement } from '../recorder/statement.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'
import { PhoneLine } from './phone-line.tsx'

/** The open attempt's feeds on this computer. */
export function useFeeds(): readonly FeedSnapshot[] {
  const { state } = useRecorder()
  const { view } = useAttempting()
  if (state.attemptId !== view.attemptId) return []
  return state.uploads.find((one) => one.attemptId === view.attemptId)?.feeds ?? []
}

/** Feeds that are being recorded now. */
export function useRecordingFeeds(): Feed[] {
  return useFeeds().flatMap(({ line, isRecording }) => (line !== 'journal' && isRecording ? [line] : []))
}

/** Whether what is recorded reaches this computer's disk. */
export function useIsKept(): boolean {
  const feeds = useFeeds()
  return feeds.some((feed) => feed.isRecording) && !feeds.some((feed) => KEPT_FAULTS.includes(feed.fault))
}

/** Red only while everything that is due is really being recorded. */
export function RecordingSign() {
  const { ui } = useTexts()
  const { view } = useAttempting()
  const { isAllRecording } = useRecordingStatement(view.attemptId)
  return isAllRecording ? <span className="rec">{ui('top.recording')}</span> : null
}

/** Camera, microphone and screen, each with its state in words. */
export function FeedList() {
  const { t } = useTexts()
  const { recorder } = useRecorder()
  const feeds = useFeeds()
  const isOn = (line: Feed) => feeds.find((feed) => feed.line === line)?.isRecording === true
  const hasSound =
    recorder
      .cameraMedia()
      ?.getAudioTracks()
      .some((one) => one.readyState === 'live') === true
  return (
    <ul className="room-feeds">
      <FeedState name={t('room.camera')} isOn={isOn('camera')} />
      <FeedState name={t('room.microphone')} isOn={isOn('camera') && hasSound} />
      <FeedState name={t('room.screen')} isOn={isOn('screen')} />
      <PhoneLine />
    </ul>
  )
}

function FeedState({ name, isOn }: { name: string; isOn: boolean }) {
  const { t } = useTexts()
  return (
    <li className={isOn ? 'text-ok' : 'text-bad'}>
      <Icon name={isOn ? 'good' : 'bad'} size={18} />
      {name}
      {isOn ? <span className="sr-only">{t('room.recording')}</span> : <span>{t('room.notRecording')}</span>}
    </li>
  )
}

const KEPT_FAULTS: readonly (LineFault | null)[] = ['diskFull', 'logFailed']

/** What needs the candidate, or would worry them: at the side, never over the questions. */
export function FeedFaults() {
  const { t } = useTexts()
  const { recorder, state } = useRecorder()
  const { view } = useAttempting()
  const feeds = useFeeds()
  const quality = state.uploads.find((one) => one.attemptId === view.attemptId)?.quality
  const camera = feeds.find((feed) => feed.line === 'camera')
  const kept = feeds.map((feed) => feed.fault).find((fault) => KEPT_FAULTS.includes(fault))
  const isRefused =
    state.refusal !== null ||
    feeds.some((feed) => REFUSAL_CODES.some((code) => code === feed.fault && code !== 'grantRefused'))
  return (
    <>
      {state.cameraProblem ? (
        <Callout tone="bad" icon="camera" isCompact isUrgent title={t('room.faults.cameraOff.what')}>
          <p>{t(`media.${state.cameraProblem}.what`)}</p>
          <p>{t(`media.${state.cameraProblem}.todo`)}</p>
          <Button size="small" className="mt-2" onClick={() => void recorder.record(view)}>
            {t('room.retryCamera')}
          </Button>
        </Callout>
      ) : (
        camera?.interruption === 'recovering' && (
          <Callout tone="warn" icon="camera" isCompact title={t('room.faults.recovering.what')}>
            <p>{t('room.faults.recovering.todo')}</p>
          </Callout>
        )
      )}
      {camera?.isSilent && (
        <Callout tone="warn" icon="microphone" isCompact title={t('room.faults.silent.what')}>
          <p>{t('room.faults.silent.todo')}</p>
        </Callout>
      )}
      {quality && (
        <Callout tone="warn" isCompact title={t('room.faults.lowered.what')}>
          <p>{t(`room.faults.lowered.${quality.cause}`)}</p>
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
