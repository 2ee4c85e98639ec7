// Owns: 《“智试通”操作手册》, in the page and with pictures, so that it is there without any network.
import { defaultSettings } from '@zhishi/core/interview'
import { SECOND_MS } from '@zhishi/core/time'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { PlacementDrawing, ScanDrawing, SweepDrawing } from '../../ui/evidence-drawings.tsx'
import { Rich } from '../../ui/rich.tsx'
import { Frame } from '../frame.tsx'
import { usePhone } from '../recorder/use-phone.ts'
import { useTexts } from '../texts/index.ts'

export function ManualPage({ onBack }: { onBack: () => void }) {
  const { t } = useTexts()
  const { state } = usePhone()
  // the usual length where that of the attempt is not known yet
  const sweepMs = state.binding?.view.sweepMs ?? defaultSettings.evidence.sweep
  const seconds = Math.round(sweepMs / SECOND_MS)
  return (
    <Frame title={t('guide.title')}>
      <h1 className="phone-title">{t('guide.title')}</h1>
      <p className="text-16 text-ink-2">{t('guide.lead')}</p>
      <ol className="manual">
        <Step number={1} title={t('guide.prepare')} body={t('guide.prepareBody')} />
        <Step number={2} title={t('guide.scan')} body={t('guide.scanBody')}>
          <ScanDrawing says={t('guide.pictures.scan')} />
        </Step>
        <Step number={3} title={t('guide.sweep')} body={t('guide.sweepBody', { seconds })}>
          <SweepDrawing says={t('guide.pictures.sweep')} />
        </Step>
        <Step number={4} title={t('guide.place')} body={t('guide.placeBody')}>
          <PlacementDrawing says={t('guide.pictures.place')} />
        </Step>
        <Step number={5} title={t('guide.during')} body={t('guide.duringBody')} />
        <Step number={6} title={t('guide.end')} body={t('guide.endBody')} />
      </ol>
      <section className="card mt-4 px-4 py-4">
        <h2 className="font-bold">{t('guide.trouble')}</h2>
        <ul className="mt-1 flex flex-col gap-2 text-16">
          {[t('guide.troubleLost'), t('guide.troubleNetwork'), t('guide.troubleClosed')].map((text) => (
            <li key={text}>
              <Rich text={text} />
            </li>
          ))}
        </ul>
      </section>
      <div className="phone-foot manual-foot">
        <Button kind="primary" className="w-full" onClick={onBack}>
          {t('back')}
        </Button>
      </div>
    </Frame>
  )
}

type StepProps = { number: number; title: string; body: string; children?: ReactNode }

function Step({ number, title, body, children }: StepProps) {
  return (
    <li>
      <span className="manual-number" aria-hidden="true">
        {number}
      </span>
      <div className="min-w-0 flex-1">
        <h2 className="font-bold">{title}</h2>
        <p className="text-16 text-ink-2">
          <Rich text={body} />
        </p>
        {children && <div className="manual-drawing">{children}</div>}
      </div>
    </li>
  )
}
