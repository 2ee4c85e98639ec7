// Owns: 【结束面试】 → 【确认】: asks once, says what is left, has the focus on 返回.
// Never ends by itself: time does that without any press.
import { useId, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Question } from '../../ui/dialog.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { Rich } from '../../ui/rich.tsx'
import { formatLength } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import { useAttempting } from '../attempt/context.ts'
import { useTexts } from '../texts/index.ts'

export function EndButton({ blockedBecause }: { blockedBecause?: string }) {
  const { t } = useTexts()
  const { finishing } = useAttempting()
  const [isAsking, setAsking] = useState(false)
  const why = useId()
  const ask = (): void => {
    finishing.clear()
    setAsking(true)
  }
  return (
    <>
      <Button kind="end" className="w-full" blockedBy={blockedBecause === undefined ? undefined : why} onClick={ask}>
        {t('room.end')}
      </Button>
      {blockedBecause !== undefined && (
        <p id={why} className="-mt-2 text-center text-14 text-ink-3">
          {blockedBecause}
        </p>
      )}
      {isAsking && <Ask onBack={() => setAsking(false)} />}
    </>
  )
}

function Ask({ onBack }: { onBack: () => void }) {
  const { t, ui } = useTexts()
  const { view, finishing } = useAttempting()
  const say = useRefusalText(view.interview.timeZone)
  const { endsAt } = view.schedule
  const left = (endsAt ?? 0) - useServerNow(endsAt ?? 0)
  return (
    <Question
      isOpen
      title={t('answering.endTitle')}
      back={t('answering.back')}
      confirm={t('answering.confirm')}
      isBusy={finishing.isBusy}
      onBack={onBack}
      onConfirm={() => void finishing.finish()}
    >
      <p>
        <Rich text={t('answering.endBody', { left: formatLength(left, ui) })} />
      </p>
      <p>{t('answering.endBody2')}</p>
      {finishing.refusal && (
        <Callout tone="warn" title={say(finishing.refusal).what}>
          <p>{say(finishing.refusal).todo}</p>
        </Callout>
      )}
    </Question>
  )
}
