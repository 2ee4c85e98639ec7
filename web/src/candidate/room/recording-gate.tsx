// Owns: what going on waits for before T0: camera and screen must be recorded first, or staff have let the candidate go on.
// Never holds anybody from T0 on or without a network: then a feed that does not record is an alarm and a counted gap.
import { Callout } from '../../ui/callout.tsx'
import { useReachability } from '../../ui/use-clock.ts'
import { useAttempting } from '../attempt/context.ts'
import { gateOf } from '../attempt/position.ts'
import { useStatement } from './use-statement.ts'
import { useTexts } from '../texts/index.ts'
import { isHeldBy, waitedFor, type Waited } from './alarming.ts'
import { capital, useNames } from './recording-text.ts'

export type RecordingGate = {
  /** feeds of this computer that are not recorded yet */
  waitsFor: readonly Waited[]
  isHeld: boolean
  /** staff have excused the step: it waits for nothing, and says so */
  isExcused: boolean
}

export function useRecordingGate(): RecordingGate {
  const { view, stage } = useAttempting()
  const { feeds } = useStatement()
  const line = useReachability()
  const waitsFor = waitedFor(feeds)
  const isExcused = gateOf(view, 'devices')?.state === 'excused'
  const isHeld = isHeldBy(waitsFor, { stage, isReached: line === 'reached', isExcused })
  return { waitsFor, isHeld, isExcused }
}

/** Why the button cannot be pressed yet, feed by feed; or that staff let the candidate go on all the same. */
export function GateExplanation({ gate, id, className = '' }: { gate: RecordingGate; id: string; className?: string }) {
  const { t } = useTexts()
  const names = useNames()
  const { waitsFor, isHeld, isExcused } = gate
  if (isHeld) {
    return (
      <Callout tone="warn" icon="clock" title={t('recording.gate.title')} className={className}>
        <ul id={id}>
          {waitsFor.map((one) => (
            <Waiting key={one.feed} {...one} />
          ))}
        </ul>
        <p className="text-16 text-ink-2">{t('recording.gate.how')}</p>
      </Callout>
    )
  }
  if (waitsFor.length === 0) return null
  const feeds = names(waitsFor.map(({ feed }) => feed))
  return isExcused ? (
    <Callout tone="warn" title={t('recording.gate.excused', { feeds })} className={className}>
      <p>{t('recording.gate.excusedBody')}</p>
    </Callout>
  ) : (
    <Callout tone="note" icon="wifiOff" title={t('recording.gate.away', { feeds })} className={className} />
  )
}

function Waiting({ feed, it }: Waited) {
  const { t, language } = useTexts()
  const name = t(`recording.names.${feed}`)
  const why = t(`recording.alarm.causes.${feed}.${it?.cause ?? 'unknown'}.why`)
  const says =
    it?.state === 'missing' || it?.cause === 'pressNeeded'
      ? t('recording.gate.missing', { feed: name, why })
      : t('recording.gate.starting', { feed: name })
  return <li>{capital(says, language)}</li>
}
