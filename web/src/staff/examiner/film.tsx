// Owns: playing one answer: opened by a press, being prepared, playing, failed.
// Never asks for it before somebody pressed: every look is audited.
import { endpoints } from '@zhishi/core/contract'
import type { Refusal } from '@zhishi/core/refusal'
import type { ReviewCode } from '@zhishi/core/scoring'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../ui/icon.tsx'
import { useServerNow } from '../../ui/use-clock.ts'
import { Notice } from '../shared/frame/states.tsx'
import { formatFromStart } from '../shared/from-start.ts'
import { askWhy } from '../shared/player/ask-why.ts'
import { playOrPause, seekBy, setSpeed, startAt } from '../shared/player/picture.ts'
import { PlayerBar, PlayerNote } from '../shared/player/player-bar.tsx'
import { useKeys } from '../shared/player/use-keys.ts'
import type { Failure } from '../shared/queries.ts'
import { useFailureText } from '../shared/failure-text.ts'

const SPEEDS = [1, 1.25, 1.5]

type Stage =
  | { kind: 'closed' }
  | { kind: 'preparing' }
  | { kind: 'ready' }
  | { kind: 'failed'; why: Failure | 'undecodable' }

export function Film({ reviewCode }: { reviewCode: ReviewCode }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const picture = useRef<HTMLVideoElement>(null)
  const [stage, setStage] = useState<Stage>({ kind: 'closed' })
  const [speed, setSpeedTo] = useState(1)
  const url = endpoints.playReview.path.replace(':reviewCode', reviewCode)
  const isReady = stage.kind === 'ready'
  const [isPlaying, setPlaying] = useState(false)
  const [seconds, setSeconds] = useState(0)
  const keys = {
    playOrPause: () => playOrPause(picture.current),
    seekBy: (by: number) => seekBy(picture.current, by),
  }
  useKeys(isReady, keys)
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
            onPlay={() => setPlaying(true)}
            onPause={() => setPlaying(false)}
            // the file begins at T0, so its own time is the time from T0
            onTimeUpdate={(event) => setSeconds(event.currentTarget.currentTime)}
            onError={(event) => void fail(event.currentTarget.error?.code)}
          />
        )}
        {stage.kind === 'preparing' && <Preparing />}
        {stage.kind === 'failed' && <FilmFailed why={stage.why} onRetry={open} />}
      </div>
      <PlayerBar
        isReady={isReady}
        isPlaying={isPlaying}
        speed={speed}
        speeds={SPEEDS}
        onPlayOrPause={keys.playOrPause}
        onSeekBy={keys.seekBy}
        onSpeed={setSpeedTo}
      >
        <span className="player-moment">
          <b>{formatFromStart(seconds * 1000, t, ui.t)}</b>
        </span>
      </PlayerBar>
      <PlayerNote audited={t('review.film.audited')} />
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

/** What to do now is another thing where too many wait; else support is given the review code. */
const filmTextOf = ({ why }: Refusal) =>
  why === 'busy' ? 'waiting' : why === 'notReadable' || why === 'tooLarge' ? 'unreadable' : 'notPlayable'

function FilmFailed({ why, onRetry }: { why: Failure | 'undecodable'; onRetry: () => void }) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const own = why === 'undecodable' ? why : why.refusal?.code === 'notPlayable' ? filmTextOf(why.refusal) : null
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
