// Owns: one figure: its value, its state in words and colour, its last ten minutes, and what to do when it is bad.
// Never judges by itself: the state is the server's.
import type { WatchView } from '@zhishi/core/contract'
import type { FigureState } from '@zhishi/core/watch'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../../../ui/icon.tsx'
import { curveOf, type Point } from './curve.ts'
import { useFigureText } from './figure-text.ts'

type Figure = WatchView['figures'][number]

const ICONS: Record<FigureState, IconName> = { ok: 'good', check: 'attention', act: 'bad', unknown: 'help' }
/** What the server keeps of looks. */
const TREND_MS = 600_000
/** Of the drawing; it is stretched to the tile. */
const WIDTH = 200
const HEIGHT = 36

export function FigureTile({ figure, lookedAt }: { figure: Figure; lookedAt: readonly number[] }) {
  const { t } = useTranslation('staff')
  const say = useFigureText()
  const { name, value, state, check, act } = figure
  return (
    <li className={`card figure figure-${state}`}>
      <h2>{t(`organiser.live.figures.${name}.name`)}</h2>
      <p className="figure-state">
        <Icon name={ICONS[state]} size={16} />
        {t(`organiser.live.states.${state}`)}
      </p>
      <p className={value === null ? 'figure-value figure-nothing' : 'figure-value'}>
        {value !== null
          ? say(name, value)
          : state === 'unknown'
            ? t('notYet')
            : t(`organiser.live.figures.${name}.nothing`)}
      </p>
      <Curve figure={figure} lookedAt={lookedAt} />
      <p className="figure-means">
        {t(`organiser.live.figures.${name}.means`)}
        <span className="figure-bounds">
          {check === act
            ? t('organiser.live.actFrom', { act: say(name, act) })
            : t('organiser.live.bounds', { check: say(name, check), act: say(name, act) })}
        </span>
      </p>
    </li>
  )
}

function Curve({ figure: { name, values, check }, lookedAt }: { figure: Figure; lookedAt: readonly number[] }) {
  const { t } = useTranslation('staff')
  const say = useFigureText()
  const known = values.filter((value) => value !== null)
  const label =
    known.length === 0
      ? t('organiser.live.noTrend')
      : t('organiser.live.trend', { low: say(name, Math.min(...known)), high: say(name, Math.max(...known)) })
  return (
    <svg className="curve" role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
      <title>{label}</title>
      <line className="curve-floor" x1={0} y1={HEIGHT - 1} x2={WIDTH} y2={HEIGHT - 1} />
      {curveOf(lookedAt, values, { lengthMs: TREND_MS, atLeast: check }).map((run) => (
        <polyline key={run[0]?.x} className="curve-line" points={pointsOf(run)} />
      ))}
    </svg>
  )
}

/** A single measurement is drawn as a short dash, or it would not be seen. */
function pointsOf(run: readonly Point[]): string {
  const [first] = run
  const drawn = run.length === 1 && first ? [{ ...first, x: first.x - 0.01 }, first] : run
  return drawn.map(({ x, y }) => `${(x * WIDTH).toFixed(1)},${(2 + y * (HEIGHT - 4)).toFixed(1)}`).join(' ')
}
