// Owns: asking once before a computer is handed over, a waiting time is ended, or a candidate is removed.
import { useQuery } from '@tanstack/react-query'
import type { DeviceId } from '@zhishi/core/ids'
import { Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { devicesQuery } from '../queries.ts'
import { ActionDialog, ReasonDialog, type DialogProps } from './action-dialog.tsx'
import { DeviceItem } from './devices-card.tsx'

/**
 * Hands over to a computer on which the candidate is signed in: that vouches for who is there. Where there is none yet the lease is
 * only released. What the caller should be able to say is shown, the name and number as far as staff see them.
 */
export function HandOverDialog(props: DialogProps) {
  const { t } = useTranslation('staff')
  const { candidate, lot, attemptId } = props.view
  const [chosen, setChosen] = useState<DeviceId | null | undefined>()
  const { data: devices = [] } = useQuery(devicesQuery(attemptId))
  const waiting = devices.filter(({ isHolding, isSignedIn }) => isSignedIn && !isHolding)
  const deviceId = chosen === undefined ? (waiting[0]?.deviceId ?? null) : chosen
  return (
    <ActionDialog
      {...props}
      title={t('work.handOver.title')}
      confirm={t(deviceId === null ? 'work.handOver.confirm' : 'work.handOver.confirmTo')}
      command={{ kind: 'handOver', deviceId }}
    >
      <p>{t('work.handOver.body')}</p>
      <ul className="devices">
        {devices
          .filter(({ isHolding }) => isHolding)
          .map((device) => (
            <DeviceItem key={device.deviceId} device={device} />
          ))}
      </ul>
      {waiting.length > 0 && (
        <Radio.Group value={deviceId} onChange={(event) => setChosen(event.target.value as DeviceId | null)}>
          {waiting.map((device) => (
            <Radio key={device.deviceId} value={device.deviceId}>
              <DeviceItem device={device} />
            </Radio>
          ))}
          <Radio value={null}>{t('work.handOver.noneOfThese')}</Radio>
        </Radio.Group>
      )}
      <p>{t(deviceId === null ? 'work.handOver.saysFree' : 'work.handOver.saysTo')}</p>
      <p>{t('work.handOver.check')}</p>
      <dl className="facts">
        <dt>{t('work.handOver.name')}</dt>
        <dd>{candidate.maskedName}</dd>
        <dt>{t('work.handOver.number')}</dt>
        <dd>{candidate.maskedNumber}</dd>
        <dt>{t('work.handOver.post')}</dt>
        <dd>{candidate.post ?? t('work.handOver.none')}</dd>
        <dt>{t('work.handOver.lot')}</dt>
        <dd>{lot ?? t('work.handOver.none')}</dd>
      </dl>
    </ActionDialog>
  )
}

/** After wrong codes: the next few tries of this number wait for nothing. The code itself stays as it is. */
export function EndWaitingDialog(props: DialogProps) {
  const { t } = useTranslation('staff')
  return (
    <ReasonDialog
      {...props}
      title={t('work.endWaiting.title')}
      confirm={t('work.endWaiting.confirm')}
      commandFor={(reason) => ({ kind: 'endWaiting', reason })}
    >
      <p>{t('work.endWaiting.body')}</p>
      <p>{t('work.handOver.check')}</p>
    </ReasonDialog>
  )
}

export function RemoveDialog(props: DialogProps) {
  const { t } = useTranslation('staff')
  return (
    <ReasonDialog
      {...props}
      isDanger
      title={t('work.remove.title')}
      confirm={t('work.remove.confirm')}
      commandFor={(reason) => ({ kind: 'remove', reason })}
    >
      <p>{t('work.remove.body')}</p>
    </ReasonDialog>
  )
}
