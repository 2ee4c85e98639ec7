// Owns: step 7 阅读考试附件: the list and one attachment at a time, in the page, within their window.
// Never opens them before the candidate was told that a missing lot is assigned by it.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { AttachmentView } from '@zhishi/core/contract'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../../client/call.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { inLanguage } from '../../ui/i18n.ts'
import { formatBytes, formatMoment } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import { Viewer, type Held } from '../attachments/viewer.tsx'
import { useAttempting } from '../attempt/context.ts'
import { gateOf, nextStep } from '../attempt/position.ts'
import { NotAnswered, useCommand } from '../attempt/queries.ts'
import { Shell, StepEyebrow, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { GoNext, NextUp, NotDone, useReasons, WhyNot } from './step-parts.tsx'

export function AttachmentsPage() {
  const { t, ui } = useTexts()
  const { view } = useAttempting()
  const reasons = useReasons('attachments', 'openAttachments')
  usePageTitle(ui('steps.attachments'))
  return (
    <Shell current="attachments">
      <StepEyebrow step="attachments" />
      <h1 className="title">{ui('steps.attachments')}</h1>
      <p className="lead">{t('attachments.lead')}</p>
      <div className="mt-4 flex min-h-0 flex-1 flex-col">
        {reasons.length > 0 ? (
          <WhyNot id="why-not" reasons={reasons} />
        ) : view.attachments === 0 ? (
          <Callout tone="note" title={t('attachments.none')}>
            <p>{isAsked(view) ? t('attachments.noneRequired') : t('attachments.noneBody')}</p>
          </Callout>
        ) : (
          <Opening />
        )}
      </div>
      <Foot isReadable={reasons.length === 0} />
    </Shell>
  )
}

/** The settings ask for this step, and it is not done. */
function isAsked(view: Parameters<typeof gateOf>[0]): boolean {
  const state = gateOf(view, 'attachments')?.state
  return state !== 'done' && state !== 'excused'
}

/** Tells the server that they are opened, which draws a lot that was not drawn; then lists them. */
function Opening() {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { attemptId } = view
  const { send, isBusy, failure } = useCommand(attemptId)
  const [isOpened, setOpened] = useState(false)
  const isSent = useRef(false)
  const hasLot = view.lot !== null
  const open = useCallback(async () => {
    setOpened((await send({ kind: 'openAttachments' })).ok)
  }, [send])
  useEffect(() => {
    if (!hasLot || isSent.current) return
    isSent.current = true
    void open()
  }, [hasLot, open])

  if (isOpened && hasLot) return <Reading />
  if (hasLot || isBusy) {
    return failure ? (
      <div className="flex flex-col items-start gap-4">
        <NotDone failure={failure} />
        <Button icon="refresh" onClick={() => void open()}>
          {t('attachments.retry')}
        </Button>
      </div>
    ) : (
      <p className="flex items-center gap-3 text-ink-2" role="status">
        <Icon name="spinner" />
        {t('attachments.opening')}
      </p>
    )
  }
  return (
    <section className="card max-w-[760px] px-8 py-6">
      <h2 className="text-20 font-bold">{t('attachments.noLot')}</h2>
      <p className="mt-1 text-ink-2">{t('attachments.noLotBody')}</p>
      <NotDone failure={failure} />
      <div className="mt-5 flex flex-wrap gap-4">
        <Link to="/$attemptId/draw" params={{ attemptId }} className="btn btn-primary">
          {t('attachments.toDraw')}
        </Link>
        <Button onClick={() => void open()}>{t('attachments.open')}</Button>
      </div>
    </section>
  )
}

function Reading() {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { attemptId } = view
  const { data, error, refetch } = useQuery({
    queryKey: ['attachments', attemptId],
    queryFn: async (): Promise<AttachmentView[]> => {
      const answer = await call('listAttachments', { params: { attemptId } })
      if (!answer.ok) throw new NotAnswered(answer.refusal)
      return answer.value
    },
    staleTime: Infinity,
  })
  const [chosen, setChosen] = useState(1)
  const [shown, setShown] = useState<readonly number[]>([])
  const [held] = useState<Held>(() => new Map())
  const noteShown = useCallback((number: number) => setShown((before) => [...new Set([...before, number])]), [])
  const attachment = data?.find((one) => one.number === chosen)
  if (error && !data) {
    return (
      <div className="flex flex-col items-start gap-4">
        <NotDone failure={{ refusal: error instanceof NotAnswered ? error.refusal : undefined }} />
        <Button icon="refresh" onClick={() => void refetch()}>
          {t('attachments.retry')}
        </Button>
      </div>
    )
  }
  return (
    <div className="attachments">
      <nav aria-label={t('attachments.list')}>
        <ol className="flex flex-col gap-2">
          {data?.map((one) => (
            <li key={one.number}>
              <Choice
                attachment={one}
                isChosen={one.number === chosen}
                isShown={shown.includes(one.number)}
                onChoose={setChosen}
              />
            </li>
          ))}
        </ol>
      </nav>
      {attachment && <Viewer key={attachment.number} attachment={attachment} held={held} onShown={noteShown} />}
    </div>
  )
}

type ChoiceProps = {
  attachment: AttachmentView
  isChosen: boolean
  isShown: boolean
  onChoose: (number: number) => void
}

function Choice({ attachment, isChosen, isShown, onChoose }: ChoiceProps) {
  const { t, language } = useTexts()
  const { number, name, mime, bytes } = attachment
  const kind = mime === 'application/pdf' ? 'pdf' : mime.startsWith('image/') ? 'picture' : 'text'
  return (
    <button
      type="button"
      className="attachment-choice"
      aria-current={isChosen ? 'true' : undefined}
      onClick={() => onChoose(number)}
    >
      <b>{inLanguage(name, language)}</b>
      <span className="flex items-center gap-2 text-15 text-ink-2">
        {t(`attachments.kinds.${kind}`)} · {formatBytes(bytes)}
        {isShown && (
          <>
            <Icon name="tick" size={15} className="ml-auto text-ok" />
            {t('attachments.opened')}
          </>
        )}
      </span>
    </button>
  )
}

function Foot({ isReadable }: { isReadable: boolean }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const now = useServerNow()
  const { send, isBusy, failure } = useCommand(view.attemptId)
  const gate = gateOf(view, 'attachments')
  const doneAt = gate?.doneAt ?? null
  if (doneAt !== null) {
    return (
      <div className="foot">
        <p className="next-up" role="status">
          <Icon name="good" size={22} className="text-ok" />
          {t('attachments.done', { time: formatMoment(doneAt, now, view.interview.timeZone) })}
        </p>
        <span className="flex-1" />
        <GoNext />
      </div>
    )
  }
  // nothing to read and nothing asked: the way on
  if (view.attachments === 0 && !isAsked(view)) {
    return (
      <div className="foot">
        <span className="flex-1" />
        <GoNext />
      </div>
    )
  }
  const mayConfirm = isReadable && (view.lot !== null || view.attachments === 0)
  return (
    <div className="foot">
      {isAsked(view) ? (
        <NextUp after="attachments" />
      ) : (
        <p className="text-16 text-ink-2">{t('attachments.optional')}</p>
      )}
      <span className="flex-1" />
      <NotDone failure={failure} />
      {!isAsked(view) && nextStep(view)?.step !== 'attachments' && <GoNext isPlain />}
      {mayConfirm && (
        <Button kind="primary" size="big" isBusy={isBusy} onClick={() => void send({ kind: 'confirmAttachments' })}>
          {t('attachments.confirm')}
        </Button>
      )}
    </div>
  )
}
