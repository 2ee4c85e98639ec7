// Owns: the questions and the answer clock. What is shown is never blanked; it cannot be selected, copied or printed.
// Never holds a question before the server gave its key out at T0.
import type { PackContent } from '@zhishi/core/contract'
import { useEffect, useRef, type ClipboardEvent, type MouseEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Countdown } from '../../ui/clock.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Rich } from '../../ui/rich.tsx'
import { formatTime } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import { useAttempting, useQuestions } from '../attempt/context.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'
import { Watermark } from '../watermark.tsx'
import { languageName } from './answer-language.ts'

export function AnswerHead() {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { startsAt, endsAt } = view.schedule
  const { timeZone } = view.interview
  if (startsAt === null || endsAt === null) return null
  return (
    <header className="answer-head flex flex-wrap items-center gap-x-8 gap-y-2 border-b border-line px-8 py-3">
      <div>
        <p className="text-15 leading-snug text-ink-2">{t('answering.left')}</p>
        <Countdown
          at={endsAt}
          label={t('answering.left')}
          isSpoken
          className="text-56 font-bold leading-none text-dai-900"
        />
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
  return (
    <div className="bar" aria-hidden="true">
      <i style={{ width: `${Math.min(100, (left / (endsAt - startsAt)) * 100)}%` }} />
    </div>
  )
}

function Refresh() {
  const { t } = useTexts()
  const { questions } = useAttempting()
  const { isAsking } = useQuestions()
  return (
    <Button size="small" icon="refresh" isBusy={isAsking} onClick={() => void questions.refresh()}>
      {t('answering.refresh')}
    </Button>
  )
}

export function QuestionList() {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { recorder } = useRecorder()
  const { questions, isLate, refreshedAt } = useQuestions()
  const isNoted = useRef(false)
  const isShown = questions !== null
  useEffect(() => {
    if (!isShown || isNoted.current) return
    isNoted.current = true
    recorder.note({ kind: 'questionsShown' })
  }, [isShown, recorder])

  if (!questions) return <NoQuestions isLate={isLate} phone={view.interview.supportPhone} />
  const refuse = (event: ClipboardEvent | MouseEvent): void => event.preventDefault()
  return (
    <>
      <section
        className="questions"
        // long questions are scrolled by keyboard too
        tabIndex={0}
        aria-label={t('answering.questions')}
        onCopy={refuse}
        onCut={refuse}
        onContextMenu={refuse}
        onDragStart={(event) => event.preventDefault()}
      >
        {questions.map((question, at) => (
          <Question key={question.text} question={question} number={at + 1} />
        ))}
        {refreshedAt !== null && (
          <p className="sr-only" role="status">
            {t('answering.refreshed', { time: formatTime(refreshedAt, view.interview.timeZone, true) })}
          </p>
        )}
      </section>
      {view.lot !== null && <Watermark text={t('answering.watermark', { lot: view.lot })} />}
    </>
  )
}

function Question({ question, number }: { question: PackContent['questions'][number]; number: number }) {
  const { t, language } = useTexts()
  const numerals = t('answering.numerals')
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

function NoQuestions({ isLate, phone }: { isLate: boolean; phone: string }) {
  const { t } = useTexts()
  if (!isLate) {
    return (
      <p className="flex items-center gap-3 px-8 py-6 text-22 text-ink-2" role="status">
        <Icon name="spinner" />
        {t('answering.opening')}
      </p>
    )
  }
  return (
    <div className="px-8 py-6">
      <Callout tone="warn" title={t('answering.late')}>
        <p>
          <Rich text={t('answering.lateBody', { phone })} />
        </p>
      </Callout>
    </div>
  )
}
