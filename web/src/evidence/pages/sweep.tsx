// Owns: the turn around the room: a ring that goes around once in the least time a turn should take, and the press
// that ends it. Never claims to have measured the turn: the dot sets the pace, the candidate turns.
import { useEffect, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Frame } from '../frame.tsx'
import { CameraPreview } from '../camera-preview.tsx'
import { useBinding, usePhone } from '../recorder/use-phone.ts'
import { useTexts } from '../texts/index.ts'
import { RecordingSign } from './recording-sign.tsx'

export function SweepPage() {
  const { t } = useTexts()
  const { phone } = usePhone()
  const { sweepMs } = useBinding().view
  const [begunAt, setBegunAt] = useState(() => performance.now())
  const share = useShare(begunAt, sweepMs)
  const isLong = share >= 1
  const seconds = Math.ceil(((1 - share) * sweepMs) / 1000)
  const again = (): void => {
    phone.guideTo('sweep')
    setBegunAt(performance.now())
  }
  return (
    <Frame title={t('sweep.title')} head={<RecordingSign />} className="sweep">
      <div className="sweep-picture">
        <CameraPreview label={t('recording.picture')} />
        <div className="sweep-says">
          <h1>{t('sweep.turn')}</h1>
          <p>{t('sweep.hold')}</p>
        </div>
        <Ring share={share} label={t('sweep.ring', { percent: Math.floor(share * 100) })} />
      </div>
      <section className="phone-sheet">
        <p
          id="sweep-left"
          className="text-24 font-bold leading-tight"
          role="status"
          aria-live={isLong ? 'polite' : 'off'}
        >
          {isLong ? t('sweep.done') : t('sweep.left', { seconds })}
        </p>
        <p className="mt-1 text-16 text-ink-2">{isLong ? t('sweep.afterwards') : t('sweep.pace')}</p>
        <div className="phone-foot">
          <Button
            kind="primary"
            className="w-full"
            blockedBy={isLong ? undefined : 'sweep-left'}
            onClick={() => phone.guideTo('placement')}
          >
            {t('sweep.next')}
          </Button>
          <Button kind="quiet" icon="refresh" className="w-full" onClick={again}>
            {t('sweep.again')}
          </Button>
        </div>
      </section>
    </Frame>
  )
}

/** How much of the time has passed, 0 to 1, drawn ten times a second. */
function useShare(begunAt: number, lengthMs: number): number {
  const [share, setShare] = useState(0)
  useEffect(() => {
    const draw = (): void => setShare(Math.min(1, Math.max(0, (performance.now() - begunAt) / lengthMs)))
    draw()
    const timer = setInterval(draw, DRAW_EVERY_MS)
    return () => clearInterval(timer)
  }, [begunAt, lengthMs])
  return share
}

const DRAW_EVERY_MS = 100
const RADIUS = 148
const AROUND = 2 * Math.PI * RADIUS

function Ring({ share, label }: { share: number; label: string }) {
  return (
    <svg viewBox="-170 -170 340 340" className="sweep-ring" role="img" aria-label={label}>
      <circle r={RADIUS} className="ring-way" />
      <circle
        r={RADIUS}
        className="ring-done"
        strokeDasharray={`${AROUND * share} ${AROUND}`}
        transform="rotate(-90)"
      />
      {Array.from({ length: 12 }, (_, at) => (
        <path key={at} d="M0 -168v7" className="ring-mark" transform={`rotate(${at * 30})`} />
      ))}
      <g transform={`rotate(${share * 360})`}>
        <circle cy={-RADIUS} r="14" fill="#fff" />
        <path d="M-4 -154l6 6-6 6" className="ring-arrow" />
      </g>
    </svg>
  )
}
