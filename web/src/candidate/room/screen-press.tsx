// Owns: the one press that sharing the screen needs after a reload or after sharing was stopped: a full page with one
// button over the running clock. Camera and microphone record meanwhile.
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Countdown } from '../../ui/clock.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useAttempting } from '../attempt/context.ts'
import { useCommand } from '../attempt/queries.ts'
import { readDisplays } from '../recorder/displays.ts'
import { openScreen, type MediaProblem } from '../recorder/media.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'
import { useFeeds } from './feeds.tsx'

export function ScreenPress() {
  const { t, ui } = useTexts()
  const { view, stage } = useAttempting()
  const { recorder, state } = useRecorder()
  const { send } = useCommand(view.attemptId)
  const [problem, setProblem] = useState<MediaProblem | null>(null)
  const [isBusy, setBusy] = useState(false)
  const screen = useFeeds().find((feed) => feed.line === 'screen')
  const isNeeded = state.stage === 'open' && screen?.isRecording !== true

  const press = async (): Promise<void> => {
    setBusy(true)
    const opened = await openScreen()
    setProblem(opened.ok ? null : opened.problem)
    if (opened.ok) {
      recorder.hold({ screen: opened.media })
      await recorder.record(view)
      // tells the server of the return; recording does not wait for it
      const { count } = await readDisplays(false)
      void send({ kind: 'enter', displays: count, displaySurface: 'monitor' })
    }
    setBusy(false)
  }

  const deadline = stage === 'waiting' ? view.schedule.startsAt : view.schedule.endsAt
  const label = stage === 'waiting' ? t('screenPress.waiting') : t('screenPress.answering')
  return (
    <Dialog.Root open={isNeeded}>
      <Dialog.Portal>
        <Dialog.Overlay className="press-veil" />
        <Dialog.Content
          className="press-page"
          aria-describedby="screen-press-why"
          // nothing to go back to: without the screen the interview is not recorded whole
          onEscapeKeyDown={(event) => event.preventDefault()}
          onInteractOutside={(event) => event.preventDefault()}
        >
          {deadline !== null && (
            <div>
              <p className="text-ink-2">{label}</p>
              <Countdown
                at={deadline}
                label={label}
                isSpoken
                className="text-56 font-bold leading-tight text-dai-900"
              />
            </div>
          )}
          <Dialog.Title className="title">{t('screenPress.title')}</Dialog.Title>
          <p id="screen-press-why" className="max-w-[640px] text-ink-2 [text-wrap:balance]">
            {t('screenPress.body')}
          </p>
          {problem && (
            <Callout tone="warn" title={t(`media.${problem}.what`)} className="max-w-[640px]">
              <p>{t(`media.${problem}.todo`)}</p>
            </Callout>
          )}
          <Button kind="primary" size="big" icon="screen" className="mt-2" isBusy={isBusy} onClick={() => void press()}>
            {t('screenPress.press')}
          </Button>
          <p className="flex items-center gap-2 text-16 text-ink-2">
            <Icon name="phone" size={20} />
            {ui('top.support')} <b className="text-ink">{view.interview.supportPhone}</b>
          </p>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
