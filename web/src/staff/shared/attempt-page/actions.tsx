// Owns: what this member of staff may do with an attempt now, as the server says it: each opens its dialog.
// Never offers what the server would refuse by role or phase; it sends the abilities with the attempt.
import type { AttemptView } from '@zhishi/core/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import { AllowanceDialog } from './allowance-dialog.tsx'
import { EndWaitingDialog, HandOverDialog, RemoveDialog } from './plain-dialogs.tsx'

const ACTIONS = ['handOver', 'endWaiting', 'grantAllowance', 'remove'] as const
type Action = (typeof ACTIONS)[number]
const DIALOGS = {
  handOver: HandOverDialog,
  endWaiting: EndWaitingDialog,
  grantAllowance: AllowanceDialog,
  remove: RemoveDialog,
}

/** A computer can only be released where one is held; an attempt can only be removed once. */
function isOffered(action: Action, view: AttemptView): boolean {
  if (!view.abilities.includes(action)) return false
  if (action === 'handOver') return view.leaseDeviceId !== null
  return action !== 'remove' || view.phase !== 'removed'
}

export function Actions({ view }: { view: AttemptView }) {
  const { t } = useTranslation('staff')
  const [open, setOpen] = useState<Action | null>(null)
  const [done, setDone] = useState<Action | null>(null)
  const offered = ACTIONS.filter((action) => isOffered(action, view))
  if (offered.length === 0 && done === null) return null
  const Dialog = open && DIALOGS[open]
  return (
    <section className="card panel">
      <h2>{t('work.actions')}</h2>
      <div className="row">
        {offered.map((action) => (
          <Button key={action} danger={action === 'remove'} onClick={() => setOpen(action)}>
            {t(`work.${action}.button`)}
          </Button>
        ))}
      </div>
      <p className="done" role="status">
        {done && (
          <>
            <Icon name="good" size={16} />
            {t(`work.done.${done}`)}
          </>
        )}
      </p>
      {Dialog && (
        <Dialog
          view={view}
          onBack={() => setOpen(null)}
          onDone={() => {
            setDone(open)
            setOpen(null)
          }}
        />
      )}
    </section>
  )
}
