// Owns: what the download page says below the way out of a chat program: until when, and whom to call.
import type { DownloadView } from '@zhishi/core/contract'
import { Icon } from '../ui/icon.tsx'
import { useTexts } from './texts/index.ts'
import { useMoment } from './use-moment.ts'

export function InAppFoot({ view }: { view: DownloadView }) {
  const { t } = useTexts()
  const moment = useMoment(view.timeZone)
  return (
    <footer className="grid justify-items-center gap-2 pb-4 text-16">
      <p className="flex items-center gap-2">
        <Icon name="clock" size={18} />
        {t('closes')} <b>{moment(view.closesAt)}</b>
      </p>
      <p className="flex items-center gap-2 text-ink-2">
        <Icon name="phone" size={18} />
        {t('support')}
        <a href={`tel:${view.supportPhone.replace(/[^\d+]/g, '')}`} className="font-bold">
          {view.supportPhone}
        </a>
      </p>
    </footer>
  )
}
