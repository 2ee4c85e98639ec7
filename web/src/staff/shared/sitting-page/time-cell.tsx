// Owns: the time of an attempt in a table: what is left of it first, then T0 and end.
// Never counts by itself: it is drawn from the server's clock.
import type { AttemptRow } from '@zhishi/core/contract'
import { useTranslation } from 'react-i18next'
import { formatLeft, formatTime } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { useZone } from '../zone.ts'

export function TimeCell({ row }: { row: AttemptRow }) {
  const { t } = useTranslation('staff')
  const zone = useZone()
  const { startsAt, endsAt } = row
  if (startsAt === null) return <span className="faint">{t('notYet')}</span>
  return (
    <span className="two-lines nowrap">
      <TimeLeft row={row} />
      <span className="faint">
        {formatTime(startsAt, zone)}–{endsAt === null ? t('notYet') : formatTime(endsAt, zone)}
      </span>
    </span>
  )
}

/** To the end while it is answered, to T0 before; nothing where neither is waited for. */
function TimeLeft({ row: { phase, startsAt, endsAt } }: { row: AttemptRow }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const until = phase === 'answering' ? endsAt : ['before', 'checkIn', 'waiting'].includes(phase) ? startsAt : null
  const now = useServerNow(until ?? 0)
  if (until === null || until < now) return null
  const length = formatLeft(until - now, ui.t)
  return <b>{t(phase === 'answering' ? 'sitting.left' : 'sitting.toStart', { length })}</b>
}
