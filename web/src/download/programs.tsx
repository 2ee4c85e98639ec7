// Owns: the two programs: the computer's by one press, the phone's by a code to scan, or by one press on the phone.
import { Callout } from '../ui/callout.tsx'
import { Icon } from '../ui/icon.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { Rich } from '../ui/rich.tsx'
import { useTexts } from './texts/index.ts'

export function Programs() {
  return (
    <div className="mt-4 grid gap-6 wide:grid-cols-[1fr_1.25fr]">
      <Computer />
      <Phone />
    </div>
  )
}

function Computer() {
  const { t } = useTexts()
  // on a phone, the phone comes first
  return (
    <section className="card program max-wide:order-last">
      <div className="program-picture">
        <svg viewBox="0 0 220 130" width="220" height="130" aria-hidden="true">
          <rect x="30" y="8" width="160" height="96" rx="7" fill="var(--surface)" stroke="var(--ink)" strokeWidth="3" />
          <path d="M14 116h192" stroke="var(--ink)" strokeWidth="7" strokeLinecap="round" />
          <rect x="44" y="22" width="78" height="8" rx="2" fill="var(--ink)" />
          <path d="M44 44h78M44 56h66M44 68h74" stroke="var(--dai-200)" strokeWidth="4" />
          <rect x="136" y="22" width="42" height="34" rx="3" fill="var(--dai-200)" />
          <rect x="136" y="62" width="42" height="28" rx="3" fill="var(--dai-50)" />
        </svg>
      </div>
      <h2>{t('computer.title')}</h2>
      <a href="/candidate/" className="btn btn-primary btn-big mb-2 mt-3 px-3">
        <Icon name="screen" />
        {t('computer.open')}
      </a>
      <p className="text-16 text-ink-2">{t('computer.needs')}</p>
      <p className="mt-2 text-16 text-ink-2 wide:hidden">
        {t('computer.elsewhere')} <b className="font-mono text-ink [overflow-wrap:anywhere]">{location.origin}/</b>
      </p>
    </section>
  )
}

function Phone() {
  const { t } = useTexts()
  const address = `${location.origin}/evidence/`
  return (
    <section className="card program">
      <div className="grid gap-7 wide:grid-cols-[1fr_270px]">
        <div>
          <h2>{t('phone.title')}</h2>
          <a href="/evidence/" className="btn btn-primary btn-big my-3 w-full px-3 wide:hidden">
            <Icon name="phone" />
            {t('phone.open')}
          </a>
          <p className="text-ink-2">
            <Rich text={t('phone.scan')} />
          </p>
          <Callout tone="warn" title={t('phone.notWeChat')} className="my-3 text-16">
            <p>{t('phone.notWeChatBody')}</p>
          </Callout>
          <p className="text-15 text-ink-2">{t('phone.needs')}</p>
        </div>
        <figure className="grid content-center justify-items-center rounded-2 border border-line p-3">
          <QrCode text={address} says={t('phone.codeAlt', { address })} className="w-full max-w-[246px]" />
          <figcaption className="font-bold">{t('phone.code')}</figcaption>
        </figure>
      </div>
    </section>
  )
}
