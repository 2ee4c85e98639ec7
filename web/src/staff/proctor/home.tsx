// Owns: what a proctor sees first: the sittings, to find who needs a person now.
// Never imports the pages of another role.
import { useTranslation } from 'react-i18next'
import { SittingsPage } from '../shared/sittings/sittings-page.tsx'

export function ProctorHome() {
  const { t } = useTranslation('staff')
  return <SittingsPage title={t('sittings.proctorTitle')} lead={t('sittings.proctorLead')} />
}
