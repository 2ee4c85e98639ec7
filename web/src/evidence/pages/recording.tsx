// Owns: the page that stands two metres away for an hour: that it records, how long, what is safe; the whole of it
// turns amber when something is wrong. Never says "safe" of what is not on the server.
import { useCallback } from 'react'
import { Button } from '../../ui/button.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { formatBytes, formatLeft, formatTime } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import { isOver } from '../binding.ts'
import { useFeedSnapshots, type Fault } from '../faults.ts'
import { Frame } from '../frame.tsx'
import { CameraPreview } from '../camera-preview.tsx'
import { useBattery } from '../recorder/battery.ts'
import { CAUSES } from '../recorder/camera.ts'
import { useBinding, usePhone } from '../recorder/use-phone.ts'
import { recordedMs } from '../spans.ts'
import { useTexts } from '../texts/index.ts'
import { HoldButton } from './hold-button.tsx'
import { useFreeBytes } from './use-free-bytes.ts'

export function RecordingPage({ fault }: { fault: Fault | null }) {
  const { t, ui } = useTexts()
  const { phone } = usePhone()
  const binding = useBinding()
  const media = phone.media()
  return (
    <Frame
      title={fault ? t(`faults.${fault.kind}.what`, percentOf(fault)) : t('recording.title')}
      look={fault ? 'fault' : 'night'}
    >
      {fault ? <Wrong fault={fault} /> : <Right />}
      <p className="big-time" role="timer">
        {formatLeft(recordedMs(binding.spans), ui)}
      </p>
      {!fault && <p className="text-center text-16 text-ink-2">{t('recording.note')}</p>}
      {media && (
        <div className="pic big-picture">
          <CameraPreview label={t('recording.picture')} />
        </div>
      )}
      <Facts />
      <Stop />
    </Frame>
  )
}

function Right() {
  const { t } = useTexts()
  return (
    <div className="big-sign">
      <svg width="64" height="64" viewBox="0 0 64 64" aria-hidden="true">
        <circle cx="32" cy="32" r="30" fill="none" stroke="#ff9380" strokeWidth="3" />
        <circle cx="32" cy="32" r="18" fill="#ff6a52" />
      </svg>
      <h1>{t('recording.title')}</h1>
    </div>
  )
}

const percentOf = (fault: Fault) => ({ percent: fault.kind === 'batteryLow' ? fault.percent : 0 })

function Wrong({ fault }: { fault: Fault }) {
  const { t } = useTexts()
  const { state } = usePhone()
  // the camera is opened again by itself, unless somebody has to allow it
  const { cameraProblem } = state
  const todo =
    cameraProblem && CAUSES[cameraProblem] === 'denied'
      ? t(`camera.${cameraProblem}.todo`)
      : t(`faults.${fault.kind}.todo`)
  return (
    <div className="big-sign" role="alert">
      <Icon name="attention" size={72} />
      <h1>{t(`faults.${fault.kind}.what`, percentOf(fault))}</h1>
      <p>{todo}</p>
      {KEPT_BEFORE.has(fault.kind) && <p>{t('faults.safe')}</p>}
    </div>
  )
}

/** What these are about leaves what lies on the phone as it is; the others are about writing there. */
const KEPT_BEFORE: ReadonlySet<Fault['kind']> = new Set(['cameraLost', 'refused', 'batteryLow'])

