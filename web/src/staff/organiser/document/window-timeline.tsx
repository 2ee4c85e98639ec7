// Owns: the windows of a sitting on one line of time, each with its moments in words.
// Never computes a window: the server does.
import type { InterviewView } from '@zhishi/core/contract'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../../ui/i18n.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { formatInstant } from '../../shared/moment.ts'
import { PageLink } from '../../shared/page-link.tsx'

type Sitting = InterviewView['sittings'][number]
/** Steps whose windows an organiser sets; the others follow from them. */
const SHOWN = ['download', 'preparation', 'signIn', 'entry', 'answering'] as const

export function WindowTimeline({ sitting, timeZone }: { sitting: Sitting; timeZone: string }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const now = useServerNow()
  const name = inLanguage(sitting.name, currentLanguage())
  const windows = SHOWN.map((step) => ({ step, window: windowOf(sitting, step) }))
  const moments = windows.flatMap(({ window }) => (window ? [window.opensAt, window.closesAt ?? window.opensAt] : []))
  const from = Math.min(...moments, now)
  const to = Math.max(...moments, now)
  const share = (at: number): number => (to === from ? 0 : (at - from) / (to - from))
  return (
    <section className="window-line" aria-label={t('document.line.label', { name })}>
      <h3>
        <PageLink page="sitting" sittingId={sitting.sittingId}>
          {name}
        </PageLink>
        <span className="faint">
          {sitting.startsAt === null ? t('document.line.selfPaced') : formatInstant(sitting.startsAt, now, timeZone)}
        </span>
        <span className="faint">{t('document.people', { count: sitting.attempts })}</span>
      </h3>
      <ul style={{ '--now': share(now) } as React.CSSProperties}>
        {windows.map(({ step, window }) => (
          <li key={step}>
            <span>{ui.t(`steps.${step}`)}</span>
            <span className="window-track" aria-hidden>
              {window && (
                <i
                  className={now < window.opensAt ? 'ahead' : isOver(window, now) ? 'over' : 'open'}
                  style={
                    {
                      '--from': share(window.opensAt),
                      '--to': share(window.closesAt ?? to),
                    } as React.CSSProperties
                  }
                />
              )}
            </span>
            <span className="faint">
              {window === null
                ? t(sitting.startsAt === null ? 'document.line.selfPaced' : 'document.line.none')
                : t('document.line.when', {
                    from: formatInstant(window.opensAt, now, timeZone),
                    to:
                      window.closesAt === null
                        ? t('document.line.never')
                        : formatInstant(window.closesAt, now, timeZone),
                  })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}

type Window = { opensAt: number; closesAt: number | null }
const isOver = ({ closesAt }: Window, now: number): boolean => closesAt !== null && now > closesAt

/** Answering runs from T0 on for everybody; who is inside is shown it by the server. */
function windowOf({ windows, startsAt, endsAt }: Sitting, step: (typeof SHOWN)[number]): Window | null {
  if (step === 'answering' && startsAt !== null) return { opensAt: startsAt, closesAt: endsAt }
  return windows.find((one) => one.step === step) ?? null
}
