// Owns: what the devices of an attempt noticed, in a table: how much, and the newest of it in words.
// Never a judgement: a notice is the claim of a device, and a person decides what it means.
import type { AttemptRow } from '@zhishi/core/contract'
import type { SittingId } from '@zhishi/core/ids'
import { useTranslation } from 'react-i18next'
import { Age } from '../age.tsx'
import { PageLink } from '../page-link.tsx'

/** The whole journal is on the page of the attempt; opening it there is audited. */
export function NoticesCell({ sittingId, row }: { sittingId: SittingId; row: AttemptRow }) {
  const { t } = useTranslation('staff')
  const { count, last } = row.notices
  if (last === null) return <span className="faint">{t('notYet')}</span>
  const what = last.kind === 'gap' ? t('records.gap') : t(`records.journal.noticeKinds.${last.kind}`)
  return (
    <PageLink page="attempt" sittingId={sittingId} attemptId={row.attemptId} className="notices">
      <span className="tag" title={t('sitting.noticesTitle', { count })}>
        {count}
      </span>
      <span>
        {[what, last.feed && t(`lines.${last.feed}`)].filter(Boolean).join(' · ')}
        <span className="age">
          <Age at={last.claimedAt ?? last.arrivedAt}>{(length) => t('ago', { length })}</Age>
        </span>
      </span>
    </PageLink>
  )
}
