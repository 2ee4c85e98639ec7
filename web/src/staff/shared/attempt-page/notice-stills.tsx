// Owns: the stills that stayed near notices: fetched when somebody presses, and shown beside each notice.
// Never asks before the press (every look is audited), and never shows one without saying that it is no evidence.
import type { NoticeStillsView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { STILL_MIME, stillsNear } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../../client/call.ts'
import { Icon } from '../../../ui/icon.tsx'
import { Failed } from '../frame/states.tsx'
import { formatExactLength } from '../moment.ts'
import type { Failure } from '../queries.ts'

export type NoticeStill = NoticeStillsView['stills'][number]

export function useNoticeStills(attemptId: AttemptId) {
  const [view, setView] = useState<NoticeStillsView | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const ask = async (): Promise<void> => {
    setBusy(true)
    const answer = await call('lookAtNoticeStills', { params: { attemptId } })
    setBusy(false)
    setFailure(answer.ok ? null : { refusal: answer.refusal })
    if (answer.ok) setView(answer.value)
  }
  return { view, failure, isBusy, ask }
}

type Asked = ReturnType<typeof useNoticeStills>

export function NoticeStillsButton({ asked: { view, isBusy, ask } }: { asked: Asked }) {
  const { t } = useTranslation('staff')
  return (
    <Button loading={isBusy} icon={<Icon name="camera" size={16} />} onClick={() => void ask()}>
      {t(view === null ? 'records.journal.stills.open' : 'records.journal.stills.refresh')}
    </Button>
  )
}

/** What they are worth; said once above all of them, and again in each one's caption. */
export function NoticeStillsWords({ asked: { view, failure, ask } }: { asked: Asked }) {
  const { t } = useTranslation('staff')
  if (failure) return <Failed failure={failure} isTitle={false} onRetry={() => void ask()} />
  if (view === null) return null
  return (
    <p className="not-a-verdict" aria-live="polite">
      <Icon name="info" size={14} />
      {t('records.journal.stills.words')}
      {view.isFull && ` ${t('records.journal.stills.full', { count: view.stills.length })}`}
    </p>
  )
}

type NoticeStillsProps = {
  at: Instant
  stills: readonly NoticeStill[]
  /** they are beside the notice above */
  isRepeat: boolean
}

/** Of one notice. */
export function NoticeStills({ at, stills, isRepeat }: NoticeStillsProps) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  if (isRepeat) return <p className="faint">{t('records.journal.stills.sameAsAbove')}</p>
  const near = stillsNear(at, stills)
  if (near.length === 0) return <p className="faint">{t('records.journal.stills.none')}</p>
  return (
    <ul className="notice-stills">
      {near.map(({ feed, receivedAt, jpeg }) => {
        const words = {
          feed: t(`lines.${feed}`),
          length: formatExactLength(Math.abs(receivedAt - at), t, ui.t),
        }
        const caption = t(receivedAt <= at ? 'records.journal.stills.before' : 'records.journal.stills.after', words)
        return (
          <li key={`${feed}${receivedAt}`}>
            <figure>
              <img src={`data:${STILL_MIME};base64,${jpeg}`} alt={words.feed} />
              <figcaption>
                {caption} <b>{t('records.journal.stills.notEvidence')}</b>
              </figcaption>
            </figure>
          </li>
        )
      })}
    </ul>
  )
}
