// Owns: the code above its QR code, for the phone to scan or type.
// Never sends the code anywhere: it stands behind the `#` of the address, which no server sees.
import { useReducer } from 'react'
import { Callout } from '../../ui/callout.tsx'
import { Countdown } from '../../ui/clock.tsx'
import { Icon } from '../../ui/icon.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { useAttempting } from '../attempt/context.ts'
import { useTexts } from '../texts/index.ts'
import { useBindingCode } from './use-binding-code.ts'

export function BindCode() {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { code, failure } = useBindingCode(view.attemptId, true)
  const say = useRefusalText(view.interview.timeZone)
  if (failure) {
    return (
      <Callout tone="warn" isCompact title={say(failure.refusal).what}>
        <p>{say(failure.refusal).todo}</p>
      </Callout>
    )
  }
  if (!code) {
    return (
      <p className="flex items-center gap-3 py-10 text-16 text-ink-2" role="status">
        <Icon name="spinner" size={20} />
        {t('evidence.asking')}
      </p>
    )
  }
  const address = `${location.origin}${code.path}`
  return (
    <>
      <p className="flex items-baseline justify-between gap-3 text-16 text-ink-2">
        <span>{t('evidence.code')}</span>
        <b className="select-all whitespace-nowrap font-mono text-24 text-ink" data-testid="binding-code">
          {code.code}
        </b>
      </p>
      <QrCode
        text={address}
        says={t('evidence.qr')}
        className="mx-auto my-2 w-full max-w-[216px] rounded-2 border border-line"
      />
      <p className="text-15 leading-normal text-ink-2">{t('evidence.typed')}</p>
      <p className="text-15 leading-normal text-ink-2">
        {t('evidence.renews')} <Countdown at={code.expiresAt} label={t('evidence.renews')} />
      </p>
      {isThisMachine() && <HereLink address={address} />}
    </>
  )
}

/** No phone reaches this address: the server was started for this computer alone (demo). */
function isThisMachine(): boolean {
  return /^(localhost|127\.|\[::1\])/.test(location.hostname)
}

/** Then a second window of this computer stands in for the phone. */
function HereLink({ address }: { address: string }) {
  const { t } = useTexts()
  const [isOpened, open] = useReducer(() => true, false)
  return (
    <p className="mt-2 text-15 leading-normal">
      <a href={address} target="zhishi-phone" onClick={open}>
        {t('evidence.here')}
      </a>
      {isOpened && <span className="text-ink-2"> {t('evidence.hereOpened')}</span>}
    </p>
  )
}
