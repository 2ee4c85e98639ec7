// Owns: standing the phone up: where, and what must be in its picture. People judge the picture, not the page.
import { Button } from '../../ui/button.tsx'
import { PlacementDrawing } from '../../ui/evidence-drawings.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Rich } from '../../ui/rich.tsx'
import { Frame } from '../frame.tsx'
import { CameraPreview } from '../camera-preview.tsx'
import { usePhone } from '../recorder/use-phone.ts'
import { useTexts } from '../texts/index.ts'
import { RecordingSign } from './recording-sign.tsx'

export function PlacementPage() {
  const { t } = useTexts()
  const { phone } = usePhone()
  const seen = [t('placement.desk'), t('placement.screen'), t('placement.self'), t('placement.around')]
  return (
    <Frame title={t('placement.title')} head={<RecordingSign />}>
      <h1 className="phone-title">{t('placement.title')}</h1>
      <p className="text-16 text-ink-2">
        <Rich text={t('placement.lead')} />
      </p>
      <div className="placement-drawing">
        <PlacementDrawing says={t('guide.pictures.place')} />
      </div>
      <div className="pic placement-picture">
        <CameraPreview label={t('placement.picture')} />
      </div>
      <h2 className="mt-3 text-16 font-bold">{t('placement.look')}</h2>
      <ul className="placement-list">
        {seen.map((one) => (
          <li key={one}>
            <Icon name="tick" size={18} className="text-dai-600" />
            {one}
          </li>
        ))}
      </ul>
      <div className="phone-foot">
        <Button kind="primary" className="w-full" onClick={() => phone.guideTo('done')}>
          {t('placement.next')}
        </Button>
        <Button kind="quiet" icon="refresh" className="w-full" onClick={() => phone.guideTo('sweep')}>
          {t('sweep.again')}
        </Button>
      </div>
    </Frame>
  )
}
