// Owns: the right side of the room: notices and faults, my picture, the volume bar, who I am and where, the feeds; below them,
// always in sight, its foot.
import { Fragment, useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Panel } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { inLanguage } from '../../ui/i18n.ts'
import { LevelMeter } from '../../ui/level-meter.tsx'
import { useAttempting } from '../attempt/context.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'
import { DevicePicker } from './device-picker.tsx'
import { FeedFaults, FeedList } from './feeds.tsx'
import { CameraPreview } from './camera-preview.tsx'
import { NoticedCallout } from './noticed.tsx'

export function Side({ foot }: { foot: ReactNode }) {
  const { t, language } = useTexts()
  const { view } = useAttempting()
  const { recorder, state } = useRecorder()
  const [isChanging, setChanging] = useState(false)
  const read = useCallback(() => recorder.loudness(), [recorder])
  const body = useRef<HTMLDivElement>(null)
  const noticedAt = state.noticed?.at
  useEffect(() => {
    if (noticedAt !== undefined) body.current?.scrollTo({ top: 0 })
  }, [noticedAt])
  const facts = [
    ['name', view.candidate.maskedName],
    ['lot', view.lot],
    ['post', view.candidate.post],
    ['sitting', inLanguage(view.sitting.name, language)],
  ] as const
  return (
    <aside className="room-side" aria-label={t('room.label')}>
      <div ref={body} className="room-side-body">
        {/* first, so that it is in sight whatever stands below it */}
        <div className="room-notices">
          <NoticedCallout />
          <FeedFaults />
        </div>
        <CameraPreview />
        <div className="flex items-center gap-[10px] text-ink-2">
          <Icon name="microphone" size={20} />
          <LevelMeter read={read} className="flex-1" />
        </div>
        <dl className="room-facts">
          {facts.map(
            ([name, says]) =>
              says !== null && (
                <Fragment key={name}>
                  <dt>{t(`room.${name}`)}</dt>
                  <dd>{says}</dd>
                </Fragment>
              ),
          )}
        </dl>
        <FeedList />
        <Button kind="quiet" size="small" className="self-start" onClick={() => setChanging(true)}>
          {t('devices.change')}
        </Button>
      </div>
      <div className="room-side-foot">{foot}</div>
      <Panel isOpen={isChanging} title={t('devices.changeTitle')} onClose={() => setChanging(false)}>
        <DevicePicker />
      </Panel>
    </aside>
  )
}
