// Owns: step 5 佐证绑定: the code for the phone, what to do with the phone, and what has come from it.
// Never judges what the phone sees: people do; never shows a picture of it that is not there.
import { useState, type ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { PlacementDrawing, SweepDrawing } from '../../ui/evidence-drawings.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { Rich } from '../../ui/rich.tsx'
import { formatBytes, formatTime, formatLength } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { gateOf } from '../attempt/position.ts'
import { BindCode } from '../evidence/bind-code.tsx'
import { leftOf, phoneStateOf, silentSeconds, stageOf } from '../evidence/phone-state.ts'
import { Shell, StepEyebrow, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { GoNext, WhyNot } from './step-parts.tsx'

export function EvidencePage() {
  const { t, ui } = useTexts()
  const { view } = useAttempting()
  const say = useRefusalText(view.interview.timeZone)
  const gate = gateOf(view, 'evidence')
  const reasons = (gate?.reasons ?? []).map(say)
  const isDone = gate?.state === 'done'
  usePageTitle(ui('steps.evidence'))
  return (
    <Shell current="evidence">
      <StepEyebrow step="evidence" />
      <h1 className="title">{ui('steps.evidence')}</h1>
      {reasons.length > 0 ? (
        <div className="mt-4">
          <WhyNot id="why-not" reasons={reasons} />
        </div>
      ) : (
        <div className="mt-3 grid items-start gap-5 wide:grid-cols-[300px_minmax(0,1fr)]">
          <Scan />
          <Film />
        </div>
      )}
      <div className="foot">
        <p className="next-up" id="evidence-left" role="status">
          <Icon name={isDone ? 'good' : 'info'} size={22} className={isDone ? 'text-ok' : ''} />
          <span>
            <Rich text={isDone ? t('evidence.keep') : t(`evidence.left.${leftOf(view)}`)} />
          </span>
        </p>
        <span className="flex-1" />
        {isDone ? (
          <GoNext />
        ) : (
          <Button kind="primary" size="big" blockedBy="evidence-left">
            {t('evidence.finish')}
          </Button>
        )}
      </div>
    </Shell>
  )
}

/** 1: the code, or the phone that was bound by it. A silent phone brings the code back by itself. */
function Scan() {
  const { t } = useTexts()
  const { view } = useAttempting()
  const [isChanging, setChanging] = useState(false)
  const state = phoneStateOf(view)
  const boundAt = view.evidence?.boundAt ?? null
  const [askedAt, setAskedAt] = useState<number | null>(null)
  // bound since the change was asked for: it is done
  const isShown = boundAt === null || state.kind === 'silent' || (isChanging && askedAt === boundAt)
  const change = (): void => {
    setChanging(true)
    setAskedAt(boundAt)
  }
  return (
    <section className="card p-6" aria-labelledby="evidence-1">
      <Numbered id="evidence-1" number={1} state={boundAt === null ? 'now' : 'done'} title={t('evidence.scan')} />
      <PhoneSays />
      <div className="mt-3">{isShown && <BindCode />}</div>
      {!isShown && (
        <Button className="mt-3 w-full" icon="mobile" onClick={change}>
          {t('evidence.change')}
        </Button>
      )}
    </section>
  )
}

/** Bound, first bytes, last bytes, silence: in words, as the server knows them. */
function PhoneSays() {
  const { t, ui } = useTexts()
  const { view, known } = useAttempting()
  const { evidence, interview } = view
  const state = phoneStateOf(view)
  if (!evidence) return null
  const at = (instant: number) => formatTime(instant, interview.timeZone, true)
  const facts = (
    <>
      <p>{t('evidence.boundAt', { time: at(evidence.boundAt) })}</p>
      <p>
        {evidence.lastBytesAt === null
          ? t('evidence.noBytes')
          : t('evidence.lastBytes', { time: at(evidence.lastBytesAt), size: formatBytes(evidence.bytes) })}
      </p>
    </>
  )
  // what is known is old: silence of the computer says nothing about the phone
  if (known.failure) {
    return (
      <Callout tone="note" isCompact className="mt-3" title={t('evidence.unknown')}>
        {facts}
      </Callout>
    )
  }
  if (state.kind === 'silent') {
    return (
      <Callout
        tone="warn"
        icon="mobile"
        isCompact
        className="mt-3"
        title={t('evidence.silent', { seconds: silentSeconds(state.lengthMs) })}
      >
        <p>{t('evidence.silentTodo')}</p>
      </Callout>
    )
  }
  return (
    <Callout
      tone="ok"
      isCompact
      className="mt-3"
      title={state.kind === 'live' ? t('evidence.live') : t('evidence.bound')}
    >
      {facts}
      {state.kind === 'waiting' && <p>{t('evidence.waiting', { length: formatLength(5000, ui) })}</p>}
    </Callout>
  )
}

/** 2 and 3: what is done with the phone in the hand; the phone itself leads through both. */
function Film() {
  const { t, ui } = useTexts()
  const { view } = useAttempting()
  const stage = stageOf(view)
  const isLive = phoneStateOf(view).kind === 'live'
  const seen = [t('evidence.desk'), t('evidence.screen'), t('evidence.self'), t('evidence.around')]
  return (
    <section className="card p-6">
      <div className="flex items-center gap-4">
        <Numbered
          id="evidence-2"
          number={2}
          state={stage === 2 ? 'now' : stage > 2 ? 'done' : 'later'}
          title={t('evidence.sweep')}
        />
        <span className="flex-1" />
        {isLive && <span className="rec text-16">{t('evidence.recording')}</span>}
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-6">
        <div className="w-[230px] flex-none">
          <SweepDrawing says={t('evidence.pictures.sweep')} />
        </div>
        <p className="min-w-[200px] flex-1 text-16 text-ink-2">
          <Rich text={t('evidence.sweepBody', { length: formatLength(view.sweepMs, ui) })} />
        </p>
      </div>
      <div className="mt-3 border-t border-line pt-4">
        <Numbered id="evidence-3" number={3} state={stage === 3 ? 'now' : 'later'} title={t('evidence.place')} />
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-6">
        <div className="w-[230px] flex-none">
          <PlacementDrawing says={t('evidence.pictures.place')} />
        </div>
        <div className="min-w-[200px] flex-1 text-16">
          <p className="text-ink-2">
            <Rich text={t('evidence.placeBody')} />
          </p>
          <ul className="mt-2 grid grid-cols-2 gap-x-4 gap-y-1">
            {seen.map((one) => (
              <li key={one} className="flex items-center gap-2">
                <Icon name="camera" size={18} className="text-dai-600" />
                {one}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  )
}

type NumberedProps = { id: string; number: number; state: keyof typeof LOOKS; title: ReactNode }

const LOOKS = {
  done: 'bg-ok text-white',
  now: 'bg-dai-600 text-white',
  later: 'border-[1.5px] border-line-strong text-ink-2',
}

function Numbered({ id, number, state, title }: NumberedProps) {
  return (
    <h2
      id={id}
      className="flex items-center gap-[10px] text-20 font-bold leading-snug"
      aria-current={state === 'now' ? 'step' : undefined}
    >
      <span
        aria-hidden="true"
        className={`grid size-7 flex-none place-items-center rounded-full text-15 ${LOOKS[state]}`}
      >
        {number}
      </span>
      {title}
    </h2>
  )
}
