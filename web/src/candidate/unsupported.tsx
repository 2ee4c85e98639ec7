// Owns: the page for a browser that cannot record: what is missing, and the ways on.
import { useState } from 'react'
import { copyText } from '../client/copy.ts'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import type { Missing } from './recorder/support.ts'
import { BareShell, usePageTitle } from './shell.tsx'
import { useTexts } from './texts/index.ts'

type UnsupportedProps = { missing: readonly Missing[]; isHeld: boolean }

/** @param isHeld a phone or tablet: nothing to install there, but another device and the phone's own part */
export function UnsupportedPage({ missing, isHeld }: UnsupportedProps) {
  const { t } = useTexts()
  const title = t(isHeld ? 'unsupported.held.title' : 'unsupported.title')
  usePageTitle(title)
  return (
    <BareShell>
      <section className="card my-auto w-full max-w-[760px] p-5 wide:p-8">
        <h1 className="title mt-0">{title}</h1>
        {isHeld ? <OnPhone /> : <OnComputer missing={missing} />}
        <p className="mt-6 flex items-center gap-3 text-16 text-ink-2">
          <Icon name="phone" size={20} />
          {t('unsupported.phone')}
        </p>
      </section>
    </BareShell>
  )
}

function OnPhone() {
  const { t } = useTexts()
  return (
    <>
      <p className="lead">{t('unsupported.held.lead')}</p>
      <Address />
      <h2 className="mt-6 text-18 font-bold">{t('unsupported.held.phoneTitle')}</h2>
      <p className="mt-1 text-ink-2">{t('unsupported.held.phoneBody')}</p>
      <a href="/evidence/" className="btn mt-3">
        <Icon name="mobile" />
        {t('unsupported.held.phoneOpen')}
      </a>
    </>
  )
}

function OnComputer({ missing }: { missing: readonly Missing[] }) {
  const { t } = useTexts()
  const browser = BROWSERS.find(([pattern]) => pattern.test(navigator.userAgent))?.[1]
  return (
    <>
      <p className="lead">{browser ? t('unsupported.named', { browser }) : t('unsupported.lead')}</p>
      <h2 className="mt-6 text-18 font-bold">{t('unsupported.how')}</h2>
      <ol className="mt-2 flex list-decimal flex-col gap-2 pl-6">
        <li>{t('unsupported.one')}</li>
        <li>{t('unsupported.two')}</li>
        <li>{t('unsupported.three')}</li>
      </ol>
      <Address />
      <h2 className="mt-6 text-16 font-bold text-ink-2">{t('unsupported.missing')}</h2>
      <ul className="mt-1 text-16 text-ink-2">
        {missing.map((one) => (
          <li key={one} className="flex items-center gap-2">
            <Icon name="bad" size={20} className="text-bad" />
            {t(`unsupported.needs.${one}`)}
          </li>
        ))}
      </ul>
    </>
  )
}

/** Those that people have beside Chrome and Edge, whose name helps them to see what is meant. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Firefox\//, 'Firefox'],
  [/Version\/[\d.]+ Safari\//, 'Safari'],
]

function Address() {
  const { t } = useTexts()
  const [isCopied, setCopied] = useState(false)
  // without what the fragment carried: that is a secret, and the invitation still has it
  const address = `${location.origin}${location.pathname}`
  const copy = async (): Promise<void> => {
    setCopied(await copyText(address))
  }
  return (
    <p className="mt-3 flex flex-wrap items-center gap-4 rounded-2 bg-sunken px-4 py-3">
      <span className="min-w-0 flex-1 select-all font-mono text-16 [overflow-wrap:anywhere]">{address}</span>
      <Button size="small" icon={isCopied ? 'tick' : 'journal'} onClick={() => void copy()}>
        {isCopied ? t('unsupported.copied') : t('unsupported.copy')}
      </Button>
    </p>
  )
}
