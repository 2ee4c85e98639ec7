// Owns: the phone on the hand-in page: what has come from it, and 【已确认】 once all of it is safe (step 11).
// Never offers 【已确认】 before every part of the phone has its receipt; the server would refuse it too.
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Rich } from '../../ui/rich.tsx'
import { formatBytes, formatTime } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import { useAttempting } from '../attempt/context.ts'
import { useCommand } from '../attempt/queries.ts'
import { useTexts } from '../texts/index.ts'
import { NotDone } from './step-parts.tsx'

type EvidenceCheckProps = { className?: string; isStoppedEarly?: boolean }

/** @param isStoppedEarly the phone was stopped before the interview was over: what is here is safe, and is not whole */
export function EvidenceCheck({ className = '', isStoppedEarly = false }: EvidenceCheckProps) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { send, isBusy, failure } = useCommand(view.attemptId)
  const { evidence, interview } = view
  const until = evidence?.checkUntil ?? null
  const now = useServerNow(until ?? 0)
  if (!evidence) return null
  const at = (instant: number | null) => (instant === null ? '' : formatTime(instant, interview.timeZone))
  const isLate = until !== null && now > until
  const isChecked = evidence.checkedAt !== null
  const isGood = (isChecked || evidence.isSealed) && !isStoppedEarly
  return (
    <section className={`card flex w-full flex-wrap items-center gap-x-5 gap-y-3 px-8 py-4 text-start ${className}`}>
      <Icon name="mobile" size={30} className={isGood ? 'text-ok' : 'text-warn'} />
      <div className="min-w-[240px] flex-1">
        <h2 className={`flex items-center gap-2 text-18 font-bold ${isGood ? 'text-ok' : ''}`}>
          {t('handIn.lines.evidence')}
          {isGood && <Icon name="good" size={20} />}
        </h2>
        <p className="text-15 leading-normal text-ink-2" role="status">
          {isChecked ? (
            t('evidence.checkedAt', { time: at(evidence.checkedAt), size: formatBytes(evidence.bytes) })
          ) : evidence.isSealed ? (
            <Rich text={t('evidence.sealed', { time: at(until), size: formatBytes(evidence.bytes) })} />
          ) : (
            <Rich
              text={t(isLate ? 'evidence.late' : 'evidence.open', {
                time: at(until),
                size: formatBytes(evidence.bytes),
                phone: interview.supportPhone,
              })}
            />
          )}
        </p>
      </div>
      {isStoppedEarly && <p className="w-full text-16 text-warn">{t('evidence.stoppedEarly')}</p>}
      {evidence.isSealed && !isChecked && (
        <Button kind="primary" isBusy={isBusy} onClick={() => void send({ kind: 'confirmEvidence' })}>
          {t('evidence.confirm')}
        </Button>
      )}
      <NotDone failure={failure} />
    </section>
  )
}
