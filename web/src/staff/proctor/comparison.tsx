// Owns: the pictures side by side: the ID photo beside the front view, the turned ones below.
// Never lets one be missing in silence: not taken, not arrived and on its way each say so.
import { identityPicture, type IdentityPicture, type IdentityRow } from '@zhishi/core/contract'
import { canCompare } from '@zhishi/core/process'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/icon.tsx'
import type { usePictures } from './use-pictures.ts'

type Pictures = ReturnType<typeof usePictures>

export function Comparison({ row, pictures }: { row: IdentityRow; pictures: Pictures }) {
  return (
    <div className="comparison">
      {identityPicture.options.map((name) => (
        <Frame key={name} row={row} name={name} pictures={pictures} />
      ))}
    </div>
  )
}

/** Whether everything there is to see is on the screen. */
export function isAllShown(row: IdentityRow, pictures: Pictures): boolean {
  return row.pictures.every((name) => pictures.of(row, name).kind === 'there')
}

/** Why these cannot be compared; null: they can, as soon as they are here. */
export function reasonAgainst(
  row: IdentityRow,
  pictures: Pictures,
): 'nothing' | 'noIdPhoto' | 'noFront' | 'failed' | null {
  if (row.pictures.some((name) => pictures.of(row, name).kind === 'failed')) return 'failed'
  if (canCompare(row.pictures)) return null
  if (row.pictures.length === 0) return 'nothing'
  return row.pictures.includes('idPhoto') ? 'noFront' : 'noIdPhoto'
}

function Frame({ row, name, pictures }: { row: IdentityRow; name: IdentityPicture; pictures: Pictures }) {
  const { t } = useTranslation('staff')
  const label = t(`identity.pictures.${name}`)
  return (
    <figure className={`compared compared-${name}`}>
      <Inside row={row} name={name} pictures={pictures} label={label} />
      <figcaption>{label}</figcaption>
    </figure>
  )
}

type InsideProps = { row: IdentityRow; name: IdentityPicture; pictures: Pictures; label: string }

function Inside({ row, name, pictures, label }: InsideProps) {
  const { t } = useTranslation('staff')
  if (!row.pictures.includes(name)) {
    return (
      <div className="compared-says">
        <Icon name="dash" size={24} />
        <b>{name === 'idPhoto' ? t('identity.noIdPhoto') : t('identity.noPicture')}</b>
        {name === 'idPhoto' && <p>{t('identity.noIdPhotoTodo')}</p>}
      </div>
    )
  }
  const picture = pictures.of(row, name)
  switch (picture.kind) {
    case 'there':
      return <img src={picture.url} alt={label} />
    case 'loading':
      return (
        <div className="compared-says" role="status" aria-label={t('loading')}>
          <Icon name="spinner" size={24} />
        </div>
      )
    case 'failed':
      return (
        <div className="compared-says" role="status">
          <Icon name="attention" size={24} />
          <b>{t('identity.pictureFailed')}</b>
          <Button size="small" onClick={() => pictures.again(row, name)}>
            {t('retry')}
          </Button>
        </div>
      )
  }
}
