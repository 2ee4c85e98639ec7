// Owns: how often the devices of a sitting upload: what they are told now, and setting it, in plain words.
// Never a promise of its own: the rule is core's, and who may set it the server says with the sitting.
import { useQuery } from '@tanstack/react-query'
import type { SittingId } from '@zhishi/core/ids'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import { uploadPaceQuery } from '../queries.ts'
import { UploadPaceDialog } from './upload-pace-dialog.tsx'

/** A button that says how it is, and opens the dialog that says why. */
export function UploadPace({ sittingId }: { sittingId: SittingId }) {
  const { t } = useTranslation('staff')
  const { data } = useQuery(uploadPaceQuery(sittingId))
  const [isOpen, setOpen] = useState(false)
  // an extra of the page: where it cannot be read, the page says above that the server is away
  if (!data) return null
  return (
    <>
      <Button
        size="small"
        className="head-end"
        icon={<Icon name={data.isUnderLoad ? 'attention' : 'clock'} size={16} />}
        onClick={() => setOpen(true)}
      >
        {t(data.isUnderLoad ? 'pace.doorSlowed' : data.uploadEveryMs === null ? 'pace.door' : 'pace.doorSet', {
          length: t('pace.every', { count: data.uploadEveryMsNow / 1000 }),
        })}
      </Button>
      {isOpen && <UploadPaceDialog sittingId={sittingId} pace={data} onClose={() => setOpen(false)} />}
    </>
  )
}
