// Owns: the examiner's list by review code: what is left first, how much is done.
// Never orders by anything but what the server says.
import { useQuery } from '@tanstack/react-query'
import type { ReviewRow } from '@zhishi/core/contract'
import { formatPoints } from '@zhishi/core/scoring'
import { Table, type TableColumnsType } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icon.tsx'
import { Frame } from '../shared/frame/frame.tsx'
import { Empty, Failed, Loading } from '../shared/frame/states.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { failureOf } from '../shared/queries.ts'
import { reviewsQuery } from './queries.ts'

export function ExaminerHome() {
  const { t } = useTranslation('staff')
  const { data, error, refetch } = useQuery(reviewsQuery)
  const failure = failureOf(error)
  const done = data?.filter((row) => row.total !== null).length ?? 0
  return (
    <Frame about="reviews" title={t('review.title')} timeZone={null} crumbs={null}>
      <div className="head">
        <h1>{t('review.title')}</h1>
        <span className="tag tag-note">
          <Icon name="shield" size={14} />
          {t('review.blind')}
        </span>
        <p className="head-facts">{t('review.lead')}</p>
      </div>
      {failure && <Failed failure={failure} onRetry={() => void refetch()} isTitle={false} />}
      {data ? (
        data.length === 0 ? (
          <Empty what={t('review.none')} todo={t('review.noneTodo')} />
        ) : (
          <>
            <p className="review-progress" aria-live="polite">
              {t('review.progress', { done, all: data.length })}
            </p>
            <ReviewsTable rows={data} />
          </>
        )
      ) : (
        !failure && <Loading label={t('review.loading')} rows={6} />
      )}
    </Frame>
  )
}

function ReviewsTable({ rows }: { rows: ReviewRow[] }) {
  const { t } = useTranslation('staff')
  const columns = useMemo<TableColumnsType<ReviewRow>>(
    () => [
      {
        key: 'code',
        title: t('review.code'),
        render: (_, { reviewCode }) => (
          <PageLink page="review" reviewCode={reviewCode} className="who review-code">
            {reviewCode}
          </PageLink>
        ),
      },
      {
        key: 'of',
        title: t('review.of'),
        render: (_, { interviewName, sittingName }) =>
          `${inLanguage(interviewName, currentLanguage())} · ${inLanguage(sittingName, currentLanguage())}`,
      },
      {
        key: 'flag',
        title: t('review.disclosed'),
        render: (_, { isDisclosed }) => (isDisclosed ? <span className="need">{t('review.disclosed')}</span> : null),
      },
      {
        key: 'total',
        title: t('review.total'),
        align: 'right',
        render: (_, { total }) =>
          total === null ? (
            <span className="faint">{t('review.sheet.notMarked')}</span>
          ) : (
            <b className="points">{formatPoints(total)}</b>
          ),
      },
    ],
    [t],
  )
  return (
    <div className="card panel-wide">
      <Table size="small" rowKey="reviewCode" columns={columns} dataSource={rows} pagination={false} />
    </div>
  )
}
