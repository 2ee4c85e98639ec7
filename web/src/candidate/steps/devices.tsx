// Owns: step 9 设备确认: see and hear oneself, choose devices, then go and wait. Recording runs all the while.
import { useNavigate } from '@tanstack/react-router'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { Rich } from '../../ui/rich.tsx'
import { formatTime } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { useCommand } from '../attempt/queries.ts'
import { DevicePicker } from '../room/device-picker.tsx'
import { FeedFaults, RecordingSign, useRecordingFeeds } from '../room/feeds.tsx'
import { CameraPreview } from '../room/camera-preview.tsx'
import { NoticedCallout } from '../room/noticed.tsx'
import { RecordingAlarm } from '../room/recording-alarm.tsx'
import { GateExplanation, useRecordingGate } from '../room/recording-gate.tsx'
import { useStatement } from '../room/use-statement.ts'
import { ScreenPress } from '../room/screen-press.tsx'
import { Shell, StepEyebrow, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'

export function DevicesPage() {
  const { ui } = useTexts()
  const { view } = useAttempting()
  usePageTitle(ui('steps.devices'))
  return (
    <Shell current="devices">
      <StepEyebrow step="devices">
        <RecordingSign />
        <FeedsGood />
      </StepEyebrow>
      <h1 className="title">{ui('steps.devices')}</h1>
      <RecordingAlarm className="mt-4" />
      <div className="mt-4 grid gap-7 wide:grid-cols-[minmax(0,1fr)_400px]">
        <CameraPreview isLarge className="h-[40dvh] min-h-[240px] wide:h-auto wide:min-h-[360px]" />
        <section className="card flex flex-col gap-3 px-[26px] py-[18px]">
          <DevicePicker />
          <FeedFaults />
          <NoticedCallout />
        </section>
      </div>
      <div className="foot">
        <p className="next-up">
          <Icon name="forward" size={22} />
          <span>
            <Next startsAt={view.schedule.startsAt} timeZone={view.interview.timeZone} />
          </span>
        </p>
        <span className="flex-1" />
        <GoAndWait />
      </div>
      <ScreenPress />
    </Shell>
  )
}

function FeedsGood() {
  const { t } = useTexts()
  const { isAllRecording } = useStatement()
  return isAllRecording ? <span>{t('devices.feedsGood')}</span> : null
}

function Next({ startsAt, timeZone }: { startsAt: number | null; timeZone: string }) {
  const { t } = useTexts()
  if (startsAt === null) return <Rich text={t('devices.nextSelfPaced')} />
  return <Rich text={t('devices.next', { time: formatTime(startsAt, timeZone) })} />
}

/** The confirmation is noted by the server where it can be; nobody waits for the network here. */
function GoAndWait() {
  const { t } = useTexts()
  const { view } = useAttempting()
  const recording = useRecordingFeeds()
  const gate = useRecordingGate()
  const { send, isBusy, failure } = useCommand(view.attemptId)
  const navigate = useNavigate()
  const say = useRefusalText(view.interview.timeZone)
  const go = async (): Promise<void> => {
    const answer = await send({ kind: 'confirmDevices', recording })
    if (answer.ok || !answer.refusal) {
      await navigate({ to: '/$attemptId/answering', params: { attemptId: view.attemptId } })
    }
  }
  return (
    <>
      {failure?.refusal && (
        <Callout tone="warn" title={say(failure.refusal).what}>
          <p>{say(failure.refusal).todo}</p>
        </Callout>
      )}
      <GateExplanation gate={gate} id="devices-wait" className="max-w-[520px]" />
      <Button
        kind="primary"
        size="big"
        iconAfter="forward"
        isBusy={isBusy}
        blockedBy={gate.isHeld ? 'devices-wait' : undefined}
        onClick={() => void go()}
      >
        {t('devices.go')}
      </Button>
    </>
  )
}
