// Owns: step 6 抽签: the press, the slip with the own lot, and what happens without a press.
// Never chooses a lot: it was fixed before anybody pressed, and the page says so.
import { useQuery } from '@tanstack/react-query'
import type { DrawView } from '@zhishi/core/contract'
import { useEffect, useRef, type ReactNode } from 'react'
import { call } from '../../client/call.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { formatMoment, formatTime, isSameDay } from '../../ui/time.ts'
import { useReachability, useServerNow } from '../../ui/use-clock.ts'
import { useAttempting } from '../attempt/context.ts'
import { gateOf } from '../attempt/position.ts'
import { useCommand, type Commanding } from '../attempt/queries.ts'
import { Shell, StepEyebrow, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { Contributors, Digest, DrawProof } from './draw-proof.tsx'
import { GoNext, NextUp, NotDone, useReasons, WhyNot } from './step-parts.tsx'

/** The draw as the server tells it; asked again when the lot is drawn or the step opens. */
function useDraw(): DrawView | undefined {
  const { view } = useAttempting()
  const { attemptId, lot } = view
  const { data } = useQuery({
    queryKey: ['draw', attemptId, lot, gateOf(view, 'draw')?.state],
    queryFn: async (): Promise<DrawView> => {
      const answer = await call('readDraw', { params: { attemptId } })
      if (!answer.ok) throw new Error(answer.refusal?.code ?? 'unreached')
      return answer.value
    },
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.status === 'error' ? AGAIN_MS : false),
    staleTime: Infinity,
  })
  return data
}

/** As often as the attempt itself is asked for. */
const AGAIN_MS = 5000

export function DrawPage() {
  const { ui } = useTexts()
  const { view } = useAttempting()
  const draw = useDraw()
  const commanding = useCommand(view.attemptId)
  usePageTitle(ui('steps.draw'))
  const isDrawn = view.lot !== null
  return (
    <Shell current="draw" isAwayTold={!isDrawn}>
      <StepEyebrow step="draw" />
      <h1 className="title">{ui('steps.draw')}</h1>
      <div className="mt-4 grid flex-1 gap-6 wide:grid-cols-[minmax(0,1fr)_340px]">
        <section className="card draw-stage">
          {view.lot === null ? <Press commanding={commanding} draw={draw} /> : <Slip lot={view.lot} draw={draw} />}
        </section>
        <aside className="flex flex-col gap-[14px]">
          {/* the proof comes a moment after the lot; until then there is nothing to check */}
          {isDrawn ? draw?.salt != null && <DrawProof draw={draw} /> : <Before draw={draw} />}
        </aside>
      </div>
      <div className="foot">
        <NextUp after="draw" />
        <span className="flex-1" />
        {isDrawn && <GoNext />}
      </div>
    </Shell>
  )
}

function Press({ commanding, draw }: { commanding: Commanding; draw: DrawView | undefined }) {
  const { t } = useTexts()
  const line = useReachability()
  const reasons = useReasons('draw', 'drawLot')
  const { send, isBusy, failure } = commanding
  return (
    <>
      <Fan />
      {draw && <p className="text-22 font-bold">{t('draw.count', { count: draw.count })}</p>}
      <p className="max-w-[560px] text-ink-2">{t('draw.once')}</p>
      <Button
        kind="primary"
        size="big"
        className="draw-press mt-6"
        isBusy={isBusy}
        blockedBy={reasons.length > 0 ? 'why-not' : undefined}
        onClick={() => void send({ kind: 'drawLot' })}
      >
        {t('draw.press')}
      </Button>
      <div className="mt-4 flex max-w-[560px] flex-col gap-3">
        <WhyNot id="why-not" reasons={reasons} />
        {line === 'reached' ? (
          failure?.refusal && <NotDone failure={failure} />
        ) : (
          <Callout tone="note" icon="wifiOff" isCompact title={t('flow.offline')}>
            <p>{t('draw.offline')}</p>
          </Callout>
        )}
      </div>
    </>
  )
}

/** Thirteen slips in the hand: a picture, not the number of lots. */
const SLIPS = 13
const DEGREES_BETWEEN = 2.6

function Fan() {
  return (
    <div className="draw-fan" aria-hidden="true">
      {Array.from({ length: SLIPS }, (_, at) => {
        const place = at - (SLIPS - 1) / 2
        return (
          <i
            key={at}
            style={{ transform: `rotate(${place * DEGREES_BETWEEN}deg) translateY(${place * place * 0.5}px)` }}
          />
        )
      })}
    </div>
  )
}

function Slip({ lot, draw }: { lot: number; draw: DrawView | undefined }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const now = useServerNow()
  const said = useRef<HTMLDivElement>(null)
  const numerals = t('draw.numerals')
  const digits = String(lot).replace(/\d/g, (digit) => numerals[Number(digit)] ?? digit)
  const { timeZone } = view.interview
  // the button that had the focus is gone
  useEffect(() => {
    if (document.activeElement === document.body) said.current?.focus()
  }, [])
  const drawnAt = gateOf(view, 'draw')?.doneAt ?? null
  const time =
    drawnAt === null
      ? ''
      : isSameDay(drawnAt, now, timeZone)
        ? formatTime(drawnAt, timeZone, true)
        : formatMoment(drawnAt, now, timeZone)
  const isAssigned = draw?.drawnAt !== null && draw?.isDrawnByCandidate === false
  return (
    <div className="draw-own">
      <div className="draw-slip" aria-hidden="true">
        <span>{t('draw.slip')}</span>
        <b className={digits.length > 3 ? 'draw-many' : ''}>{digits}</b>
      </div>
      <div ref={said} tabIndex={-1} role="status" className="text-start outline-none">
        <p className="text-ink-2">{t('draw.own')}</p>
        <strong className="draw-number">{lot}</strong>
        <p className="tag tag-ok text-16">
          <Icon name="tick" size={16} />
          {t(isAssigned ? 'draw.assigned' : 'draw.drawn', { time })}
        </p>
        {isAssigned && <p className="mt-4 max-w-[340px] text-16 text-ink-2">{t('draw.assignedNote')}</p>}
        <p className="mt-4 max-w-[340px] text-16 text-ink-2">{t('draw.keep')}</p>
      </div>
    </div>
  )
}

function Before({ draw }: { draw: DrawView | undefined }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const now = useServerNow()
  return (
    <>
      <Side icon="info" title={t('draw.ifNotTitle')}>
        <p>{t('draw.ifNot')}</p>
      </Side>
      {draw && (
        <Side icon="shield" title={t('draw.fairTitle')}>
          <p>{t('draw.sealed', { time: formatMoment(draw.file.committedAt, now, view.interview.timeZone) })}</p>
          <p className="my-2 rounded-1 bg-sunken px-[10px] py-2">
            <Digest of={draw.file.rollHash} />
          </p>
          <p>{t('draw.fair')}</p>
          <Contributors draw={draw} />
        </Side>
      )}
    </>
  )
}

function Side({ icon, title, children }: { icon: IconName; title: string; children: ReactNode }) {
  return (
    <section className="card px-[22px] py-[18px] text-16 leading-[1.6] text-ink-2 last:flex-1">
      <h2 className="mb-1 flex items-center gap-2 text-18 font-bold text-ink">
        <Icon name={icon} size={22} />
        {title}
      </h2>
      {children}
    </section>
  )
}
