// Owns: one part on the screen: being prepared, playing, failed.
// Never hides a failure behind a black picture.
import type { Instant } from '@zhishi/core/time'
import { Button } from 'antd'
import { useEffect, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import { useServerNow } from '../../../ui/use-clock.ts'
import { Notice } from '../frame/states.tsx'
import type { Failure } from '../queries.ts'
import { useSayFailure } from '../say-failure.ts'
import { askWhy, playableUrl } from './ask-why.ts'
import { setSpeed, startAt } from './picture.ts'
import type { Look } from './player.tsx'

type Stage = { kind: 'preparing' } | { kind: 'ready' } | { kind: 'failed'; why: Failure | 'undecodable' }

type ScreenProps = {
  look: Look
  picture: RefObject<HTMLVideoElement | null>
  speed: number
  onMoment: (at: Instant) => void
}

export function Screen({ look, picture, speed, onMoment }: ScreenProps) {
  const [stage, setStage] = useState<Stage>({ kind: 'preparing' })
  const { part } = look

  useEffect(() => {
    if (stage.kind === 'ready' && picture.current) startAt(picture.current, look.fromMs / 1000)
  }, [look, picture, stage.kind])
  useEffect(() => setSpeed(picture.current, speed), [picture, speed, stage.kind])

  const fail = async (code: number | undefined): Promise<void> => {
    setStage({ kind: 'failed', why: await askWhy(playableUrl(part.partId), code) })
  }

  if (stage.kind === 'failed') {
    return <PlayingFailed why={stage.why} look={look} onRetry={() => setStage({ kind: 'preparing' })} />
  }
  return (
    <>
      {/* captions: what is said in an interview is not known in words */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <video
        ref={picture}
        src={playableUrl(part.partId)}
        controls
        controlsList="nodownload noremoteplayback"
        disablePictureInPicture
        preload="auto"
        playsInline
        onLoadedMetadata={() => setStage({ kind: 'ready' })}
        onTimeUpdate={(event) => onMoment(part.startedAt + Math.round(event.currentTarget.currentTime * 1000))}
        onError={(event) => void fail(event.currentTarget.error?.code)}
      />
      {stage.kind === 'preparing' && <Preparing />}
    </>
  )
}

function Preparing() {
  const { t } = useTranslation('staff')
  const now = useServerNow()
  const [sinceAt] = useState(now)
  return (
    <div className="picture-says picture-veil" aria-live="polite">
      <Icon name="spinner" size={28} />
      <b>{t('player.preparing')}</b>
      <p aria-live="off">{t('player.preparingTodo', { seconds: Math.max(0, Math.floor((now - sinceAt) / 1000)) })}</p>
    </div>
  )
}

type PlayingFailedProps = { why: Failure | 'undecodable'; look: Look; onRetry: () => void }

function PlayingFailed({ why, look, onRetry }: PlayingFailedProps) {
  const { t } = useTranslation('staff')
  const say = useSayFailure()
  const { what, todo } =
    why === 'undecodable'
      ? { what: t('player.undecodable'), todo: t('player.undecodableTodo', { mime: look.part.mime }) }
      : say(why)
  return (
    <div className="picture-says">
      <Notice tone="warn" what={what} todo={todo}>
        <p className="mono">{look.part.partId}</p>
        <Button onClick={onRetry}>{t('retry')}</Button>
      </Notice>
    </div>
  )
}
