// Owns: what support sees first: finding the candidate who calls; below it the sittings.
// Never shows or leads to a recording.
import { useTranslation } from 'react-i18next'
import { SittingsPage } from '../shared/sittings/sittings-page.tsx'
import { Search } from './search.tsx'

export function SupportHome() {
  const { t } = useTranslation('staff')
  return (
    <SittingsPage title={t('support.title')} lead={t('support.lead')}>
      <Search />
    </SittingsPage>
  )
}
