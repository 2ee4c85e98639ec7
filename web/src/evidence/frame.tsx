// Owns: the frame of every page of the phone: brand, manual and language above; the support number below.
// Never holds what a page is about.
import { createContext, useContext, useEffect, useRef, type ReactNode } from 'react'
import { Icon, Mark } from '../ui/icon.tsx'
import { LanguageSwitch } from '../ui/language-switch.tsx'
import { useFirstPage } from './recorder/use-phone.ts'
import { useTexts } from './texts/index.ts'

/** Opens 操作手册 above the present page; null: this is the manual. */
const OpenManual = createContext<(() => void) | null>(null)
export const OpenManualProvider = OpenManual.Provider

type FrameProps = {
  title: string
  children: ReactNode
  /** in place of the brand */
  head?: ReactNode
  look?: 'day' | 'night' | 'fault'
  className?: string
}

export function Frame({ title, children, head, look = 'day', className = '' }: FrameProps) {
  const { t } = useTexts()
  const openManual = useContext(OpenManual)
  const main = useRef<HTMLElement>(null)
  useEffect(() => {
    document.title = t('title', { page: title })
  }, [t, title])
  // a page that takes another's place is read from its beginning
  useEffect(() => main.current?.focus({ preventScroll: true }), [])
  return (
    <div className={`phone phone-${look}`}>
      <header className="phone-head">
        {head ?? (
          <span className="brand">
            <Mark size={24} />
            {t('brand')}
          </span>
        )}
        <span className="flex-1" />
        {openManual && (
          <button type="button" className="phone-manual" onClick={openManual}>
            {t('manual')}
          </button>
        )}
        <LanguageSwitch />
      </header>
      <main ref={main} id="main" tabIndex={-1} className={`phone-main ${className}`}>
        {children}
      </main>
      <SupportRow />
    </div>
  )
}

function SupportRow() {
  const { t } = useTexts()
  const { state } = useFirstPage()
  const phone = state.phone.binding?.view.supportPhone
  return (
    <footer className="phone-support">
      <Icon name="phone" size={18} />
      {phone === undefined ? (
        t('supportUnknown')
      ) : (
        <>
          {t('support')} <a href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{phone}</a>
        </>
      )}
    </footer>
  )
}
