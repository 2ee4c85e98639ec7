// Owns: playing sealed parts: which one, why not yet, why not at all; seeking is the browser's, by HTTP ranges.
// Never asks for a recording before somebody pressed: every look is audited.
import type { PartView, RecordingView } from '@zhishi/core/contract'
import type { Instant } from '@zhishi/core/time'
import { Button, Segmented } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import { formatBytes, formatTime } from '../../../ui/time.ts'
import { Notice } from '../frame/states.tsx'
import { useZone } from '../zone.ts'
import { Screen } from './screen.tsx'
import { SEEK_S, useKeys } from './use-keys.ts'

/** What is being looked at: a part and where in it to begin. A new object is a new wish to look. */
export type Look = { part: PartView; fromMs: number }

type PlayerProps = {
  recordings: readonly RecordingView[]
  look: Look | null
  onLook: (part: PartView) => void
  /** server time of the picture that is shown */
  moment: Instant | null
  onMoment: (at: Instant) => void
}

const SPEEDS = [1, 1.25, 1.5, 2]

export function Player({ recordings, look, onLook, moment, onMoment }: PlayerProps) {
  const { t } = useTranslation('staff')
  const zone = useZone()
  const picture = useRef<HTMLVideoElement>(null)
  const [speed, setSpeed] = useState(1)
  const isSealed = look !== null && look.part.sealedAt !== null
  useKeys(picture, isSealed)
  const parts = recordings.flatMap((recording) => recording.parts)
  const first = parts.find((part) => part.sealedAt !== null) ?? parts[0]
  const at = look === null ? -1 : parts.findIndex((part) => part.partId === look.part.partId)
  const nearby = (step: number) => {
    const other = at < 0 ? undefined : parts[at + step]
    return other?.line === look?.part.line ? other : undefined
  }
  const seek = (step: number): void => {
    if (picture.current) picture.current.currentTime += step
  }

  return (
    <section className="card player" aria-label={t('player.label')}>
      <div className="player-parts" role="group" aria-label={t('player.choose')}>
        {parts.map((part) => (
          <button
            key={part.partId}
            type="button"
            className="part-choice"
            aria-pressed={part.partId === look?.part.partId}
            onClick={() => onLook(part)}
          >
            <Icon name={part.sealedAt === null ? 'lock' : 'guide'} size={12} />
            {t('player.part', { line: t(`lines.${part.line}`), number: part.number })}
          </button>
        ))}
      </div>
      <div className="picture">
        {look === null ? (
          <div className="picture-says">
            <b>{t('player.first')}</b>
            <p>{t('player.firstTodo')}</p>
            {first && (
              <Button type="primary" onClick={() => onLook(first)}>
                {t('player.open', { line: t(`lines.${first.line}`), number: first.number })}
              </Button>
            )}
          </div>
        ) : isSealed ? (
          <Screen key={look.part.partId} look={look} picture={picture} speed={speed} onMoment={onMoment} />
        ) : (
          <div className="picture-says">
            <Notice
              tone="note"
              icon="lock"
              what={t('player.notSealed')}
              todo={t('player.notSealedTodo', { bytes: formatBytes(look.part.bytes) })}
            />
          </div>
        )}
      </div>
      <div className="player-bar">
        <Button disabled={!isSealed} onClick={() => seek(-SEEK_S)}>
          {t('player.back')}
        </Button>
        <Button disabled={!isSealed} onClick={() => seek(SEEK_S)}>
          {t('player.forward')}
        </Button>
        <Segmented
          aria-label={t('player.speed')}
          value={speed}
          onChange={setSpeed}
          options={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
        />
        <NearbyButton label={t('player.before')} part={nearby(-1)} onLook={onLook} />
        <NearbyButton label={t('player.after')} part={nearby(1)} onLook={onLook} />
        {look !== null && isSealed && (
          <span className="player-moment">
            <span className="faint">{t('player.at')}</span> <b>{formatTime(moment ?? look.part.startedAt, zone, true)}</b>
          </span>
        )}
      </div>
      <p className="player-note">
        <Icon name="info" size={14} />
        <span>{t('player.audited')}</span>
        <span className="keys">
          <kbd>{t('player.space')}</kbd> {t('player.keys')} <kbd>←</kbd>
          <kbd>→</kbd> {t('player.keysSeek')}
        </span>
      </p>
    </section>
  )
}

type NearbyButtonProps = { label: string; part: PartView | undefined; onLook: (part: PartView) => void }

function NearbyButton({ label, part, onLook }: NearbyButtonProps) {
  return (
    <Button disabled={part === undefined} onClick={() => part && onLook(part)}>
      {label}
    </Button>
  )
}
