// Owns: the way of a member of staff to contribute to the draw of a sitting that has not started.
// Never asks for the public file before somebody pressed: that of a large sitting is long once the draw is open.
import type { SittingView } from '@zhishi/core/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useServerNow } from '../../../ui/use-clock.ts'
import { ContributionDialog } from './contribution-dialog.tsx'

export function Contribution({ sitting }: { sitting: SittingView }) {
  const { t } = useTranslation('staff')
  const [isOpen, setOpen] = useState(false)
  const { startsAt, sittingId } = sitting
  const now = useServerNow(startsAt ?? 0)
  if (startsAt !== null && now >= startsAt && !isOpen) return null
  return (
    <>
      <Button size="small" className="head-end" onClick={() => setOpen(true)}>
        {t('draw.door')}
      </Button>
      {isOpen && <ContributionDialog sittingId={sittingId} onClose={() => setOpen(false)} />}
    </>
  )
}
