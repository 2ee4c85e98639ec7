// Owns: what the organiser sees first: where everyone is now, then the sittings of all interviews.
// Never imports the pages of another role.
import { useTranslation } from 'react-i18next'
import { SittingsPage } from '../shared/sittings/sittings-page.tsx'
import { Overview } from './overview.tsx'

export function OrganiserHome() {
  const { t } = useTranslation('staff')
  return (
    <SittingsPage title={t('sittings.organiserTitle')} lead={t('sittings.organiserLead')}>
      <Overview />
    </SittingsPage>
  )
}
