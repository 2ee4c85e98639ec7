// Owns: playing an attempt: its feeds side by side on the server's clock, one play, one seek, one speed for all of them.
// Never asks for a recording before somebody pressed: every look is audited. Never plays over a gap.
import type { PartView, RecordingView } from '@zhishi/core/contract'
import type { Line } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../ui/icon.tsx'
import { formatTime } from '../../../ui/time.ts'
import { formatFromStart } from '../from-start.ts'
import { useZone } from '../zone.ts'
import { Pane } from './pane.tsx'
import { nextFrameAt, positionAt } from './positions.ts'
import { PlayerBar, PlayerNote } from './player-bar.tsx'
import { useKeys } from './use-keys.ts'
import type { Playback } from './use-playback.ts'

type PlayerProps = {
  /** of the feeds; the journal has no picture */
  recordings: readonly RecordingView[]
  playback: Playback
  now: Instant
  startsAt: Instant | null
}

const SPEEDS = [1, 1.25, 1.5, 2]
/** A press of an arrow on the slider, milliseconds: as the keys of the page. */
const SLIDER_STEP_MS = 5000

export function Player({ recordings, playback, now, startsAt }: PlayerProps) {
  const { t } = useTranslation('staff')
  const lines = recordings.map((recording) => recording.line)
  const [main, setMain] = useState<Line>('camera')
  const [heard, setHeard] = useState<Line | 'none'>('camera')
  const isMain = (line: Line): boolean => line === (lines.includes(main) ? main : lines[0])
  const parts = recordings.flatMap((recording) => recording.parts)
  const { at, isOpened, isPlaying, speed } = playback
  const shown = recordings.flatMap((recording) => {
    const place = positionAt(recording, at, now)
    return place.kind === 'picture' || place.kind === 'notSealed' ? [place.part.partId] : []
  })
  useKeys(isOpened, playback)
  return (
    <section className="card player" aria-label={t('player.label')}>
      <Parts parts={parts} shown={shown} onChoose={(part) => playback.seek(part.startedAt, true)} />
      <div className={`panes panes-${recordings.length}`}>
        {recordings.map((recording) => (
          <Pane
            key={recording.line}
            recording={recording}
            playback={playback}
            now={now}
            isHeard={recording.line === heard}
            isMain={isMain(recording.line)}
            onEnlarge={() => setMain(recording.line)}
          />
        ))}
        {!isOpened && (
          <div className="picture-says picture-veil">
            <b>{t('player.first')}</b>
            <p>{t('player.firstTodo')}</p>
            <Button type="primary" onClick={playback.playOrPause}>
              {t('player.open')}
            </Button>
          </div>
        )}
      </div>
      <div className="player-place">
        <Position playback={playback} startsAt={startsAt} />
        <Moment playback={playback} startsAt={startsAt} />
      </div>
      <PlayerBar
        isReady={isOpened}
        isPlaying={isPlaying}
        speed={speed}
        speeds={SPEEDS}
        onPlayOrPause={playback.playOrPause}
        onSeekBy={playback.seekBy}
        onSpeed={playback.setSpeed}
      >
        {lines.length > 1 && (
          <Segmented<Line | 'none'>
            aria-label={t('player.sound')}
            value={heard}
            onChange={setHeard}
            options={[
              // a screen is recorded without sound
              ...lines
                .filter((line) => line !== 'screen')
                .map((line) => ({ value: line, label: t('player.hear', { line: t(`lines.${line}`) }) })),
              { value: 'none' as const, label: t('player.mute') },
            ]}
          />
        )}
        <Skip recordings={recordings} playback={playback} now={now} />
      </PlayerBar>
      <PlayerNote audited={t('player.audited')} />
    </section>
  )
}

type PartsProps = { parts: readonly PartView[]; shown: readonly string[]; onChoose: (part: PartView) => void }

function Parts({ parts, shown, onChoose }: PartsProps) {
  const { t } = useTranslation('staff')
  return (
    <ul className="player-parts" aria-label={t('player.choose')}>
      {parts.map((one) => (
        <li key={one.partId}>
          {' '}
          <button
            type="button"
            className="part-choice"
            aria-pressed={shown.includes(one.partId)}
            onClick={() => onChoose(one)}
          >
            <Icon name={one.sealedAt === null ? 'lock' : 'guide'} size={12} />
            {t('player.part', { line: t(`lines.${one.line}`), number: one.number })}
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The clock of all feeds as a slider: for keys and for those who do not see the timeline. */
function Position({ playback, startsAt }: { playback: Playback; startsAt: Instant | null }) {
  const { t } = useTranslation('staff')
  const sayAt = useSayAt(startsAt)
  const { at, domain, seek } = playback
  return (
    <input
      type="range"
      className="player-position"
      aria-label={t('player.position')}
      aria-valuetext={sayAt(at)}
      min={domain.fromAt}
      max={domain.toAt}
      step={SLIDER_STEP_MS}
      value={at}
      onChange={(event) => seek(Number(event.target.value))}
    />
  )
}

/** Nobody has to sit through a gap of all feeds; and nobody passes one without having seen that it is there. */
function Skip({ recordings, playback, now }: Pick<PlayerProps, 'recordings' | 'playback' | 'now'>) {
  const { t } = useTranslation('staff')
  const zone = useZone()
  const next = nextFrameAt(recordings, playback.at, now)
  if (next === null || !playback.isOpened) return null
  return (
    <Button onClick={() => playback.seek(next, true)}>
      {t('player.skip', { time: formatTime(next, zone, true) })}
    </Button>
  )
}

function Moment({ playback, startsAt }: { playback: Playback; startsAt: Instant | null }) {
  const { t } = useTranslation('staff')
  const sayAt = useSayAt(startsAt)
  return (
    <span className="player-moment">
      <span className="faint">{t(playback.isPlaying && !playback.isRunning ? 'player.waiting' : 'player.at')}</span>{' '}
      <b>{sayAt(playback.at)}</b>
    </span>
  )
}

function useSayAt(startsAt: Instant | null): (at: Instant) => string {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const zone = useZone()
  return (at) => {
    const time = formatTime(at, zone, true)
    return startsAt === null ? time : `${time} · ${formatFromStart(at - startsAt, t, ui.t)}`
  }
}
