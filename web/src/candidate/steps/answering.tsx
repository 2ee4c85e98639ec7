// Owns: step 10 开始答题: the countdown page until T0, the questions from T0 to the end, in one room.
// Never ends anything: time does, or 【结束面试】.
import { Countdown } from '../../ui/clock.tsx'
import { Icon } from '../../ui/icon.tsx'
import { formatLeft } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { EndButton } from '../room/end-button.tsx'
import { RecordingAlarm } from '../room/recording-alarm.tsx'
import { AnswerHead, QuestionList, useAnswerRule } from '../room/questions.tsx'
import { Room } from '../room/room.tsx'
import { SheetCard, useSheet, type Sheet } from '../room/sheet.tsx'
import { SideFoot, Waiting } from '../room/waiting.tsx'
import { usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'

export function AnsweringPage() {
  const { t } = useTexts()
  const { view, stage } = useAttempting()
  const sheet = useSheet(view.attemptId)
  usePageTitle(stage === 'waiting' ? t('waiting.title') : t('answering.title'))
  return stage === 'waiting' ? <Waiting sheet={sheet} /> : <Answering sheet={sheet} />
}

function Answering({ sheet }: { sheet: Sheet }) {
  const { t, ui } = useTexts()
  const { view } = useAttempting()
  const { startsAt, endsAt, durationMs } = view.schedule
  const isLate = view.enteredAt !== null && startsAt !== null && view.enteredAt > startsAt
  const rule = useAnswerRule()
  return (
    <Room
      title={t('answering.title')}
      dockSays={t('answering.dock')}
      sideFoot={
        <SideFoot
          label={t('room.timeLeft')}
          time={endsAt === null ? formatLeft(durationMs, ui) : <Countdown at={endsAt} label={t('room.timeLeft')} />}
        >
          <EndButton />
        </SideFoot>
      }
    >
      <AnswerHead />
      <RecordingAlarm />
      {isLate && sheet.shownAt === null ? (
        <div className="flex flex-1 items-center justify-center p-6">
          <SheetCard sheet={sheet} isLate />
        </div>
      ) : (
        <>
          <p className="answer-rule">
            <Icon name="info" size={20} />
            {rule}
          </p>
          <QuestionList />
        </>
      )}
    </Room>
  )
}