function Facts() {
  const { t } = useTexts()
  const { state } = usePhone()
  const lines = useFeedSnapshots()
  const battery = useBattery()
  const freeBytes = useFreeBytes()
  const binding = useBinding()
  const quality = state.uploads.find((one) => one.attemptId === binding.view.attemptId)?.quality
  const safe = lines.reduce((sum, one) => sum + one.acknowledgedBytes, 0)
  const left = lines.reduce((sum, one) => sum + Math.max(0, one.bytes - one.acknowledgedBytes), 0)
  const isBehind = left > BEHIND_BYTES
  const network = !state.isServerReachable
    ? t('recording.away')
    : isBehind
      ? t('recording.behind', { left: formatBytes(left) })
      : t('recording.safe', { done: formatBytes(safe) })
  return (
    <ul className="big-facts">
      <Fact
        isGood={state.isServerReachable && !isBehind}
        icon={state.isServerReachable ? 'wifi' : 'wifiOff'}
        name={t('recording.network')}
        says={network}
      />
      {battery && (
        <Fact
          isGood={battery.isCharging || battery.percent >= LOW_PERCENT}
          icon="battery"
          name={t('recording.battery')}
          says={`${battery.percent}% · ${battery.isCharging ? t('recording.plugged') : t('recording.plug')}`}
        />
      )}
      {freeBytes !== null && (
        <Fact
          isGood={freeBytes >= SHORT_BYTES}
          icon="storage"
          name={t('recording.space')}
          says={t('recording.spaceFree', { size: t('recording.gigabytes', { count: Math.floor(freeBytes / GB) }) })}
        />
      )}
      {lines.some((one) => one.doubts.includes('audioSilent')) && (
        <Fact isGood={false} icon="microphone" name={t('recording.sound')} says={t('recording.noSound')} />
      )}
      {PICTURE_DOUBTS.map(
        (doubt) =>
          lines.some((one) => one.doubts.includes(doubt)) && (
            <Fact
              key={doubt}
              isGood={false}
              icon="camera"
              name={t('recording.pictureName')}
              says={t(`recording.doubts.${doubt}`)}
            />
          ),
      )}
      {quality && (
        <Fact
          isGood={false}
          icon="camera"
          name={t('recording.quality')}
          says={t(`recording.lowered.${quality.cause}`)}
        />
      )}
      {!state.isScreenKept && (
        <Fact isGood={false} icon="mobile" name={t('recording.screen')} says={t('recording.screenNotKept')} />
      )}
    </ul>
  )
}

/** What the phone sees of its own picture. */
const PICTURE_DOUBTS = ['framesBlack', 'framesFrozen', 'framesFew'] as const

/** Fifteen seconds of evidence at 600 kbit/s: three paces of the upload; more waits for a slow network. */
const BEHIND_BYTES = 1_200_000
/** docs/defaults.md#device-checks: 80 % or on power at the start; half of that after an hour is still enough to end it. */
const LOW_PERCENT = 40
const GB = 1_000_000_000
/** Two hours of evidence at 600 kbit/s. */
const SHORT_BYTES = 540_000_000

function Fact({ isGood, icon, name, says }: { isGood: boolean; icon: IconName; name: string; says: string }) {
  return (
    <li>
      <Icon name={icon} size={20} className={isGood ? 'text-ok' : 'text-warn'} />
      <span>{name}</span>
      <b>{says}</b>
    </li>
  )
}

/** Before the end it must be held; afterwards one press is what is wanted. */
function Stop() {
  const { t } = useTexts()
  const { phone } = usePhone()
  const binding = useBinding()
  const { view } = binding
  const now = useServerNow(view.endsAt ?? 0)
  const stop = useCallback(() => void phone.stop(), [phone])
  if (isOver(binding, now)) {
    return (
      <div className="phone-foot">
        <p className="text-center text-20 font-bold" role="status">
          {t('recording.over')}
        </p>
        <Button kind="primary" className="w-full" onClick={stop}>
          {t('recording.stop')}
        </Button>
      </div>
    )
  }
  return (
    <div className="phone-foot">
      <p className="text-center text-16 text-ink-2">
        {view.endsAt === null
          ? t('recording.selfPaced')
          : t('recording.ends', { time: formatTime(view.endsAt, view.timeZone) })}
      </p>
      <p id="hold-why" className="sr-only">
        {t('recording.holdWhy')}
      </p>
      <HoldButton label={t('recording.hold')} whileHeld={t('recording.holding')} describedBy="hold-why" onHeld={stop} />
    </div>
  )
}
