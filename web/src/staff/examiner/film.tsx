// Owns: playing one answer: opened by a press, being prepared, playing, failed.
// Never asks for it before somebody pressed: every look is audited.
import { endpoints } from '@zhishi/core/contract'
import type { ReviewCode } from '@zhishi/core/scoring'
import { Button, Segmented } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/icon.tsx'
import { useServerNow } from '../../ui/use-clock.ts'
import { Notice } from '../shared/frame/states.tsx'
import { askWhy } from '../shared/player/ask-why.ts'
import { seekBy, setSpeed, startAt } from '../shared/player/picture.ts'
import { SEEK_S, useKeys } from '../shared/player/use-keys.ts'
import type { Failure } from '../shared/queries.ts'
import { useSayFailure } from '../shared/say-failure.ts'

const SPEEDS = [1, 1.25, 1.5]

type Stage =
  | { kind: 'closed' }
  | { kind: 'preparing' }
  | { kind: 'ready' }
  | { kind: 'failed'; why: Failure | 'undecodable' }

export function Film({ reviewCode }: { reviewCode: ReviewCode }) {
  const { t } = useTranslation('staff')
  const picture = useRef<HTMLVideoElement>(null)
  const [stage, setStage] = useState<Stage>({ kind: 'closed' })
  const [speed, setSpeedTo] = useState(1)
  const url = endpoints.playReview.path.replace(':reviewCode', reviewCode)
  const isReady = stage.kind === 'ready'
  useKeys(picture, isReady)
  useEffect(() => {
    if (isReady && picture.current) startAt(picture.current, 0)
  }, [isReady])
  useEffect(() => setSpeed(picture.current, speed), [speed, isReady])

  const open = (): void => setStage({ kind: 'preparing' })
  const fail = async (code: number | undefined): Promise<void> => {
    setStage({ kind: 'failed', why: await askWhy(url, code) })
  }
  return (
    <section className="card player film" aria-label={t('review.film.label')}>
      <div className="picture">
        {stage.kind === 'closed' && (
          <div className="picture-says">
            <b>{t('review.film.first')}</b>
            <p>{t('review.film.firstTodo')}</p>
            <Button type="primary" onClick={open}>
              {t('review.film.watch')}
            </Button>
          </div>
        )}
        {(stage.kind === 'preparing' || isReady) && (
          // captions: what is said in an interview is not known in words
          // oxlint-disable-next-line jsx-a11y/media-has-caption
          <video
            ref={picture}
            src={url}
            controls
            controlsList="nodownload noremoteplayback"
            disablePictureInPicture
            preload="auto"
            playsInline
            aria-label={t('review.film.label')}
            onLoadedMetadata={() => setStage({ kind: 'ready' })}
            onError={(event) => void fail(event.currentTarget.error?.code)}
          />
        )}
        {stage.kind === 'preparing' && <Preparing />}
        {stage.kind === 'failed' && <FilmFailed why={stage.why} onRetry={open} />}
      </div>
      {/* keeps its place while it has nothing to do */}
      <div className="player-bar" hidden={!isReady}>
        <Button onClick={() => seekBy(picture.current, -SEEK_S)}>{t('player.back')}</Button>
        <Button onClick={() => seekBy(picture.current, SEEK_S)}>{t('player.forward')}</Button>
        <Segmented
          aria-label={t('player.speed')}
          value={speed}
          onChange={setSpeedTo}
          options={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
        />
      </div>
      <p className="player-note">
        <Icon name="info" size={14} />
        <span>{t('review.film.audited')}</span>
        <span className="keys">
          <kbd>{t('player.space')}</kbd> {t('player.keys')} <kbd>←</kbd>
          <kbd>→</kbd> {t('player.keysSeek')}
        </span>
      </p>
    </section>
  )
}

function Preparing() {
  const { t } = useTranslation('staff')
  const now = useServerNow()
  const [sinceAt] = useState(now)
  const seconds = Math.max(0, Math.floor((now - sinceAt) / 1000))
  return (
    <div className="picture-says picture-veil" aria-live="polite">
      <Icon name="spinner" size={28} />
      <b>{t('review.film.preparing')}</b>
      <p aria-live="off">{t('review.film.preparingTodo', { seconds })}</p>
    </div>
  )
}

function FilmFailed({ why, onRetry }: { why: Failure | 'undecodable'; onRetry: () => void }) {
  const { t } = useTranslation('staff')
  const say = useSayFailure()
  const own = why === 'undecodable' ? why : why.refusal?.code === 'notPlayable' ? 'notPlayable' : null
  const { what, todo } =
    own === null ? say(why as Failure) : { what: t(`review.film.${own}`), todo: t(`review.film.${own}Todo`) }
  return (
    <div className="picture-says">
      <Notice tone="warn" what={what} todo={todo}>
        <Button onClick={onRetry}>{t('retry')}</Button>
      </Notice>
    </div>
  )
}
