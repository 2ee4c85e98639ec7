// Owns: my own live picture, as it is recorded, with a caption that says whether it really moves.
// Never records; shows what the recorder has.
import { useEffect, useRef, useState, type RefObject } from 'react'
import { Icon } from '../../ui/icon.tsx'
import { formatTime } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { useStatement } from './use-statement.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'

/** At 15 frames a second a picture without a new frame for this long stands still. */
const STILL_AFTER_MS = 2000

export function CameraPreview({ isLarge = false, className = '' }: { isLarge?: boolean; className?: string }) {
  const { t } = useTexts()
  const { recorder, state } = useRecorder()
  const media = recorder.cameraMedia()
  const video = useRef<HTMLVideoElement>(null)
  const isMoving = useFrames(video, media)
  useEffect(() => {
    if (video.current && video.current.srcObject !== media) video.current.srcObject = media
  }, [media])
  const { feeds } = useStatement()
  const lost = feeds.find(({ feed, state }) => feed === 'camera' && state === 'missing')
  if (lost && !media) return <Lost sinceAt={lost.sinceAt} className={className} />
  const says = !media
    ? state.stage === 'opening'
      ? t('picture.opening')
      : t('picture.off')
    : lost
      ? t('recording.lost.notRecorded')
      : !isMoving
        ? t('picture.frozen')
        : isLarge
          ? t('picture.moving')
          : t('picture.mine')
  return (
    <div className={`pic ${className}`}>
      <video ref={video} autoPlay muted playsInline aria-label={t('picture.alt')} />
      {!media && (
        <div className="pic-off">
          <Icon name={state.stage === 'opening' ? 'spinner' : 'camera'} size={32} />
        </div>
      )}
      <span className="pic-caption">
        <Icon name="camera" size={16} />
        {says}
      </span>
    </div>
  )
}

function Lost({ sinceAt, className }: { sinceAt: number | null; className: string }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  return (
    <div className={`pic pic-lost ${className}`}>
      <Icon name="camera" size={32} />
      <b>{t('recording.lost.title')}</b>
      {sinceAt !== null && (
        <span>{t('recording.lost.since', { time: formatTime(sinceAt, view.interview.timeZone, true) })}</span>
      )}
    </div>
  )
}

/** Whether frames still arrive. A hidden page gets none and is not judged. */
function useFrames(video: RefObject<HTMLVideoElement | null>, media: MediaStream | null): boolean {
  const [isMoving, setMoving] = useState(true)
  useEffect(() => {
    const element = video.current
    if (!element || !media) return
    let lastFrameAt = performance.now()
    let request = 0
    const onFrame = (): void => {
      lastFrameAt = performance.now()
      request = element.requestVideoFrameCallback(onFrame)
    }
    request = element.requestVideoFrameCallback(onFrame)
    const timer = setInterval(() => {
      if (document.visibilityState === 'hidden') lastFrameAt = performance.now()
      setMoving(performance.now() - lastFrameAt < STILL_AFTER_MS)
    }, STILL_AFTER_MS / 2)
    return () => {
      element.cancelVideoFrameCallback(request)
      clearInterval(timer)
    }
  }, [video, media])
  return isMoving
}
