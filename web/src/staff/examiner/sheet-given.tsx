// Owns: a score sheet that was submitted: what was given, and the way to the next one.
// Never a field: it cannot be changed any more.
import { useQuery } from '@tanstack/react-query'
import type { ReviewView } from '@zhishi/core/contract'
import { formatPoints, totalOf, type Mark } from '@zhishi/core/scoring'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../ui/i18n.ts'
import { Notice } from '../shared/frame/states.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { reviewsQuery } from './queries.ts'

export function SheetGiven({ review, marks }: { review: ReviewView; marks: readonly Mark[] }) {
  const { t } = useTranslation('staff')
  const { data } = useQuery(reviewsQuery)
  const next = data?.find((row) => row.total === null && row.reviewCode !== review.reviewCode)
  return (
    <section className="card panel sheet">
      <h2>{t('review.sheet.title', { code: review.reviewCode })}</h2>
      <dl className="sheet-given">
        {review.rubric.map(({ key, name }) => (
          <div key={key}>
            <dt>{inLanguage(name, currentLanguage())}</dt>
            <dd className="points">{formatPoints(marks.find((mark) => mark.element === key)?.points ?? 0)}</dd>
          </div>
        ))}
      </dl>
      <div className="sheet-total">
        <b>{t('review.sheet.total')}</b>
        <output className="points">{formatPoints(totalOf(marks))}</output>
      </div>
      <Notice tone="note" icon="good" what={t('review.sheet.submitted')} todo={t('review.sheet.submittedTodo')}>
        {next ? (
          <PageLink page="review" reviewCode={next.reviewCode}>
            {t('review.next')}
          </PageLink>
        ) : (
          <PageLink page="sittings">{t('review.back')}</PageLink>
        )}
      </Notice>
    </section>
  )
}
