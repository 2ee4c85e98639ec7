// Owns: what the server does in the background, for as long as it takes: how many jobs wait, run and were given up, and why.
// Never says that something is done which the server does not say.
import type { WatchView } from '@zhishi/core/contract'
import type { JobState } from '@zhishi/core/watch'
import { Table, type TableColumnsType } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { formatMoment } from '../../../ui/time.ts'
import { useZone } from '../../shared/zone.ts'

export function JobsCard({ view: { jobs, serverNow } }: { view: WatchView }) {
  const { t } = useTranslation('staff')
  const columns = useColumns(serverNow)
  return (
    <section className="card panel-wide">
      <h2>{t('organiser.live.jobs.title')}</h2>
      <p>{t(jobs === null ? 'organiser.live.jobs.unknown' : 'organiser.live.jobs.lead')}</p>
      {jobs !== null && <Table size="small" rowKey="name" columns={columns} dataSource={jobs} pagination={false} />}
    </section>
  )
}

/** What the newest found, where it finds anything to tell. */
function Found({ job: { outcome } }: { job: JobState }) {
  const { t } = useTranslation('staff')
  const { attempts, unnamed } = outcome ?? {}
  if (typeof attempts === 'number') return <p>{t('organiser.live.jobs.erased', { count: attempts })}</p>
  if (typeof unnamed === 'number') return <p>{t('organiser.live.jobs.unnamed', { count: unnamed })}</p>
  return null
}

function useColumns(serverNow: number): TableColumnsType<JobState> {
  const { t } = useTranslation('staff')
  const zone = useZone()
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('organiser.live.jobs.columns.name'),
        render: (_, { name }) => (
          <>
            <b>{t(`organiser.live.jobs.kinds.${name}.name`)}</b>
            <br />
            {t(`organiser.live.jobs.kinds.${name}.means`)}
          </>
        ),
      },
      ...(['waiting', 'running', 'failed'] as const).map((state) => ({
        key: state,
        title: t(`organiser.live.jobs.columns.${state}`),
        dataIndex: state,
        align: 'right' as const,
      })),
      {
        key: 'last',
        title: t('organiser.live.jobs.columns.last'),
        render: (_, job) => (
          <>
            {job.doneAt === null
              ? t('organiser.live.jobs.never')
              : t('organiser.live.jobs.done', { time: formatMoment(job.doneAt, serverNow, zone) })}
            <Found job={job} />
            {job.reason !== null && (
              <p>
                {t('organiser.live.jobs.reason', { reason: job.reason })}
                <br />
                {t(`organiser.live.jobs.kinds.${job.name}.todo`)}
              </p>
            )}
          </>
        ),
      },
    ],
    [t, zone, serverNow],
  )
}
