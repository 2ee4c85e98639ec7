// Owns: the right side of the room: my picture, the volume bar, who I am (lot and masked name), the feeds and faults.
import { useCallback, useState, type ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Panel } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { LevelMeter } from '../../ui/level-meter.tsx'
import { useAttempting } from '../attempt/context.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'
import { DevicePicker } from './device-picker.tsx'
import { FeedFaults, FeedList } from './feeds.tsx'
import { LivePicture } from './live-picture.tsx'
import { NoticedCallout } from './noticed.tsx'

export function Side({ foot }: { foot: ReactNode }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const { recorder } = useRecorder()
  const [isChanging, setChanging] = useState(false)
  const read = useCallback(() => recorder.loudness(), [recorder])
  return (
    <aside className="room-side" aria-label={t('room.label')}>
      <LivePicture />
      <div className="flex items-center gap-[10px] text-ink-2">
        <Icon name="microphone" size={20} />
        <LevelMeter read={read} className="flex-1" />
      </div>
      <dl className="room-facts">
        <dt>{t('room.name')}</dt>
        <dd>{view.candidate.maskedName}</dd>
        {view.lot !== null && (
          <>
            <dt>{t('room.lot')}</dt>
            <dd>{view.lot}</dd>
          </>
        )}
      </dl>
      <FeedList />
      <FeedFaults />
      <NoticedCallout />
      <Button kind="quiet" size="small" className="self-start" onClick={() => setChanging(true)}>
        {t('devices.change')}
      </Button>
      <span className="flex-1" />
      <div className="room-side-foot">{foot}</div>
      <Panel isOpen={isChanging} title={t('devices.changeTitle')} onClose={() => setChanging(false)}>
        <DevicePicker />
      </Panel>
    </aside>
  )
}
