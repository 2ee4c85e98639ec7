// Owns: the bar below a picture: play, five seconds back and forward, speed, and beside them what the player adds.
// Never a player: it is told what is so and says what is pressed.
import { Button, Segmented } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import { SEEK_S } from './use-keys.ts'

type PlayerBarProps = {
  /** keeps its place while it has nothing to do, so that nothing moves when something is opened */
  isReady: boolean
  isPlaying: boolean
  speed: number
  speeds: readonly number[]
  onPlayOrPause: () => void
  onSeekBy: (seconds: number) => void
  onSpeed: (speed: number) => void
  children?: ReactNode
}

export function PlayerBar({
  isReady,
  isPlaying,
  speed,
  speeds,
  onPlayOrPause,
  onSeekBy,
  onSpeed,
  children,
}: PlayerBarProps) {
  const { t } = useTranslation('staff')
  return (
    <div className="player-bar" hidden={!isReady}>
      <Button type="primary" onClick={onPlayOrPause}>
        {t(isPlaying ? 'player.pause' : 'player.play')}
      </Button>
      <Button onClick={() => onSeekBy(-SEEK_S)}>{t('player.back')}</Button>
      <Button onClick={() => onSeekBy(SEEK_S)}>{t('player.forward')}</Button>
      <Segmented
        aria-label={t('player.speed')}
        value={speed}
        onChange={onSpeed}
        options={speeds.map((value) => ({ value, label: `${value}×` }))}
      />
      {children}
    </div>
  )
}

/** @param audited which looks are written down */
export function PlayerNote({ audited }: { audited: string }) {
  const { t } = useTranslation('staff')
  return (
    <p className="player-note">
      <Icon name="info" size={14} />
      <span>{audited}</span>
      <span className="keys">
        <kbd>{t('player.space')}</kbd> {t('player.keys')} <kbd>←</kbd>
        <kbd>→</kbd> {t('player.keysSeek')}
      </span>
    </p>
  )
}
