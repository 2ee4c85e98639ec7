// Owns: one feed in the player: its picture in step with the common clock, or in words why there is none.
// Never hides a gap or a failure behind a black or a still picture.
import type { PartView, RecordingView } from '@zhishi/core/contract'
import type { Instant } from '@zhishi/core/time'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import { formatBytes, formatTime } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { Notice } from '../frame/states.tsx'
import { formatExactLength } from '../moment.ts'
import type { Failure } from '../queries.ts'
import { useFailureText } from '../failure-text.ts'
import { useZone } from '../zone.ts'
import { askWhy, playableUrl } from './ask-why.ts'
import { keepInStep } from './picture.ts'
import { positionAt, witnessAt, type PlayerPosition } from './positions.ts'
import type { Playback } from './use-playback.ts'

type PaneProps = {
  recording: RecordingView
  playback: Playback
  now: Instant
  isHeard: boolean
  isMain: boolean
  onEnlarge: () => void
}

export function Pane({ recording, playback, now, isHeard, isMain, onEnlarge }: PaneProps) {
  const { t } = useTranslation('staff')
  const { line } = recording
  const place = positionAt(recording, playback.at, now)
  const name = t(`lines.${line}`)
  return (
    <figure className={`pane ${isMain ? 'pane-main' : ''}`} aria-label={name}>
      <div className="pane-picture">
        {playback.isOpened && place.kind === 'picture' && (
          <Picture
            key={place.part.partId}
            part={place.part}
            seconds={place.seconds}
            playback={playback}
            isHeard={isHeard}
            name={name}
          />
        )}
        {place.kind !== 'picture' && <Without place={place} />}
      </div>
      <figcaption className="pane-caption">
        <b>{name}</b>
        {(place.kind === 'picture' || place.kind === 'notSealed') && <span>{place.part.number}</span>}
        {place.kind === 'picture' && <Witness recording={recording} part={place.part} at={playback.at} />}
        {!isMain && (
          <button
            type="button"
            className="pane-enlarge"
            onClick={onEnlarge}
            aria-label={t('player.enlarge', { line: name })}
          >
            <Icon name="larger" size={16} />
          </button>
        )}
      </figcaption>
    </figure>
  )
}

/** What is proven of what is being seen; live is said too, so that silence never means it. */
function Witness({ recording, part, at }: { recording: RecordingView; part: PartView; at: Instant }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const found = witnessAt(recording, part, at)
  if (!found) return null
  const { state, lateByMs } = found
  const late =
    lateByMs === null || state === 'live' ? '' : t('records.lateBy', { length: formatExactLength(lateByMs, t, ui.t) })
  const says = [t(`records.states.${state}`), late].filter(Boolean).join(' · ')
  return (
    <span className={`pane-witness says-${state}`} title={says}>
      <i className={`swatch span-${state}`} aria-hidden="true" />
      <span>{says}</span>
    </span>
  )
}

function Without({ place }: { place: Exclude<PlayerPosition, { kind: 'picture' }> }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const zone = useZone()
  const time = (at: Instant): string => formatTime(at, zone, true)
  switch (place.kind) {
    case 'gap':
      return (
        <div className="pane-says pane-gap">
          <b>{t('player.gap', { length: formatExactLength(place.toAt - place.fromAt, t, ui.t) })}</b>
          <p>{t('player.gapFrom', { from: time(place.fromAt), to: time(place.toAt) })}</p>
        </div>
      )
    case 'notSealed':
      return (
        <div className="pane-says">
          <b>{t('player.notSealed')}</b>
          <p>{t('player.notSealedTodo', { bytes: formatBytes(place.part.bytes) })}</p>
        </div>
      )
    case 'outside':
      return (
        <div className="pane-says">
          <b>{place.beginsAt === null ? t('player.over') : t('player.begins', { time: time(place.beginsAt) })}</b>
        </div>
      )
  }
}

type Stage = { kind: 'preparing' } | { kind: 'ready' } | { kind: 'failed'; why: Failure | 'undecodable' }

type PictureProps = { part: PartView; seconds: number; playback: Playback; isHeard: boolean; name: string }

function Picture({ part, seconds, playback, isHeard, name }: PictureProps) {
  const picture = useRef<HTMLVideoElement>(null)
  const [stage, setStage] = useState<Stage>({ kind: 'preparing' })
  const { isRunning, isPlaying, speed, wait } = playback
  const { line } = part
  const isReady = stage.kind === 'ready'
  const hasFailed = stage.kind === 'failed'

  // at each drawing: the clock has moved
  useEffect(() => {
    const element = picture.current
    if (!element || !isReady) return
    wait(line, keepInStep(element, { seconds, isRunning, isPlaying, speed }))
  })
  // the others wait while this one is prepared, and never for one that failed or has gone
  useEffect(() => {
    if (!isReady) wait(line, !hasFailed)
  }, [isReady, hasFailed, line, wait])
  useEffect(() => () => wait(line, false), [line, wait])

  const fail = async (code: number | undefined): Promise<void> => {
    setStage({ kind: 'failed', why: await askWhy(playableUrl(part.partId), code) })
  }
  if (stage.kind === 'failed') {
    return <Failed why={stage.why} part={part} onRetry={() => setStage({ kind: 'preparing' })} />
  }
  return (
    <>
      {/* captions: what is said in an interview is not known in words */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <video
        ref={picture}
        src={playableUrl(part.partId)}
        aria-label={name}
        data-feed={line}
        muted={!isHeard}
        controlsList="nodownload noremoteplayback"
        disablePictureInPicture
        preload="auto"
        playsInline
        onLoadedMetadata={() => setStage({ kind: 'ready' })}
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
    <div className="pane-says pane-veil" aria-live="polite">
      <Icon name="spinner" size={28} />
      <b>{t('player.preparing')}</b>
      <p aria-live="off">{t('player.preparingTodo', { seconds: Math.max(0, Math.floor((now - sinceAt) / 1000)) })}</p>
    </div>
  )
}

type FailedProps = { why: Failure | 'undecodable'; part: PartView; onRetry: () => void }

function Failed({ why, part, onRetry }: FailedProps) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const { what, todo } =
    why === 'undecodable'
      ? { what: t('player.undecodable'), todo: t('player.undecodableTodo', { mime: part.mime }) }
      : say(why)
  return (
    <div className="pane-says">
      <Notice tone="warn" what={what} todo={todo}>
        <p className="mono">{part.partId}</p>
        <Button onClick={onRetry}>{t('retry')}</Button>
      </Notice>
    </div>
  )
}
