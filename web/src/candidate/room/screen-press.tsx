// Owns: the one press that sharing the screen needs after a reload or after sharing was stopped: a full page with one
// button over the running clock. Never from T0 on: then it is an alarm above the questions (recording-alarm.tsx).
import { Dialog } from 'radix-ui'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Countdown } from '../../ui/clock.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useAttempting } from '../attempt/context.ts'
import { useStatement } from './use-statement.ts'
import { useTexts } from '../texts/index.ts'
import { useNames } from './recording-text.ts'
import { useShareScreen } from './share-screen.ts'

export function ScreenPress() {
  const { t, ui } = useTexts()
  const { view, stage } = useAttempting()
  const { share, isBusy, problem } = useShareScreen()
  const names = useNames()
  const { feeds } = useStatement()
  const isNeeded =
    stage === 'waiting' &&
    feeds.some(({ feed, cause }) => feed === 'screen' && (cause === 'pressNeeded' || cause === 'denied'))
  const recording = feeds.flatMap(({ feed, state }) => (state === 'recording' ? [feed] : []))

  const deadline = view.schedule.startsAt
  const label = t('screenPress.waiting')
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
            {recording.length > 0 && t('screenPress.rest', { feeds: names(recording) })} {t('screenPress.body')}
          </p>
          {problem && (
            <Callout tone="warn" title={t(`media.${problem}.what`)} className="max-w-[640px]">
              <p>{t(`media.${problem}.todo`)}</p>
            </Callout>
          )}
          <Button kind="primary" size="big" icon="screen" className="mt-2" isBusy={isBusy} onClick={() => void share()}>
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
