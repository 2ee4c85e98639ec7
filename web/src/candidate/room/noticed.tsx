// Owns: telling the candidate at once what the journal has of their attention: the page left, full screen left, a display
// more (docs/defaults.md#told-and-noticed). Never judges, and never covers the questions.
import type { NoticeKind } from '@zhishi/core/recording'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { formatTime } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { useStatement } from './use-statement.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'

export function NoticedCallout() {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { recorder, state } = useRecorder()
  const { isUnbroken } = useStatement()
  if (!state.noticed) return null
  const { notice, at, count } = state.noticed
  const kind = wordsFor(notice)
  const time = formatTime(at, view.interview.timeZone, true)
  return (
    <Callout tone="warn" isCompact title={t(`room.noticed.${kind}.what`, { time, count })}>
      <p>
        {t(`room.noticed.${kind}.todo`)} {isUnbroken && t('recording.unbroken')}
      </p>
      <Button size="small" className="mt-2" onClick={recorder.clearNoticed}>
        {t('room.noticed.read')}
      </Button>
    </Callout>
  )
}

function wordsFor(notice: NoticeKind): 'left' | 'fullscreenLeft' | 'displayAdded' {
  return notice === 'fullscreenLeft' || notice === 'displayAdded' ? notice : 'left'
}
