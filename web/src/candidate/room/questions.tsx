// Owns: the questions and the answer clock. What is shown is never blanked; it cannot be selected, copied or printed.
// Never holds a question before the server gave its key out at T0.
import type { PackContent } from '@zhishi/core/contract'
import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Countdown } from '../../ui/clock.tsx'
import { Icon } from '../../ui/icon.tsx'
import { unbroken } from '../../ui/phone.ts'
import { Rich } from '../../ui/rich.tsx'
import { formatTime } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import { useAttempting, useQuestions } from '../attempt/context.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'
import { keepHere } from '../untaken.ts'
import { Watermark } from '../watermark.tsx'
import { languageName } from './answer-language.ts'
import { UnlockForm } from './unlock.tsx'

export function AnswerHead() {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { startsAt, endsAt } = view.schedule
  const { timeZone } = view.interview
  if (startsAt === null || endsAt === null) return null
  return (
    <header className="answer-head">
      <div>
        <p className="text-15 leading-snug text-ink-2">{t('answering.left')}</p>
        <Countdown at={endsAt} label={t('answering.left')} isSpoken className="answer-clock" />
      </div>
      <div className="min-w-[220px] flex-1 text-15 text-ink-2">
        <TimeBar startsAt={startsAt} endsAt={endsAt} />
        <p className="mt-[6px] flex justify-between gap-4 leading-snug">
          <span>{t('answering.starts', { time: formatTime(startsAt, timeZone) })}</span>
          <span>{t('answering.ends', { time: formatTime(endsAt, timeZone) })}</span>
        </p>
      </div>
      <Refresh />
    </header>
  )
}

/** The same deadline once more for the eye; the clock beside it speaks. */
function TimeBar({ startsAt, endsAt }: { startsAt: number; endsAt: number }) {
  const left = Math.max(0, endsAt - useServerNow(endsAt))
  return <progress className="bar" aria-hidden="true" max={1} value={Math.min(1, left / (endsAt - startsAt))} />
}

function Refresh() {
  const { t } = useTexts()
  const { view, questions } = useAttempting()
  const { isAsking, refreshed } = useQuestions()
  const time = refreshed ? formatTime(refreshed.at, view.interview.timeZone, true) : ''
  return (
    <div className="flex flex-col items-end gap-1">
      <Button size="small" icon="refresh" isBusy={isAsking} onClick={() => void questions.refresh()}>
        {t('answering.refresh')}
      </Button>
      <output className="text-14 leading-tight text-ink-2">
        {refreshed && t(refreshed.isReached ? 'answering.refreshed' : 'answering.notRefreshed', { time })}
      </output>
    </div>
  )
}

export function QuestionList() {
  const { t } = useTexts()
  const { view, stage } = useAttempting()
  const { recorder } = useRecorder()
  const { questions, isLate, isDamaged, canUnlock } = useQuestions()
  const isNoted = useRef(false)
  // the router may draw this page once more on the way to the hand-in
  const isShown = questions !== null && stage === 'answering'
  useEffect(() => {
    if (!isShown || isNoted.current) return
    isNoted.current = true
    recorder.note({ kind: 'questionsShown' })
  }, [isShown, recorder])

  if (!questions) {
    const phone = unbroken(view.interview.supportPhone)
    return <NoQuestions isLate={isLate} isDamaged={isDamaged} canUnlock={canUnlock} phone={phone} />
  }
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <section ref={keepHere} className="questions" tabIndex={0} aria-label={t('answering.questions')}>
        {questions.map((question, at) => (
          <Question key={question.text} question={question} number={at + 1} />
        ))}
      </section>
      {view.lot !== null && <Watermark text={t('answering.watermark', { lot: view.lot })} />}
    </>
  )
}

function Question({ question, number }: { question: PackContent['questions'][number]; number: number }) {
  const { t, language } = useTexts()
  const numerals = t('answering.numerals').split(',')
  return (
    <article>
      <h2>{t('answering.number', { number: numerals[number - 1] ?? number })}</h2>
      <div>
        <p lang={/[一-鿿]/.test(question.text) ? 'zh-CN' : undefined}>{question.text}</p>
        {!isMandarin(question.answerLanguage) && (
          <small>{t('answering.answerIn', { language: languageName(question.answerLanguage, language) })}</small>
        )}
      </div>
    </article>
  )
}

const isMandarin = (tag: string): boolean => /^zh(-|$)/i.test(tag)

/** Mandarin, unless the questions say otherwise. */
export function useAnswerRule(): string {
  const { t } = useTexts()
  const { questions } = useQuestions()
  const isOther = (questions ?? []).some((question) => !isMandarin(question.answerLanguage))
  return t('answering.rules', { language: isOther ? t('answering.ownLanguages') : t('answering.mandarin') })
}

type NoQuestionsProps = { isLate: boolean; isDamaged: boolean; canUnlock: boolean; phone: string }

function NoQuestions({ isLate, isDamaged, canUnlock, phone }: NoQuestionsProps) {
  const { t } = useTexts()
  if (!isLate) {
    return (
      <output className="flex items-center gap-3 px-8 py-6 text-22 text-ink-2">
        <Icon name="spinner" />
        {t('answering.opening')}
      </output>
    )
  }
  return (
    <div className="px-8 py-6">
      <Callout tone="warn" title={t(isDamaged ? 'unlock.damaged' : 'answering.late')}>
        <p>
          <Rich text={t('answering.lateBody', { phone })} />
        </p>
      </Callout>
      {canUnlock && <UnlockForm phone={phone} />}
    </div>
  )
}
