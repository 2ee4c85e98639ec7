// Owns: the organiser's doors in the top bar.
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/icon.tsx'
import { useMay } from '../shared/me.ts'
import { PageLink } from '../shared/page-link.tsx'

export function OrganiserNav() {
  const { t } = useTranslation('staff')
  return (
    <nav className="doors" aria-label={t('organiser.doors.label')}>
      <PageLink page="interviews" className="door">
        <Icon name="journal" size={16} />
        {t('organiser.doors.interviews')}
      </PageLink>
      {useMay('watchInstallation') && (
        <PageLink page="live" className="door">
          <Icon name="shield" size={16} />
          {t('organiser.doors.live')}
        </PageLink>
      )}
      <PageLink page="remarks" className="door">
        <Icon name="journal" size={16} />
        {t('organiser.doors.remarks')}
      </PageLink>
    </nav>
  )
}
