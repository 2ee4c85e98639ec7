// Owns: where the candidate sees, speaks and answers while camera, microphone and recording are checked.
import { useEffect, useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { LevelMeter } from '../../ui/level-meter.tsx'
import { useTexts } from '../texts/index.ts'
import type { Checks } from './use-checks.ts'

export function CheckStage({ checks }: { checks: Checks }) {
  const video = useRef<HTMLVideoElement>(null)
  const { t } = useTexts()
  const { media, level, playback, running } = checks
  useEffect(() => {
    if (video.current && video.current.srcObject !== media) video.current.srcObject = media
  }, [media])
  return (
    <section className={media ? 'card grid gap-3 px-5 py-4' : 'hidden'}>
      <div className="pic aspect-[4/3]">
        <video
          ref={video}
          autoPlay
          muted
          playsInline
          aria-label={t('picture.alt')}
          className={playback ? 'invisible' : ''}
        />
        {/* a recording of this moment has no captions, and who speaks knows what was said */}
        {playback !== null && (
          // oxlint-disable-next-line jsx-a11y/media-has-caption
          <video
            src={playback}
            autoPlay
            controls
            playsInline
            aria-label={t('preparation.playback')}
            className="[transform:none]"
          />
        )}
        {running === 'recording' && playback === null && (
          <span className="pic-caption">{t('preparation.recording')}</span>
        )}
      </div>
      {level && (
        <>
          <p className="font-bold">{t('preparation.speak')}</p>
          <LevelMeter read={level} />
        </>
      )}
      {playback !== null && (
        <>
          <p className="font-bold">{t('preparation.confirm')}</p>
          <div className="flex flex-wrap gap-3">
            <Button kind="primary" icon="tick" onClick={() => checks.confirm(true)}>
              {t('preparation.yes')}
            </Button>
            <Button onClick={() => checks.confirm(false)}>{t('preparation.no')}</Button>
          </div>
        </>
      )}
    </section>
  )
}
