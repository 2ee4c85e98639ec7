// Owns: the page at an address that has none.
import { useTranslation } from 'react-i18next'
import { PageLink } from '../page-link.tsx'
import { Frame } from './frame.tsx'
import { Notice } from './states.tsx'

export function NotFoundPage() {
  const { t } = useTranslation('staff')
  return (
    <Frame
      about="nothing"
      title={t('failures.notFound.what')}
      timeZone={null}
      crumbs={<PageLink page="sittings">{t('frame.sittings')}</PageLink>}
    >
      <Notice tone="warn" isTitle what={t('failures.notFound.what')} todo={t('failures.notFound.todo')} />
    </Frame>
  )
}
