// Owns: filling in one score sheet: fields, running total, what is missing, submitting it once.
// Unsent marks are kept on this device (draft.ts). Never sends a sheet without a second press, and never twice as two: a repeat carries the same id.
import { useQueryClient } from '@tanstack/react-query'
import type { ReviewView } from '@zhishi/core/contract'
import { formatPoints, problemOfPoints, totalOf, type Mark, type Points } from '@zhishi/core/scoring'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../client/call.ts'
import { newCommandId } from '../../client/device.ts'
import { Notice } from '../shared/frame/states.tsx'
import type { Failure } from '../shared/queries.ts'
import { useMe } from '../shared/me.ts'
import { useFailureText } from '../shared/failure-text.ts'
import { keepDraft, loadDraft, type Draft } from './draft.ts'
import { ElementField } from './element-field.tsx'
import { reviewQuery, reviewsQuery } from './queries.ts'

export function SheetForm({ review }: { review: ReviewView }) {
  const { t } = useTranslation('staff')
  const { reviewCode, rubric } = review
  const { staffId } = useMe()
  const [given, setGiven] = useState<Draft>(() => loadDraft(staffId, review))
  const give = (key: string, points: Points | null): void => {
    const next = { ...given, [key]: points }
    setGiven(next)
    keepDraft(staffId, reviewCode, next)
  }
  const [isAsking, setAsking] = useState(false)
  const { submit, isBusy, failure } = useSubmit(review)
  const wrong = rubric.filter((one) => given[one.key] != null && problemOfPoints(one, given[one.key]!) !== null)
  // what is no mark is not added up either
  const marks = rubric.flatMap((one): Mark[] => {
    const points = given[one.key] ?? null
    return points === null || wrong.includes(one) ? [] : [{ element: one.key, points }]
  })
  const total = formatPoints(totalOf(marks))
  const missing = rubric.length - marks.length - wrong.length
  const isWrong = wrong.length > 0
  const send = async (): Promise<void> => {
    await submit(marks)
    setAsking(false)
  }
  return (
    <form
      className="card panel sheet"
      onSubmit={(event) => {
        event.preventDefault()
        if (missing === 0 && !isWrong) setAsking(true)
      }}
    >
      <h2>{t('review.sheet.title', { code: reviewCode })}</h2>
      {rubric.map((element) => (
        <ElementField
          key={element.key}
          element={element}
          value={given[element.key] ?? null}
          onChange={(next) => give(element.key, next)}
        />
      ))}
      <div className="sheet-total" aria-live="polite">
        <span>
          <b>{t('review.sheet.total')}</b>
          <span className="faint">
            {isWrong
              ? t('review.sheet.wrong', { number: wrong.length })
              : missing > 0
                ? t('review.sheet.missing', { number: missing })
                : t('review.sheet.complete')}
          </span>
        </span>
        <output className="points">{total}</output>
      </div>
      <Button type="primary" size="large" block htmlType="submit" disabled={missing > 0 || isWrong}>
        {t('review.sheet.submit')}
      </Button>
      {failure && <SubmitFailed failure={failure} />}
      <Modal
        open={isAsking}
        closable={false}
        title={t('review.sheet.confirmTitle', { code: reviewCode })}
        okText={t('review.sheet.confirm')}
        cancelText={t('review.cancel')}
        confirmLoading={isBusy}
        onCancel={() => setAsking(false)}
        onOk={() => void send()}
      >
        <p>{t('review.sheet.confirmNote', { total })}</p>
      </Modal>
    </form>
  )
}

function SubmitFailed({ failure }: { failure: Failure }) {
  const { t } = useTranslation('staff')
  const { what, todo } = useFailureText()(failure)
  return <Notice tone="warn" what={t('review.sheet.notSent')} why={what} todo={todo} />
}

function useSubmit({ reviewCode }: ReviewView) {
  const queries = useQueryClient()
  const [sheetId] = useState(newCommandId)
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  const submit = async (marks: Mark[]): Promise<void> => {
    setBusy(true)
    setFailure(null)
    const answer = await call('submitSheet', { params: { reviewCode }, body: { sheetId, marks } })
    setBusy(false)
    if (!answer.ok) return setFailure({ refusal: answer.refusal })
    queries.setQueryData(reviewQuery(reviewCode).queryKey, answer.value)
    await queries.invalidateQueries({ queryKey: reviewsQuery.queryKey })
  }
  return { submit, isBusy, failure }
}
