// Owns: 面试开始前倒计时页面: the big countdown, the A4 sheet, and 【开始】 where the candidate sets T0.
// Never makes T0 itself: self-paced, the server's answer to 【开始】 carries it.
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Countdown } from '../../ui/clock.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { formatTime, formatLeft } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { useCommand } from '../attempt/queries.ts'
import { useTexts } from '../texts/index.ts'
import { EndButton } from './end-button.tsx'
import { useRecordingFeeds } from './feeds.tsx'
import { RecordingAlarm } from './recording-alarm.tsx'
import { GateExplanation, useRecordingGate } from './recording-gate.tsx'
import { Room } from './room.tsx'
import { SheetCard, type Sheet } from './sheet.tsx'

export function Waiting({ sheet }: { sheet: Sheet }) {
  const { t, ui } = useTexts()
  const { view } = useAttempting()
  const { startsAt, durationMs } = view.schedule
  return (
    <Room
      title={t('waiting.title')}
      className="waiting"
      dockSays={t('waiting.dockLeft')}
      sideFoot={
        <SideFoot label={t('room.duration')} time={formatLeft(durationMs, ui)}>
          <EndButton blockedBecause={t('room.endLater')} />
        </SideFoot>
      }
    >
      <RecordingAlarm className="mb-4 w-full max-w-[960px]" />
      {startsAt === null ? (
        <Begin />
      ) : (
        <>
          <p className="song text-24 text-ink-2">{t('waiting.untilStart')}</p>
          <Countdown at={startsAt} label={t('waiting.untilStart')} isSpoken className="waiting-clock" />
          <p className="text-20">{t('waiting.note', { time: formatTime(startsAt, view.interview.timeZone) })}</p>
        </>
      )}
      <SheetCard sheet={sheet} />
      <p className="mt-5 text-ink-2">{t('waiting.rules')}</p>
    </Room>
  )
}

/** Self-paced: T0 is a short count after the press. */
function Begin() {
  const { t } = useTexts()
  const { view } = useAttempting()
  const recording = useRecordingFeeds()
  const gate = useRecordingGate()
  const { send, isBusy, failure } = useCommand(view.attemptId)
  const say = useRefusalText(view.interview.timeZone)
  const said = failure ? say(failure.refusal) : null
  return (
    <>
      <p className="title">{t('waiting.selfPaced')}</p>
      <p className="mt-1 text-20 text-ink-2">{t('waiting.selfPacedNote')}</p>
      <Button
        kind="primary"
        size="big"
        className="mt-5 min-w-[240px]"
        isBusy={isBusy}
        blockedBy={gate.isHeld ? 'begin-wait' : undefined}
        onClick={() => void send({ kind: 'begin', recording })}
      >
        {t('waiting.begin')}
      </Button>
      <GateExplanation gate={gate} id="begin-wait" className="mt-4" />
      {said && (
        <Callout tone="warn" title={t('waiting.beginFailed', { what: said.what })} className="mt-4">
          <p>{said.todo}</p>
        </Callout>
      )}
    </>
  )
}

/** The foot of the room's side: a length or a running clock, and 【结束面试】. */
export function SideFoot({ label, time, children }: { label: string; time: ReactNode; children: ReactNode }) {
  return (
    <>
      <div className="room-time">
        <span>{label}</span>
        <b>{time}</b>
      </div>
      {children}
    </>
  )
}
