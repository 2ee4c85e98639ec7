// Owns: what an examiner may say of a candidate beside marks: that they know them, that they said who they are.
// Never a part of a score.
import { useQueryClient } from '@tanstack/react-query'
import type { ReviewView } from '@zhishi/core/contract'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../client/call.ts'
import { Notice } from '../shared/frame/states.tsx'
import type { Failure } from '../shared/queries.ts'
import { useMe } from '../shared/me.ts'
import { useFailureText } from '../shared/failure-text.ts'
import { dropDraft } from './draft.ts'
import { reviewQuery, reviewsQuery } from './queries.ts'

/** @param onGone the review is not the examiner's any more */
export function Apart({ review, onGone }: { review: ReviewView; onGone: () => void }) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const queries = useQueryClient()
  const { staffId } = useMe()
  const [isAsking, setAsking] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const { reviewCode, isDisclosed } = review
  const said = failure && say(failure)

  const flag = async (): Promise<void> => {
    setBusy(true)
    const answer = await call('flagDisclosure', { params: { reviewCode }, body: { isDisclosed: !isDisclosed } })
    setBusy(false)
    setFailure(answer.ok ? null : { refusal: answer.refusal })
    if (!answer.ok) return
    queries.setQueryData(reviewQuery(reviewCode).queryKey, answer.value)
    await queries.invalidateQueries({ queryKey: reviewsQuery.queryKey })
  }
  const recuse = async (): Promise<void> => {
    setBusy(true)
    const answer = await call('recuse', { params: { reviewCode }, body: {} })
    setBusy(false)
    setAsking(false)
    setFailure(answer.ok ? null : { refusal: answer.refusal })
    if (!answer.ok) return
    dropDraft(staffId, reviewCode)
    await queries.invalidateQueries({ queryKey: reviewsQuery.queryKey })
    onGone()
  }
  return (
    <section className="card panel apart">
      <div className="apart-buttons">
        <Button onClick={() => void flag()} disabled={isBusy}>
          {t(isDisclosed ? 'review.disclosure.undo' : 'review.disclosure.button')}
        </Button>
        {review.marks === null && (
          <Button onClick={() => setAsking(true)} disabled={isBusy}>
            {t('review.recuse.button')}
          </Button>
        )}
      </div>
      <p className={isDisclosed ? 'need' : 'faint'} aria-live="polite">
        {t(isDisclosed ? 'review.disclosure.flagged' : 'review.disclosure.note')}
      </p>
      {said && <Notice tone="warn" what={said.what} todo={said.todo} />}
      <Modal
        open={isAsking}
        closable={false}
        title={t('review.recuse.title')}
        okText={t('review.recuse.confirm')}
        cancelText={t('review.cancel')}
        okButtonProps={{ danger: true }}
        confirmLoading={isBusy}
        onCancel={() => setAsking(false)}
        onOk={() => void recuse()}
      >
        <p>{t('review.recuse.note')}</p>
      </Modal>
    </section>
  )
}
