// Owns: what happens after 停止录制: how much is safe, and 上传成功 with what was recorded.
// Never says 上传成功 before every part of this phone has its receipt.
import { useState } from 'react'
import { serverClock } from '../../client/clock.ts'
import { BigTick } from '../../ui/big-tick.tsx'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { ExportRecordings } from '../../ui/export-recordings.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { Rich } from '../../ui/rich.tsx'
import { formatBytes, formatLeft, formatTime, formatLength } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import { REFUSAL_CODES } from '@zhishi/core/refusal'
import { isClosed, isOver } from '../binding.ts'
import { useFeedSnapshots } from '../faults.ts'
import { Frame } from '../frame.tsx'
import { useBinding, usePhone } from '../recorder/use-phone.ts'
import { interruptions, recordedMs } from '../spans.ts'
import { useTexts } from '../texts/index.ts'

export function UploadsPage() {
  const { state } = usePhone()
  const lines = useFeedSnapshots().filter((one) => one.parts > 0)
  const isDone = lines.length > 0 && lines.every((one) => one.isSealed && !one.isDue)
  if (isDone) return <Done />
  if (state.isLogKnown && lines.length === 0) return <Nothing />
  return <Uploading />
}

function Uploading() {
  const { t } = useTexts()
  const { phone, state } = usePhone()
  const { view } = useBinding()
  const { safe, all } = useBytes()
  const left = Math.max(0, all - safe)
  const percent = all === 0 ? 0 : Math.min(99, Math.floor((safe / all) * 100))
  const title = !state.isServerReachable
    ? t('uploads.away', { size: formatBytes(left) })
    : left === 0
      ? t('uploads.checking')
      : t('uploads.uploading')
  return (
    <Frame title={title}>
      <h1 className="phone-title">{title}</h1>
      <p className="text-ink-2">
        <Rich text={t('uploads.lead')} />
      </p>
      <div className="card mt-4 px-4 py-5">
        <p className="text-56 font-bold leading-none">{t('uploads.percent', { percent })}</p>
        <div className="mb-2 mt-4">
          <ProgressBar share={percent / 100} label={title} isSafe={false} />
        </div>
        <p className="text-16 text-ink-2">{t('uploads.amount', { done: formatBytes(safe), all: formatBytes(all) })}</p>
      </div>
      <Faults />
      {view.checkUntil !== null && (
        <p className="mt-4 text-16 text-ink-2">
          <Rich text={t('uploads.until', { time: formatTime(view.checkUntil, view.timeZone) })} />
        </p>
      )}
      {isClosed(view.phase) && <p className="mt-4 text-16 text-ink-2">{t('uploads.closed')}</p>}
      <div className="phone-foot">
        <Button icon="refresh" className="w-full" onClick={() => phone.uploadNow()}>
          {t('uploads.retry')}
        </Button>
        <Export />
        <Again />
      </div>
    </Frame>
  )
}

