// Owns: the page of one review: the answer on the left, the score sheet on the right.
// Never shows anything but what the contract's review holds.
import { useQuery } from '@tanstack/react-query'
import type { ReviewCode } from '@zhishi/core/scoring'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../ui/i18n.ts'
import { Frame } from '../shared/frame/frame.tsx'
import { Failed, Loading, Notice } from '../shared/frame/states.tsx'
import { useMe } from '../shared/me.ts'
import { PageLink } from '../shared/page-link.tsx'
import { failureOf, type Failure } from '../shared/queries.ts'
import { Apart } from './apart.tsx'
import { dropDraft } from './draft.ts'
import { Film } from './film.tsx'
import { reviewQuery } from './queries.ts'
import { SheetForm } from './sheet-form.tsx'
import { SheetGiven } from './sheet-given.tsx'

export function ReviewPage({ reviewCode, onGone }: { reviewCode: ReviewCode; onGone: () => void }) {
  const { t } = useTranslation('staff')
  const { data, error, refetch } = useQuery(reviewQuery(reviewCode))
  const failure = failureOf(error)
  const { staffId } = useMe()
  const isOver = data
    ? data.marks !== null
    : failure?.refusal?.code === 'recused' || failure?.refusal?.code === 'notFound'
  useEffect(() => {
    if (isOver) dropDraft(staffId, reviewCode)
  }, [isOver, staffId, reviewCode])
  const crumbs = (
    <>
      <PageLink page="sittings">{t('review.title')}</PageLink>
      <span aria-current="page">{reviewCode}</span>
    </>
  )
  return (
    <Frame about={reviewCode} title={`${t('review.code')} ${reviewCode}`} timeZone={null} crumbs={crumbs}>
      {failure && <ReviewFailed failure={failure} onRetry={() => void refetch()} />}
      {!data && !failure && <Loading label={t('review.reading')} rows={8} />}
      {data && (
        <>
          <div className="head">
            <h1>
              {t('review.code')} {reviewCode}
            </h1>
            <p className="head-facts">
              {inLanguage(data.interviewName, currentLanguage())} · {inLanguage(data.sittingName, currentLanguage())}
            </p>
          </div>
          <div className="columns">
            <div className="stage">
              <Film reviewCode={reviewCode} />
            </div>
            <div className="side">
              {data.marks === null ? <SheetForm review={data} /> : <SheetGiven review={data} marks={data.marks} />}
              <Apart review={data} onGone={onGone} />
            </div>
          </div>
        </>
      )}
    </Frame>
  )
}

function ReviewFailed({ failure, onRetry }: { failure: Failure; onRetry: () => void }) {
  const { t } = useTranslation('staff')
  const code = failure.refusal?.code
  const own = code === 'notFound' ? 'gone' : code === 'recused' ? 'recused' : null
  if (own === null) return <Failed failure={failure} onRetry={onRetry} />
  return (
    <Notice tone="warn" isTitle what={t(`review.${own}.what`)} todo={t(`review.${own}.todo`)}>
      <PageLink page="sittings">{t('review.back')}</PageLink>
    </Notice>
  )
}
