// Owns: the alarm of a feed that is due and does not record: since when, why, what to do, one button that tries anew.
// Never over the questions: it stands above them, folds to one line by a press, and unfolds for another outage.
import { SECOND_MS } from '@zhishi/core/time'
import { useId, type ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Rich } from '../../ui/rich.tsx'
import { useReachability, useServerNow } from '../../ui/use-clock.ts'
import { useAttempting } from '../attempt/context.ts'
import { useStatement } from './use-statement.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { LINE_ICONS } from '../steps/line-icons.ts'
import { useTexts } from '../texts/index.ts'
import { useFolding } from './folding.ts'
import { alarmingOf, type Alarming } from './alarming.ts'
import { capital, useNames, useOthersRecording, useMissingText } from './recording-text.ts'
import { useShareScreen } from './share-screen.ts'

export function RecordingAlarm({ className = '' }: { className?: string }) {
  const { t } = useTexts()
  const alarming = alarmingOf(useStatement().feeds)
  const names = useNames()
  const feeds = names(alarming.map(({ feed }) => feed))
  return (
    <>
      {/* spoken once for each outage: what counts the seconds below is not spoken */}
      <p role="alert" className="sr-only">
        {alarming.length > 0 && t('recording.alarm.said', { feeds })}
      </p>
      {alarming.length > 0 && <Alarm alarming={alarming} className={className} />}
    </>
  )
}

function Alarm({ alarming, className }: { alarming: readonly Alarming[]; className: string }) {
  const { t } = useTexts()
  const { isFolded, fold, unfold } = useFolding()
  const isLine = isFolded(alarming)
  const details = useId()
  return (
    <section
      className={`alarm ${isLine ? 'alarm-line' : alarming.length === 1 ? 'alarm-alone' : ''} ${className}`}
      aria-label={t('recording.alarm.label')}
    >
      <div id={details} className="alarm-feeds">
        {alarming.map((one) => (
          <Missing key={one.feed} it={one} isLine={isLine} isAlone={alarming.length === 1} />
        ))}
      </div>
      <Button
        kind="quiet"
        size="small"
        icon={isLine ? 'down' : 'up'}
        className="alarm-fold"
        aria-expanded={!isLine}
        aria-controls={details}
        onClick={() => (isLine ? unfold() : fold(alarming))}
      >
        {t(isLine ? 'recording.alarm.unfold' : 'recording.alarm.fold')}
      </Button>
    </section>
  )
}

function Missing({ it, isLine, isAlone }: { it: Alarming; isLine: boolean; isAlone: boolean }) {
  const { t } = useTexts()
  const { state } = useRecorder()
  const causes =
    state.openFailure === 'openElsewhere'
      ? ('recording.alarm.elsewhere' as const)
      : (`recording.alarm.causes.${it.feed}.${it.cause ?? 'unknown'}` as const)
  return (
    <div className="alarm-feed">
      <Icon name={LINE_ICONS[it.feed]} size={isLine ? 22 : 38} />
      <div className="min-w-0 flex-1">
        <h2>
          <Title it={it} />
        </h2>
        {!isLine && (
          <>
            <p>
              <Around why={t(`${causes}.why`)} />
            </p>
            {isAlone && (
              <ol>
                <li>{t(`${causes}.one`)}</li>
                <li>{t(`${causes}.two`)}</li>
                <li>{t(`${causes}.three`)}</li>
              </ol>
            )}
          </>
        )}
      </div>
      <Remedy it={it} isLine={isLine} />
    </div>
  )
}

/** How long this outage has lasted; what was missing before it stands in the dock. */
function Title({ it: { feed, sinceAt, missingMs } }: { it: Alarming }) {
  const { t } = useTexts()
  const now = useServerNow()
  const lengthMs = sinceAt === null ? missingMs : now - sinceAt
  const say = useMissingText()
  const name = t(`recording.names.${feed}`)
  if (lengthMs < SECOND_MS) return t('recording.alarm.titleNow', { feed: name })
  return <Rich text={t('recording.alarm.title', { feed: name, length: say(lengthMs) })} />
}

/** Why, what goes on, who sees it, and that nothing waits for it. */
function Around({ why }: { why: string }): ReactNode {
  const { t, language } = useTexts()
  const { stage, view } = useAttempting()
  const others = useOthersRecording()
  const names = useNames()
  const line = useReachability()
  const hasClock = stage === 'answering' || (stage === 'waiting' && view.schedule.startsAt !== null)
  const says = [
    why,
    ...(others.length > 0 ? [capital(t('recording.alarm.others', { feeds: names(others) }), language)] : []),
    t(line === 'reached' ? 'recording.alarm.seen' : 'recording.alarm.seenLater'),
    ...(hasClock ? [t(`recording.alarm.clock.${stage}`)] : []),
  ]
  return says.join(language === 'en' ? ' ' : '')
}

/** The screen needs a press that chooses it; everything else is opened anew. */
function Remedy({ it, isLine }: { it: Alarming; isLine: boolean }) {
  const { t } = useTexts()
  const { recorder } = useRecorder()
  const { share, isBusy, problem } = useShareScreen()
  const isShared = it.feed === 'screen' && ['pressNeeded', 'denied', 'absent'].includes(it.cause ?? '')
  return (
    <div className="alarm-remedy">
      <Button
        kind="primary"
        size={isLine ? 'small' : 'middle'}
        icon={isShared ? 'screen' : 'refresh'}
        isBusy={isShared && isBusy}
        onClick={() => void (isShared ? share() : recorder.retry())}
      >
        {t(isShared ? 'recording.alarm.share' : 'recording.alarm.again')}
      </Button>
      {isShared && problem && <p role="status">{t(`media.${problem}.what`)}</p>}
    </div>
  )
}
