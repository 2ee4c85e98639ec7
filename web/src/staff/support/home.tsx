// Owns: what support sees first: the sittings, to find the candidate who calls.
// Never imports the pages of another role.
import { useTranslation } from 'react-i18next'
import { SittingsPage } from '../shared/sittings/sittings-page.tsx'

export function SupportHome() {
  const { t } = useTranslation('staff')
  return <SittingsPage title={t('sittings.supportTitle')} lead={t('sittings.supportLead')} />
}
