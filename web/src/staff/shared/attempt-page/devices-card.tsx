// Owns: the computers of an attempt side by side, and a proctor's word on who went on at another one.
// Never says which of them is the candidate's: people do, with how they made sure.
import { useQuery } from '@tanstack/react-query'
import type { AttemptDevice, AttemptView } from '@zhishi/core/contract'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import { useServerNow } from '../../../ui/use-clock.ts'
import { describeBrowser } from '../describe-browser.ts'
import { Notice } from '../frame/states.tsx'
import { formatInstant } from '../moment.ts'
import { devicesQuery } from '../queries.ts'
import { useZone } from '../zone.ts'
import { ReasonDialog } from './action-dialog.tsx'

export function DevicesCard({ view }: { view: AttemptView }) {
  const { t } = useTranslation('staff')
  const now = useServerNow()
  const zone = useZone()
  const [isConfirmed, setConfirmed] = useState<boolean | null>(null)
  const { data: devices = [] } = useQuery(devicesQuery(view.attemptId))
  const { identityCheck: check } = view
  if (check === null && devices.length < 2) return null
  return (
    <section className="card panel">
      <h2>{t('work.devices.title')}</h2>
      {check && (
        <Notice
          tone="warn"
          what={t(`work.devices.${check.state}.what`, { time: formatInstant(check.sinceAt, now, zone) })}
          todo={t(`work.devices.${check.state}.todo`)}
        />
      )}
      <ul className="devices">
        {devices.map((device) => (
          <DeviceItem key={device.deviceId} device={device} />
        ))}
      </ul>
      {check && view.abilities.includes('settleIdentity') && (
        <div className="row">
          <Button onClick={() => setConfirmed(true)}>{t('work.devices.same')}</Button>
          <Button danger onClick={() => setConfirmed(false)}>
            {t('work.devices.another')}
          </Button>
        </div>
      )}
      {isConfirmed !== null && (
        <SettleDialog view={view} isConfirmed={isConfirmed} onClose={() => setConfirmed(null)} />
      )}
    </section>
  )
}

type SettleDialogProps = { view: AttemptView; isConfirmed: boolean; onClose: () => void }

function SettleDialog({ view, isConfirmed, onClose }: SettleDialogProps) {
  const { t } = useTranslation('staff')
  const title = isConfirmed ? t('work.devices.same') : t('work.devices.another')
  const says = isConfirmed ? t('work.devices.sameSays') : t('work.devices.anotherSays')
  return (
    <ReasonDialog
      view={view}
      isDanger={!isConfirmed}
      title={title}
      confirm={title}
      commandFor={(reason) => ({ kind: 'settleIdentity', isConfirmed, reason })}
      onBack={onClose}
      onDone={onClose}
    >
      <p>{says}</p>
    </ReasonDialog>
  )
}

export function DeviceItem({ device }: { device: AttemptDevice }) {
  const { t } = useTranslation('staff')
  const now = useServerNow()
  const zone = useZone()
  const { userAgent, firstSignedInAt, lastSignedInAt, heldFromAt, isHolding, isSignedIn } = device
  const when = (at: number | null) => (at === null ? t('notYet') : formatInstant(at, now, zone))
  const state = isHolding ? 'holding' : isSignedIn ? 'signedIn' : 'past'
  return (
    <li>
      <Icon name="screen" size={18} />
      <b>{userAgent === null ? t('work.devices.unknown') : describeBrowser(userAgent)}</b>
      <span className={`tag ${isHolding ? 'tag-now' : ''}`}>{t(`work.devices.${state}`)}</span>
      <span>
        {t('work.devices.seen', { first: when(firstSignedInAt), last: when(lastSignedInAt) })}
        {heldFromAt !== null && ` · ${t('work.devices.held', { time: when(heldFromAt) })}`}
      </span>
      <code className="faint">{device.deviceId.slice(0, 8)}</code>
    </li>
  )
}
