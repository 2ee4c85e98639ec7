// Owns: a conversation as staff read it: the candidate at the left, proctors at the right, the newest in view.
// Never says which proctor wrote: the server does not.
import { useQuery } from '@tanstack/react-query'
import type { AttemptId } from '@zhishi/core/ids'
import { useLayoutEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { languageOf } from '../../../ui/i18n.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { Failed, Loading } from '../frame/states.tsx'
import { formatInstant } from '../moment.ts'
import { useHelpPush } from '../push.ts'
import { failureOf, helpQuery } from '../queries.ts'
import { useZone } from '../zone.ts'

export function Thread({ attemptId }: { attemptId: AttemptId }) {
  const { t } = useTranslation('staff')
  const zone = useZone()
  const now = useServerNow()
  const place = useRef<HTMLDivElement>(null)
  const { data, error, refetch } = useQuery(helpQuery(attemptId))
  useHelpPush(attemptId)
  const failure = failureOf(error)
  const last = data?.at(-1)?.number
  useLayoutEffect(() => {
    place.current?.scrollTo({ top: place.current.scrollHeight })
  }, [last])
  if (!data) {
    return failure ? (
      <Failed failure={failure} onRetry={() => void refetch()} />
    ) : (
      <Loading label={t('loading')} rows={3} />
    )
  }
  return (
    // long conversations are scrolled by keyboard too
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={place} className="thread" role="log" aria-label={t('work.thread')} tabIndex={0}>
      {data.length === 0 && <p className="faint">{t('work.noMessages')}</p>}
      {data.map(({ number, from, text, sentAt }) => (
        <div key={number} className={`said said-${from}`}>
          <p lang={languageOf(text)}>{text}</p>
          <small>{t(`work.${from}`, { time: formatInstant(sentAt, now, zone) })}</small>
        </div>
      ))}
    </div>
  )
}
