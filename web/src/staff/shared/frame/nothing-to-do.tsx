// Owns: the page of somebody who may do nothing now: none of their memberships counts any more, or none yet.
import { useTranslation } from 'react-i18next'
import { Frame } from './frame.tsx'
import { Notice } from './states.tsx'

export function NothingToDo() {
  const { t } = useTranslation('staff')
  return (
    <Frame about="nothing" title={t('nothingToDo.what')} timeZone={null} crumbs={null}>
      <Notice tone="note" isTitle what={t('nothingToDo.what')} todo={t('nothingToDo.todo')} />
    </Frame>
  )
}
