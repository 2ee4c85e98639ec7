// Owns: the pages shown when this phone cannot film right now: interrupted, replaced, another tab, no storage, a browser
// that cannot record. Each says what happened, that nothing was lost, and the way on.
import { useEffect, useState, type ReactNode } from 'react'
import { copyText } from '../../client/copy.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { formatBytes } from '../../ui/time.ts'
import { useFeedSnapshots } from '../faults.ts'
import { Frame } from '../frame.tsx'
import type { Missing } from '../recorder/support.ts'
import { usePhone } from '../recorder/use-phone.ts'
import { useTexts } from '../texts/index.ts'

/** Recording should run and does not: the page is amber until it does. */
export function ResumePage() {
  const { t } = useTexts()
  const { phone, state } = usePhone()
  const { cameraProblem } = state
  const isBusy = state.stage === 'starting'
  useEffect(() => {
    phone.warn(!isBusy)
    return () => phone.warn(false)
  }, [isBusy, phone])
  return (
    <Frame title={t('resume.title')} look="fault">
      <div className="big-sign" role="alert">
        <Icon name="attention" size={72} />
        <h1>{t('resume.title')}</h1>
        <p>{t('resume.lead')}</p>
      </div>
      {cameraProblem && (
        <Callout tone="bad" icon="camera" className="mt-4" title={t(`camera.${cameraProblem}.what`)}>
          <p>{t(`camera.${cameraProblem}.todo`)}</p>
        </Callout>
      )}
      <div className="phone-foot">
        <Button kind="primary" size="big" className="w-full" isBusy={isBusy} onClick={() => void phone.goOn()}>
          {isBusy ? t('resume.opening') : t('resume.start')}
        </Button>
      </div>
    </Frame>
  )
}

export function ReplacedPage() {
  const { t } = useTexts()
  const { phone } = usePhone()
  const lines = useFeedSnapshots().filter((one) => one.parts > 0)
  const safe = lines.reduce((sum, one) => sum + one.acknowledgedBytes, 0)
  const all = lines.reduce((sum, one) => sum + one.bytes, 0)
  const isSafe = lines.length > 0 && lines.every((one) => one.isSealed)
  // filmed offline after the other phone had taken over
  const isRefused = lines.some((one) => one.fault === 'newPartsStopped')
  const isHeld = lines.some((one) => one.fault === 'olderPartHeld')
  const share = all === 0 ? 1 : safe / all
  return (
    <Plain icon="mobile" title={t('replaced.title')} lead={t('replaced.lead')}>
      <div className="card mt-4 px-4 py-4" hidden={lines.length === 0}>
        <ProgressBar share={isSafe ? 1 : Math.min(0.99, share)} label={t('uploads.facts.sent')} isSafe={isSafe} />
        <p className="mt-2 text-16 text-ink-2">
          {isSafe ? t('uploads.done') : t('uploads.amount', { done: formatBytes(safe), all: formatBytes(all) })}
        </p>
      </div>
      {isRefused && <p className="mt-4 text-16">{t('replaced.late')}</p>}
      {isHeld && <p className="mt-4 text-16">{t('replaced.held')}</p>}
      <p className="mt-4 text-16 text-ink-2">{t('replaced.how')}</p>
      <div className="phone-foot">
        <Button icon="qr" className="w-full" onClick={phone.scan}>
          {t('replaced.scan')}
        </Button>
      </div>
    </Plain>
  )
}

export function ElsewherePage() {
  const { t } = useTexts()
  const { phone } = usePhone()
  return (
    <Plain icon="screen" title={t('elsewhere.title')} lead={t('elsewhere.lead')}>
      <div className="phone-foot">
        <Button icon="refresh" className="w-full" onClick={() => void phone.goOn()}>
          {t('elsewhere.retry')}
        </Button>
      </div>
    </Plain>
  )
}

export function NoStoragePage() {
  const { t } = useTexts()
  const { phone } = usePhone()
  return (
    <Plain icon="attention" title={t('noStorage.title')} lead={t('noStorage.lead')}>
      <div className="phone-foot">
        <Button icon="refresh" className="w-full" onClick={() => void phone.goOn()}>
          {t('noStorage.retry')}
        </Button>
      </div>
    </Plain>
  )
}

export function UnsupportedPage({ missing }: { missing: readonly Missing[] }) {
  const { t } = useTexts()
  const [isCopied, setCopied] = useState(false)
  // without the code that the fragment may have carried: it works once, and the computer shows it still
  const address = `${location.origin}${location.pathname}`
  const copy = (): void => void copyText(address).then(setCopied)
  return (
    <Plain icon="attention" title={t('unsupported.title')} lead={t('unsupported.lead')}>
      <ol className="mt-4 flex list-decimal flex-col gap-2 pl-6">
        <li>{t('unsupported.one')}</li>
        <li>{t('unsupported.two')}</li>
      </ol>
      <p className="mt-3 select-all rounded-2 bg-sunken px-4 py-3 font-mono text-16 [overflow-wrap:anywhere]">
        {address}
      </p>
      <Button className="mt-3 w-full" icon={isCopied ? 'tick' : 'journal'} onClick={copy}>
        {isCopied ? t('unsupported.copied') : t('unsupported.copy')}
      </Button>
      <h2 className="mt-5 text-16 font-bold text-ink-2">{t('unsupported.missing')}</h2>
      <ul className="text-16 text-ink-2">
        {missing.map((one) => (
          <li key={one} className="flex items-center gap-2">
            <Icon name="bad" size={20} className="text-bad" />
            {t(`unsupported.needs.${one}`)}
          </li>
        ))}
      </ul>
    </Plain>
  )
}

type PlainProps = { icon: IconName; title: string; lead: string; children: ReactNode }

function Plain({ icon, title, lead, children }: PlainProps) {
  return (
    <Frame title={title}>
      <Icon name={icon} size={40} className="text-dai-600" />
      <h1 className="phone-title mt-2">{title}</h1>
      <p className="text-ink-2">{lead}</p>
      {children}
    </Frame>
  )
}
