// Owns: step 2 设备准备: the room, then the checks one after the other; their results go to the organiser by themselves.
// Never blocks anything: a check that fails says what to do, and its result is sent all the same.
import { useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { inLanguage } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icon.tsx'
import { formatMoment } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import { newCommandId } from '../../client/device.ts'
import { useAttempting } from '../attempt/context.ts'
import { gateOf } from '../attempt/position.ts'
import { useCommand } from '../attempt/queries.ts'
import { CHECKS, checkResults } from '../preparation/checks.ts'
import { CheckRow } from '../preparation/check-row.tsx'
import { CheckStage } from '../preparation/check-stage.tsx'
import { useChecks, type Checks } from '../preparation/use-checks.ts'
import { Shell, StepEyebrow, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { GoNext, NextUp, NotDone, useReasons, WhyNot } from './step-parts.tsx'

export function PreparationPage() {
  const { t, ui } = useTexts()
  const { view } = useAttempting()
  const now = useServerNow()
  const checks = useChecks()
  const doneAt = gateOf(view, 'preparation')?.doneAt ?? null
  usePageTitle(ui('steps.preparation'))
  return (
    <Shell current="preparation">
      <StepEyebrow step="preparation">
        {doneAt !== null && (
          <span className="tag tag-ok">
            <Icon name="tick" size={16} />
            {t('preparation.done', { time: formatMoment(doneAt, now, view.interview.timeZone) })}
          </span>
        )}
      </StepEyebrow>
      <h1 className="title">{ui('steps.preparation')}</h1>
      <p className="lead">{t('preparation.lead')}</p>
      <div className="mt-4 grid items-start gap-6 wide:grid-cols-[minmax(0,1fr)_372px]">
        <div className="grid gap-4 wide:order-2">
          <CheckStage checks={checks} />
          <Room />
        </div>
        <section className="card px-6 py-2" aria-label={t('preparation.list')}>
          <ul>
            {CHECKS.map((check) => (
              <CheckRow
                key={check}
                check={check}
                judged={checks.judged[check]}
                isRunning={checks.running === check}
                onAgain={checks.running === null ? () => void checks.run([check]) : undefined}
              />
            ))}
          </ul>
        </section>
      </div>
      <Foot checks={checks} isDone={doneAt !== null} />
    </Shell>
  )
}

const ROOM = ['quiet', 'alone', 'light', 'desk', 'phone'] as const

/** What the room must be like, in the organiser's words or ours. */
function Room() {
  const { t, language } = useTexts()
  const { view } = useAttempting()
  const { room } = view.texts
  return (
    <section className="card px-6 py-4 text-16">
      <h2 className="mb-1 text-18 font-bold">{t('preparation.roomTitle')}</h2>
      {room ? (
        <p
          className="whitespace-pre-line [overflow-wrap:anywhere]"
          lang={language === 'en' && !room.en ? 'zh-CN' : undefined}
        >
          {inLanguage(room, language)}
        </p>
      ) : (
        <ul className="grid gap-1">
          {ROOM.map((one) => (
            <li key={one} className="flex gap-2 leading-normal">
              <Icon name="good" size={18} className="mt-1 text-ink-3" />
              {t(`preparation.room.${one}`)}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Foot({ checks, isDone }: { checks: Checks; isDone: boolean }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const reasons = useReasons('preparation', 'prepare')
  const { judged, running } = checks
  const isComplete = running === null && CHECKS.every((check) => judged[check])
  const { isSent, failure } = useSubmission(isComplete && reasons.length === 0 ? judged : null)
  const failed = CHECKS.filter((check) => !['passed', 'notTold', undefined].includes(judged[check]?.verdict)).length
  return (
    <>
      {isComplete && (
        <Callout
          tone={failed === 0 ? 'ok' : 'warn'}
          title={failed === 0 ? t('preparation.allGood') : t('preparation.someFailed', { count: failed })}
          className="mt-4"
        >
          <p>
            {failed === 0
              ? t('preparation.allGoodBody')
              : t('preparation.someFailedBody', { phone: view.interview.supportPhone })}
          </p>
          {reasons.length === 0 && (
            <p role="status">{t(isSent ? 'preparation.submitted' : 'preparation.submitting')}</p>
          )}
        </Callout>
      )}
      <NotDone failure={failure} />
      {isComplete && <WhyNot id="why-prepare" reasons={reasons} />}
      <div className="foot">
        <NextUp after="preparation" />
        <span className="flex-1" />
        {isComplete ? (
          <Button icon="refresh" onClick={() => void checks.run()}>
            {t('preparation.again')}
          </Button>
        ) : (
          <Button kind="primary" size="big" icon="guide" isBusy={running !== null} onClick={() => void checks.run()}>
            {t(running === null ? 'preparation.start' : 'preparation.running')}
          </Button>
        )}
        {isDone && running === null && <GoNext />}
      </div>
    </>
  )
}

/** Pause between tries of results that did not reach the server. */
const REPEAT_MS = 3000

/** Sends each complete set of results once, again until it arrives; whoever goes back meanwhile loses nothing. */
function useSubmission(complete: Checks['judged'] | null) {
  const { view } = useAttempting()
  const { send, failure } = useCommand(view.attemptId)
  const [sent, setSent] = useState<Checks['judged'] | null>(null)
  useEffect(() => {
    if (complete === null) return
    let timer: ReturnType<typeof setTimeout>
    let isOver = false
    const id = newCommandId()
    const submit = async (): Promise<void> => {
      const answer = await send({ kind: 'prepare', checks: checkResults(complete) }, id)
      if (isOver) return
      if (answer.ok) setSent(complete)
      else if (!answer.refusal) timer = setTimeout(() => void submit(), REPEAT_MS)
    }
    void submit()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [complete, send])
  return { isSent: complete !== null && sent === complete, failure }
}
