// Owns: the volume bar. Drawn at animation frames straight into the page: React is not asked sixty times a second.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'

const CELLS = 26
/** Speech near a laptop microphone is about 0.05–0.2 RMS; the ear hears loudness by its logarithm: −60…0 dB. */
const FLOOR_DB = -60
const HOT_FROM = 0.92
/** The spoken value of the meter changes at most twice a second, as WAI-ARIA asks of meters that move. */
const VALUE_EVERY_MS = 500

/** @param read loudness now, 0 to 1 (root mean square) */
export function LevelMeter({ read, className = '' }: { read: () => number; className?: string }) {
  const { t } = useTranslation('ui')
  const bar = useRef<HTMLDivElement>(null)
  const meter = useRef<HTMLMeterElement>(null)
  useEffect(() => {
    const cells = [...(bar.current?.children ?? [])]
    let frame = 0
    let shown = 0
    let valueAt = 0
    const draw = (now: number): void => {
      const level = heard(read())
      // rises at once and falls slowly, so that a syllable can be seen
      shown = level > shown ? level : shown * 0.94 + level * 0.06
      cells.forEach((cell, at) => {
        const isOn = at < Math.round(shown * CELLS)
        cell.className = isOn ? (at >= CELLS * HOT_FROM ? 'on hot' : 'on') : ''
      })
      if (meter.current && now - valueAt >= VALUE_EVERY_MS) {
        valueAt = now
        meter.current.value = Math.round(shown * 100)
      }
      frame = requestAnimationFrame(draw)
    }
    frame = requestAnimationFrame(draw)
    return () => cancelAnimationFrame(frame)
  }, [read])
  return (
    <div className={className}>
      <meter ref={meter} className="sr-only" aria-label={t('level')} min={0} max={100} />
      <div ref={bar} className="level" aria-hidden="true">
        {Array.from({ length: CELLS }, (_, at) => (
          <i key={at} />
        ))}
      </div>
    </div>
  )
}

/** Root mean square → how loud it seems, 0 to 1. */
function heard(rms: number): number {
  if (rms <= 0) return 0
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(rms)) / FLOOR_DB))
}
