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
import { seekBy } from './picture.ts'
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
  const parts = recordings.flatMap((recording) => recording.parts)
  const first = parts.find((one) => one.sealedAt !== null) ?? parts[0]
  // as it is now: a part that is sealed while somebody waits for it becomes playable under their eyes
  const part = parts.find((one) => one.partId === look?.part.partId) ?? look?.part
  const isSealed = part !== undefined && part.sealedAt !== null
  useKeys(picture, isSealed)
  return (
    <section className="card player" aria-label={t('player.label')}>
      <ul className="player-parts" aria-label={t('player.choose')}>
        {parts.map((one) => (
          <li key={one.partId}>
            {' '}
            <button type="button" className="part-choice" aria-pressed={one === part} onClick={() => onLook(one)}>
              <Icon name={one.sealedAt === null ? 'lock' : 'guide'} size={12} />
              {t('player.part', { line: t(`lines.${one.line}`), number: one.number })}
            </button>
          </li>
        ))}
      </ul>
      <div className="picture">
        {look === null || part === undefined ? (
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
          <Screen key={part.partId} look={look} picture={picture} speed={speed} onMoment={onMoment} />
        ) : (
          <div className="picture-says">
            <Notice
              tone="note"
              icon="lock"
              what={t('player.notSealed')}
              todo={t('player.notSealedTodo', { bytes: formatBytes(part.bytes) })}
            />
          </div>
        )}
      </div>
      {/* keeps its place while it has nothing to do, so that nothing moves when a part is chosen */}
      <div className="player-bar" hidden={!isSealed}>
        <Button onClick={() => seekBy(picture.current, -SEEK_S)}>{t('player.back')}</Button>
        <Button onClick={() => seekBy(picture.current, SEEK_S)}>{t('player.forward')}</Button>
        <Segmented
          aria-label={t('player.speed')}
          value={speed}
          onChange={setSpeed}
          options={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
        />
        <span className="player-moment">
          <span className="faint">{t('player.at')}</span>{' '}
          <b>{moment === null ? t('notYet') : formatTime(moment, zone, true)}</b>
        </span>
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