function Done() {
  const { t, ui } = useTexts()
  const { phone } = usePhone()
  const { view, spans } = useBinding()
  const { safe, all } = useBytes()
  const { count, lengthMs } = interruptions(spans)
  const early = useEarlyStop()
  const title = t(early === null ? 'uploads.done' : 'uploads.early')
  const until = view.checkUntil === null ? null : formatTime(view.checkUntil, view.timeZone)
  const facts: [name: string, says: string][] = [
    [t('uploads.facts.length'), formatLeft(recordedMs(spans), ui)],
    [t('uploads.facts.sent'), t('uploads.amount', { done: formatBytes(safe), all: formatBytes(all) })],
    [
      t('uploads.facts.pauses'),
      count === 0 ? t('uploads.noPause') : t('uploads.pauses', { count, length: formatLength(lengthMs, ui) }),
    ],
    ...(until === null ? [] : [[t('uploads.facts.until'), t('uploads.before', { time: until })] as [string, string]]),
  ]
  return (
    <Frame title={title} className="text-center">
      {early === null ? (
        <BigTick size={88} className="mx-auto" />
      ) : (
        <Icon name="attention" size={88} className="mx-auto block text-warn" />
      )}
      <div role="status">
        <h1 className="song mt-2 text-36 leading-tight">{title}</h1>
      </div>
      <p className="mt-1 text-ink-2 [text-wrap:balance]">{early ?? t('uploads.doneLead')}</p>
      <dl className="card phone-facts">
        {facts.map(([name, says]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
      {until !== null && <p className="mb-3 font-bold">{t('uploads.tellComputer', { time: until })}</p>}
      <Callout tone="warn" icon="info" isCompact title={t('uploads.keepTitle')}>
        <p>{t('uploads.keepBody')}</p>
      </Callout>
      <div className="phone-foot">
        <Again />
        <Resend />
        <Export />
        <Button kind="quiet" icon="qr" className="w-full" onClick={phone.scan}>
          {t('uploads.scan')}
        </Button>
      </div>
    </Frame>
  )
}

/** That recording was stopped before the interview was over; null: it was not. */
function useEarlyStop(): string | null {
  const { t } = useTexts()
  const binding = useBinding()
  const now = useServerNow()
  const { stoppedEarlyAt, view } = binding
  if (stoppedEarlyAt === null) return null
  const at = (instant: number) => formatTime(instant, view.timeZone, true)
  return isOver(binding, now) && view.endsAt !== null
    ? t('uploads.earlyLead', { ends: at(view.endsAt), stopped: at(stoppedEarlyAt) })
    : t('uploads.earlyOpen', { stopped: at(stoppedEarlyAt) })
}

/** Compares every part with the server again: one that was restored from a backup may have lost some. */
function Resend() {
  const { t } = useTexts()
  const { phone } = usePhone()
  const { view } = useBinding()
  const [triedAt, setTriedAt] = useState<number | null>(null)
  return (
    <>
      <Button
        icon="refresh"
        className="w-full"
        onClick={() => {
          setTriedAt(serverClock.now())
          phone.uploadNow()
        }}
      >
        {t('uploads.resend')}
      </Button>
      <output className="block text-14 text-ink-2">
        {triedAt !== null && t('uploads.resent', { time: formatTime(triedAt, view.timeZone, true) })}
      </output>
    </>
  )
}

/** The way out where no network carries it: one file, for support. */
function Export() {
  const { phone } = usePhone()
  const { view } = useBinding()
  return <ExportRecordings device="phone" source={() => phone.exportSource()} supportPhone={view.supportPhone} />
}

function Nothing() {
  const { t } = useTexts()
  const { phone } = usePhone()
  return (
    <Frame title={t('uploads.none')}>
      <h1 className="phone-title">{t('uploads.none')}</h1>
      <p className="mt-2 text-ink-2">{t('uploads.noneBody')}</p>
      <div className="phone-foot">
        <Again />
        <Button icon="qr" className="w-full" onClick={phone.scan}>
          {t('uploads.scan')}
        </Button>
      </div>
    </Frame>
  )
}

/** Stopped too early: recording can go on, as a new part. */
function Again() {
  const { t } = useTexts()
  const { phone, state } = usePhone()
  const binding = useBinding()
  const now = useServerNow()
  if (isOver(binding, now)) return null
  return (
    <Button kind="primary" className="w-full" isBusy={state.stage === 'starting'} onClick={() => void phone.goOn()}>
      {t('uploads.again')}
    </Button>
  )
}

function Faults() {
  const { t } = useTexts()
  const { view } = useBinding()
  const say = useRefusalText(view.timeZone)
  const lines = useFeedSnapshots()
  const codes = new Set(lines.flatMap((one) => REFUSAL_CODES.filter((code) => code === one.fault)))
  return [...codes].map((code) => (
    <Callout key={code} tone="warn" isCompact className="mt-3" title={t('uploads.fault', { what: say({ code }).what })}>
      <p>{view.supportPhone}</p>
    </Callout>
  ))
}

function useBytes(): { safe: number; all: number } {
  const lines = useFeedSnapshots()
  return {
    safe: lines.reduce((sum, one) => sum + one.acknowledgedBytes, 0),
    all: lines.reduce((sum, one) => sum + one.bytes, 0),
  }
}
