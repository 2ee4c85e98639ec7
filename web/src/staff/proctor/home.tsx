// Owns: what a proctor sees first: who waits for a proctor now, then the sittings.
// Never imports the pages of another role.
import { useTranslation } from 'react-i18next'
import { SittingsPage } from '../shared/sittings/sittings-page.tsx'
import { QueueCards } from './queues.tsx'

export function ProctorHome() {
  const { t } = useTranslation('staff')
  return (
    <SittingsPage title={t('sittings.proctorTitle')} lead={t('sittings.proctorLead')}>
      <QueueCards />
    </SittingsPage>
  )
}
