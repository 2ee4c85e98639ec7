// Owns: step 4 阅读面试流程: the organiser's text or our own account of the eleven steps, read to its end before
// 【我已阅读】 can be pressed. Never remembers where somebody stopped: who comes back reads on by scrolling.
import { STEPS } from '@zhishi/core/process'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { currentLanguage, inLanguage } from '../../ui/i18n.ts'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { formatMoment, formatLength, zoneName } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import { useAttempting } from '../attempt/context.ts'
import { gateOf } from '../attempt/position.ts'
import { useCommand } from '../attempt/queries.ts'
import { Shell, StepEyebrow, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { processEn } from '../texts/process.en.ts'
import { processZhCN } from '../texts/process.zh-CN.ts'
import type { ProcessFacts } from '../texts/process.ts'
import { GoNext, NextUp, NotDone, useReasons, WhyNot } from './step-parts.tsx'

export function BriefingPage() {
  const { t, ui, language } = useTexts()
  const { view } = useAttempting()
  const now = useServerNow()
  const end = useRef<HTMLParagraphElement>(null)
  const hasReached = useReached(end)
  const doneAt = gateOf(view, 'briefing')?.doneAt ?? null
  const { timeZone } = view.interview
  const { briefing } = view.texts
  usePageTitle(ui('steps.briefing'))
  return (
    <Shell current="briefing">
      <StepEyebrow step="briefing">{briefing && <span>{t('briefing.byOrganiser')}</span>}</StepEyebrow>
      <h1 className="title">{ui('steps.briefing')}</h1>
      <p className="lead">{t('briefing.lead', { zone: zoneName(timeZone, now, language, ui('top.beijing')) })}</p>
      <ScrollRegion className="card reading mt-4" label={t('briefing.text')}>
        {briefing ? (
          <p className="reading-own" lang={language === 'en' && !briefing.en ? 'zh-CN' : undefined}>
            {inLanguage(briefing, language)}
          </p>
        ) : (
          <OurProcess />
        )}
        <p ref={end} className="py-4 text-center text-16 text-ink-2">
          {t('briefing.end')}
        </p>
      </ScrollRegion>
      <div className="foot">
        {doneAt === null ? (
          <Confirm hasReached={hasReached} />
        ) : (
          <>
            <p className="next-up" role="status">
              <Icon name="good" size={22} className="text-ok" />
              {t('briefing.done', { time: formatMoment(doneAt, now, timeZone) })}
            </p>
            <span className="flex-1" />
            <GoNext />
          </>
        )}
      </div>
    </Shell>
  )
}

function Confirm({ hasReached }: { hasReached: boolean }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { send, isBusy, failure } = useCommand(view.attemptId)
  const reasons = useReasons('briefing', 'confirmBriefing')
  const why = reasons.length > 0 ? 'why-not' : hasReached ? undefined : 'read-on'
  return (
    <>
      <NextUp after="briefing" />
      <span className="flex-1" />
      <WhyNot id="why-not" reasons={reasons} />
      <NotDone failure={failure} />
      {reasons.length === 0 && (
        <p id="read-on" className="flex items-center gap-2 text-16 text-ink-2" role="status">
          <Icon name={hasReached ? 'good' : 'down'} size={20} className={hasReached ? 'text-ok' : ''} />
          {t(hasReached ? 'briefing.reached' : 'briefing.notYet')}
        </p>
      )}
      <Button
        kind="primary"
        size="big"
        isBusy={isBusy}
        blockedBy={why}
        onClick={() => void send({ kind: 'confirmBriefing' })}
      >
        {t('briefing.confirm')}
      </Button>
    </>
  )
}

/** Whether the element has come into sight once, by whatever means it was scrolled to. */
function useReached(element: RefObject<Element | null>): boolean {
  const [hasReached, setReached] = useState(false)
  useEffect(() => {
    if (hasReached || !element.current) return
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) setReached(true)
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [hasReached, element])
  return hasReached
}

/** Our own account, with the times of this interview in it and what it leaves out marked so. */
function OurProcess() {
  const { t, ui, language } = useTexts()
  const { view } = useAttempting()
  const { steps, notes } = (language === 'en' ? processEn : processZhCN)(useFacts())
  return (
    <>
      <ol>
        {STEPS.map((step, at) => (
          <li key={step} className="reading-step">
            <h2>
              <span>{at + 1}</span>
              {ui(`steps.${step}`)}
              {gateOf(view, step)?.state === 'excused' && <span className="tag">{t('briefing.notNeeded')}</span>}
            </h2>
            {steps[step].map((text) => (
              <p key={text}>{text}</p>
            ))}
          </li>
        ))}
      </ol>
      <h2 className="reading-notes">{t('briefing.notes')}</h2>
      <ol className="list-decimal pl-7">
        {notes.map((note) => (
          <li key={note} className="py-1">
            {note}
          </li>
        ))}
      </ol>
    </>
  )
}

function useFacts(): ProcessFacts {
  const { view } = useAttempting()
  const { t: ui } = useTranslation('ui')
  const now = useServerNow()
  const { schedule, interview, sweepMs } = view
  const say = (at: number | null | undefined) =>
    typeof at === 'number' ? formatMoment(at, now, interview.timeZone) : null
  // where one word runs into the next there is no space between number and unit in Chinese texts
  const length = (ms: number) => (currentLanguage() === 'en' ? formatLength(ms, ui) : ` ${formatLength(ms, ui)}`)
  return {
    signInOpens: say(gateOf(view, 'signIn')?.opensAt),
    entryOpens: say(gateOf(view, 'entry')?.opensAt),
    entryCloses: say(gateOf(view, 'entry')?.closesAt),
    starts: say(schedule.startsAt),
    duration: length(schedule.durationMs),
    sweep: length(sweepMs),
    phone: interview.supportPhone,
    hasFace: view.face === 'required',
  }
}
