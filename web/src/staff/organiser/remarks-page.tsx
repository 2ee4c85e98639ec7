// Owns: what examiners said beside marks, for the chief examiner: who does not score whom, who heard a name, who scores now.
// Never more of an attempt than its review code, and never a mark.
import { useQuery } from '@tanstack/react-query'
import type { ReviewRemark } from '@zhishi/core/contract'
import { Table, type TableColumnsType } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { serverClock } from '../../client/clock.ts'
import { currentLanguage, inLanguage } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icon.tsx'
import { formatMoment } from '../../ui/time.ts'
import { Frame } from '../shared/frame/frame.tsx'
import { Empty, Failed, Loading } from '../shared/frame/states.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { failureOf, remarksQuery, sittingsQuery } from '../shared/queries.ts'

export function RemarksPage() {
  const { t } = useTranslation('staff')
  const { data, error, refetch } = useQuery(remarksQuery)
  const failure = failureOf(error)
  const crumbs = <PageLink page="sittings">{t('frame.sittings')}</PageLink>
  return (
    <Frame about="remarks" title={t('organiser.remarks.title')} timeZone={null} crumbs={crumbs}>
      <div className="head">
        <h1>{t('organiser.remarks.title')}</h1>
        <span className="tag tag-note">
          <Icon name="shield" size={14} />
          {t('organiser.remarks.blind')}
        </span>
        <p className="head-facts">{t('organiser.remarks.lead')}</p>
      </div>
      {failure && <Failed failure={failure} onRetry={() => void refetch()} isTitle={false} />}
      {data ? (
        data.length === 0 ? (
          <Empty what={t('organiser.remarks.none')} todo={t('organiser.remarks.noneTodo')} />
        ) : (
          <RemarksTable rows={data} />
        )
      ) : (
        !failure && <Loading label={t('loading')} rows={6} />
      )}
    </Frame>
  )
}

function RemarksTable({ rows }: { rows: ReviewRemark[] }) {
  const { t } = useTranslation('staff')
  const columns = useMemo<TableColumnsType<ReviewRemark>>(
    () => [
      {
        key: 'code',
        title: t('review.code'),
        render: (_, { reviewCode }) => <b className="review-code">{reviewCode}</b>,
      },
      {
        key: 'of',
        title: t('review.of'),
        render: (_, { interviewName, sittingName }) =>
          `${inLanguage(interviewName, currentLanguage())} · ${inLanguage(sittingName, currentLanguage())}`,
      },
      {
        key: 'recusals',
        title: t('organiser.remarks.recusals'),
        render: (_, row) => <SaidAt row={row} said={row.recusals} />,
      },
      {
        key: 'disclosures',
        title: t('review.disclosed'),
        render: (_, row) => <SaidAt row={row} said={row.disclosures} />,
      },
      {
        key: 'examiners',
        title: t('organiser.remarks.examiners'),
        render: (_, { examiners }) => <Examiners examiners={examiners} />,
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

/** Who said so, and when, in the zone of the interview. */
function SaidAt({ row, said }: { row: ReviewRemark; said: ReviewRemark['recusals'] }) {
  const { t } = useTranslation('staff')
  const { data } = useQuery(sittingsQuery)
  const zone = data?.find(({ sittingId }) => sittingId === row.sittingId)?.timeZone
  if (said.length === 0) return <span className="faint">{t('notYet')}</span>
  return (
    <ul className="remarks">
      {said.map(({ examinerName, at }) => (
        <li key={examinerName}>
          {examinerName}
          {zone !== undefined && <span className="faint">{formatMoment(at, serverClock.now(), zone)}</span>}
        </li>
      ))}
    </ul>
  )
}

function Examiners({ examiners }: Pick<ReviewRemark, 'examiners'>) {
  const { t } = useTranslation('staff')
  if (examiners.length === 0) {
    return (
      <span className="need">
        <Icon name="attention" size={16} />
        <span>
          {t('organiser.remarks.nobody')}
          <span className="age">{t('organiser.remarks.nobodyTodo')}</span>
        </span>
      </span>
    )
  }
  return (
    <ul className="remarks">
      {examiners.map(({ examinerName, hasSubmitted }) => (
        <li key={examinerName}>
          {examinerName}
          <span className={hasSubmitted ? 'safe' : 'faint'}>
            {t(hasSubmitted ? 'organiser.remarks.submitted' : 'organiser.remarks.notSubmitted')}
          </span>
        </li>
      ))}
    </ul>
  )
}
