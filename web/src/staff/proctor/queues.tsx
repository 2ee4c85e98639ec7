// Owns: the two queues a proctor works off, as doors on every page and as cards on the first.
// Never shows a count that is not known: a dash until the server has answered.
import { useQuery } from '@tanstack/react-query'
import type { Instant } from '@zhishi/core/time'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Age } from '../shared/age.tsx'
import { PageLink } from '../shared/page-link.tsx'
import { helpQueueQuery, identityQueueQuery } from '../shared/queries.ts'

type Queue = { page: 'identity' | 'help'; icon: IconName; waiting: number | null; sinceAt: Instant | null }

function useQueues(): [Queue, Queue] {
  const { data: identities } = useQuery(identityQueueQuery)
  const { data: conversations } = useQuery(helpQueueQuery)
  const asked = conversations?.flatMap(({ waitingSince }) => (waitingSince === null ? [] : [waitingSince]))
  return [
    queue(
      'identity',
      'person',
      identities?.map((row) => row.askedAt),
    ),
    queue('help', 'help', asked),
  ]
}

function queue(page: Queue['page'], icon: IconName, since: readonly Instant[] | undefined): Queue {
  const sinceAt = since === undefined || since.length === 0 ? null : Math.min(...since)
  return { page, icon, waiting: since?.length ?? null, sinceAt }
}

/** The doors in the top bar. */
export function ProctorNav() {
  const { t } = useTranslation('staff')
  return (
    <nav className="doors" aria-label={t('queues.label')}>
      {useQueues().map(({ page, icon, waiting }) => (
        <PageLink key={page} page={page} className="door">
          <Icon name={icon} size={16} />
          {t(`queues.${page}`)}
          <b className={waiting ? 'door-waiting' : 'faint'}>{waiting ?? t('notYet')}</b>
        </PageLink>
      ))}
    </nav>
  )
}

/** The same on the first page, with how long somebody has been waiting. */
export function QueueCards() {
  const { t } = useTranslation('staff')
  return (
    <div className="queue-cards">
      {useQueues().map(({ page, icon, waiting, sinceAt }) => (
        <section key={page} className={`card queue-card ${waiting ? 'queue-card-needy' : ''}`}>
          <Icon name={icon} size={28} />
          <div>
            <h2>{t(`queues.${page}`)}</h2>
            <p>
              {waiting === null ? (
                t('notYet')
              ) : waiting === 0 ? (
                <span className="faint">{t('queues.none')}</span>
              ) : (
                <>
                  <b>{t('queues.waiting', { count: waiting })}</b>
                  {sinceAt !== null && <Age at={sinceAt}>{(length) => ` · ${t('queues.longest', { length })}`}</Age>}
                </>
              )}
            </p>
          </div>
          <PageLink page={page}>{t(page === 'identity' ? 'queues.openIdentity' : 'queues.openHelp')}</PageLink>
        </section>
      ))}
    </div>
  )
}
