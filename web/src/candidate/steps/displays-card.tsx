// Owns: the picture of what is connected: which display stays, which is to be unplugged; or how to share the screen.
import { Icon } from '../../ui/icon.tsx'
import { unbroken } from '../../ui/phone.ts'
import { Rich } from '../../ui/rich.tsx'
import type { Displays } from '../recorder/displays.ts'
import { useTexts } from '../texts/index.ts'

export function DisplaysCard({ displays, phone }: { displays: Displays | null; phone: string }) {
  const { t } = useTexts()
  const isGood = displays === null || displays.count === 1
  return (
    <aside className="card px-[26px] py-[22px] text-16">
      <h2 className="text-18 font-bold">{isGood ? t('entry.whichScreen') : t('entry.displaysTitle')}</h2>
      {isGood ? <ShareDrawing /> : <DisplaysDrawing names={displays.names} />}
      {isGood ? (
        <>
          <p className="text-ink-2">
            <Rich text={t('entry.screenHelp')} />
          </p>
          <p className="mt-3 flex items-center gap-2 text-ok">
            <Icon name="good" size={20} />
            {t('entry.displaysGood')}
          </p>
        </>
      ) : (
        <p className="text-ink-2">
          <Rich text={t('entry.displaysHelp', { phone: unbroken(phone) })} />
        </p>
      )}
    </aside>
  )
}

function DisplaysDrawing({ names }: { names: Displays['names'] }) {
  const { t } = useTexts()
  const keep = names.find((one) => one.isInternal)?.name ?? t('entry.builtIn')
  const unplug = names.find((one) => !one.isInternal)?.name ?? t('entry.external')
  return (
    <>
      <svg viewBox="0 0 300 170" width="100%" aria-hidden="true" className="mb-2 mt-1">
        <g fill="none" strokeWidth="3">
          <rect x="14" y="76" width="116" height="76" rx="5" fill="var(--pine-50)" stroke="var(--pine-600)" />
          <path d="M4 162h136l-8-10H12z" fill="var(--pine-600)" />
          <g stroke="var(--zhu-600)" strokeLinecap="round">
            <rect x="160" y="28" width="132" height="92" rx="5" fill="var(--zhu-50)" strokeDasharray="8 6" />
            <path d="M226 120v26M196 148h60" />
            <path d="M196 148c-30 6-30 24-52 20" strokeDasharray="2 8" />
          </g>
        </g>
        <g fill="none" strokeWidth="6" strokeLinecap="round" strokeLinejoin="round">
          <path d="M54 114l12 12 24-25" stroke="var(--pine-600)" />
          <path d="M210 58l32 32m0-32l-32 32" stroke="var(--zhu-600)" />
        </g>
      </svg>
      <dl className="mb-4 grid grid-cols-2 gap-4 text-center leading-snug">
        <div>
          <dt className="font-bold [overflow-wrap:anywhere]">{keep}</dt>
          <dd className="text-15 text-ok">{t('entry.keepIt')}</dd>
        </div>
        <div>
          <dt className="font-bold [overflow-wrap:anywhere]">{unplug}</dt>
          <dd className="text-15 text-bad">{t('entry.unplugIt')}</dd>
        </div>
      </dl>
    </>
  )
}

/** The browser's own window, as it will look: three kinds of things to share, the middle one is not it. */
function ShareDrawing() {
  return (
    <svg viewBox="0 0 300 168" width="100%" aria-hidden="true" className="mb-4 mt-3">
      <g fill="none" strokeWidth="2">
        <rect x="10" y="6" width="280" height="156" rx="8" fill="var(--surface)" stroke="var(--line-strong)" />
        <path d="M10 40h280" stroke="var(--line)" />
        <path d="M36 24h40M126 24h40" stroke="var(--line)" strokeWidth="8" strokeLinecap="round" />
        <path d="M216 24h48" stroke="var(--dai-600)" strokeWidth="8" strokeLinecap="round" />
        <path d="M204 39h72" stroke="var(--dai-600)" strokeWidth="4" />
        <rect
          x="80"
          y="52"
          width="140"
          height="78"
          rx="4"
          fill="var(--dai-50)"
          stroke="var(--dai-600)"
          strokeWidth="4"
        />
        <rect x="94" y="66" width="70" height="38" rx="2" fill="var(--dai-200)" stroke="none" />
        <path d="M94 116h112" stroke="var(--dai-200)" strokeWidth="6" />
      </g>
      <rect x="226" y="138" width="52" height="16" rx="4" fill="var(--dai-600)" />
      <path
        d="M186 92l0 34 8-7 6 13 7-3-6-13 11-1z"
        fill="var(--ink)"
        stroke="#fff"
        strokeWidth="2"
        strokeLinejoin="round"
      />
    </svg>
  )
}
