// Owns: the two clocks of a page: the time of day on the server, and the time left to an absolute deadline.
// Never blinks, never speaks each second.
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { formatLeft, formatTime, formatLength } from './time.ts'
import { useIsClockKnown, useServerNow } from './use-clock.ts'

/** The time of day by the server clock, `09:14:22`; dashes until the server has been heard. */
export function TimeOfDay({ timeZone }: { timeZone: string }) {
  const now = useServerNow()
  return <b className="num">{useIsClockKnown() ? formatTime(now, timeZone, true) : '--:--:--'}</b>
}

/** docs/promises.md#pages: spoken at 5, 3 and 1 minute and at 30 seconds. */
const SPOKEN_AT_S = [300, 180, 60, 30]

/**
 * Time left until `at`. @param label what happens then, for those who hear it
 * @param isSpoken one clock of a page speaks; a second drawing of the same deadline stays silent
 */
export function Countdown({ at, label, isSpoken = false, className = '' }: CountdownProps) {
  const { t } = useTranslation('ui')
  const left = at - useServerNow(at)
  return (
    <>
      <span
        role="timer"
        className={className}
        aria-label={t('clock.leftLabel', { what: label, time: formatLength(left, t) })}
      >
        {formatLeft(left, t)}
      </span>
      {isSpoken && <Spoken leftMs={left} label={label} />}
    </>
  )
}

type CountdownProps = { at: number; label: string; isSpoken?: boolean; className?: string }

/** Written straight into the page when a mark is passed: nothing else of the clock is spoken. */
function Spoken({ leftMs, label }: { leftMs: number; label: string }) {
  const { t } = useTranslation('ui')
  const place = useRef<HTMLOutputElement>(null)
  const before = useRef(leftMs)
  useEffect(() => {
    const mark = SPOKEN_AT_S.find((seconds) => before.current > seconds * 1000 && leftMs <= seconds * 1000)
    before.current = leftMs
    if (mark === undefined || !place.current) return
    place.current.textContent = t('clock.leftLabel', { what: label, time: formatLength(mark * 1000, t) })
  }, [leftMs, label, t])
  return <output ref={place} className="sr-only" />
}
