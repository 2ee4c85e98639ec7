// Owns: the brand as staff pages show it.
import { useTranslation } from 'react-i18next'
import { Mark } from '../../../ui/icon.tsx'

export function Brand() {
  const { t } = useTranslation('staff')
  return (
    <span className="brand">
      <Mark size={26} />
      {t('brand')}
    </span>
  )
}
