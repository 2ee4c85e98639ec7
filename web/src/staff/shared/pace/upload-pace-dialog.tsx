// Owns: the dialog in which the upload interval of a sitting is set: what holds now, what a choice does, 【保存】.
// Never closes on a failure, and says when what was saved has reached the devices.
import { useQueryClient } from '@tanstack/react-query'
import type { SittingId } from '@zhishi/core/ids'
import { UPLOAD_EVERY_MS, type UploadPaceView } from '@zhishi/core/recording'
import { Button, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../../client/call.ts'
import { Icon } from '../../../ui/icon.tsx'
import { Notice } from '../frame/states.tsx'
import { uploadPaceQuery, type Failure } from '../queries.ts'
import { useFailureText } from '../failure-text.ts'

/** `auto`: as usual. Longer than a minute the contract takes none; a second is for who is watched. */
const CHOICES_MS = [5000, 10_000, 20_000, 60_000] as const
type Choice = 'auto' | number

type UploadPaceDialogProps = { sittingId: SittingId; pace: UploadPaceView; onClose: () => void }

export function UploadPaceDialog({ sittingId, pace, onClose }: UploadPaceDialogProps) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<Choice>(pace.uploadEveryMs ?? 'auto')
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isBusy, setBusy] = useState(false)
  const [isSaved, setSaved] = useState(false)
  const said = failure && say(failure)

  const save = async (): Promise<void> => {
    setBusy(true)
    const body = { uploadEveryMs: chosen === 'auto' ? null : chosen }
    const answer = await call('setUploadPace', { params: { sittingId }, body })
    setBusy(false)
    setFailure(answer.ok ? null : { refusal: answer.refusal })
    setSaved(answer.ok)
    if (answer.ok) queries.setQueryData(uploadPaceQuery(sittingId).queryKey, answer.value)
  }
  const choose = (next: Choice): void => {
    setChosen(next)
    setSaved(false)
  }
  // what was set by other means stands among the choices too
  const choices = [...new Set([...CHOICES_MS, ...(pace.uploadEveryMs === null ? [] : [pace.uploadEveryMs])])]
  return (
    <Modal
      open
      closable={false}
      title={t('pace.title')}
      onCancel={onClose}
      footer={[
        <Button key="back" onClick={onClose}>
          {t(isSaved ? 'pace.close' : 'work.back')}
        </Button>,
        <Button
          key="save"
          type="primary"
          loading={isBusy}
          disabled={chosen === (pace.uploadEveryMs ?? 'auto')}
          onClick={() => void save()}
        >
          {t('pace.save')}
        </Button>,
      ]}
    >
      <div className="form">
        <p>{t('pace.means')}</p>
        <Now now={pace} />
        <Radio.Group
          aria-label={t('pace.choose')}
          vertical
          value={chosen}
          onChange={(event) => choose(event.target.value as Choice)}
        >
          <Radio value="auto">{t('pace.auto', { length: t('pace.every', { count: UPLOAD_EVERY_MS / 1000 }) })}</Radio>
          {choices
            .toSorted((a, b) => a - b)
            .map((ms) => (
              <Radio key={ms} value={ms}>
                {t('pace.choice', { count: ms / 1000 })}
              </Radio>
            ))}
        </Radio.Group>
        <p className="faint">{t('pace.lost')}</p>
        <div aria-live="polite">
          {isSaved && (
            <p className="pace-saved">
              <Icon name="tick" size={16} />
              {t('pace.saved')}
            </p>
          )}
          {said && <Notice tone="warn" what={said.what} todo={said.todo} />}
        </div>
      </div>
    </Modal>
  )
}

/** What devices are told now. */
function Now({ now }: { now: UploadPaceView }) {
  const { t } = useTranslation('staff')
  const every = (ms: number): string => t('pace.every', { count: ms / 1000 })
  return (
    <dl className="pace-now">
      <dt>{t('pace.now')}</dt>
      <dd>
        <b>{every(now.uploadEveryMsNow)}</b>
        <span>{t(now.isUnderLoad ? 'pace.slowed' : now.uploadEveryMs === null ? 'pace.usual' : 'pace.set')}</span>
      </dd>
      <dt>{t('pace.watched')}</dt>
      <dd>
        <b>{every(now.liveUploadEveryMs)}</b>
        <span>{t('pace.watchedCount', { count: now.viewedAttempts })}</span>
      </dd>
    </dl>
  )
}
