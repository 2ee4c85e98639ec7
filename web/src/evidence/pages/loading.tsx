// Owns: what is shown while the program of the phone is on its way, and where it did not come through.
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Frame } from '../frame.tsx'
import { useTexts } from '../texts/index.ts'

export function LoadingPage() {
  const { t } = useTexts()
  return (
    <Frame title={t('loading.title')}>
      <div className="big-sign my-auto" role="status">
        <Icon name="spinner" size={40} />
        <p>{t('loading.title')}</p>
      </div>
    </Frame>
  )
}

export function NotLoadedPage() {
  const { t } = useTexts()
  return (
    <Frame title={t('loading.failed')}>
      <Icon name="wifiOff" size={40} className="text-warn" />
      <h1 className="phone-title mt-2">{t('loading.failed')}</h1>
      <p className="text-ink-2">{t('loading.failedBody')}</p>
      <div className="phone-foot">
        <Button kind="primary" icon="refresh" className="w-full" onClick={() => location.reload()}>
          {t('loading.retry')}
        </Button>
      </div>
    </Frame>
  )
}
