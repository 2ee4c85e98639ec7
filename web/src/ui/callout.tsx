// Owns: what a page says when something happened: the fact, whether anything was lost, what to do.
import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

export type CalloutTone = 'note' | 'ok' | 'warn' | 'bad'

const TONES: Record<CalloutTone, { className: string; icon: IconName }> = {
  note: { className: '', icon: 'info' },
  ok: { className: 'say-ok', icon: 'good' },
  warn: { className: 'say-warn', icon: 'attention' },
  bad: { className: 'say-bad', icon: 'bad' },
}

type CalloutProps = {
  tone: CalloutTone
  title: string
  children?: ReactNode
  icon?: IconName
  isCompact?: boolean
  /** interrupts who listens: only when recording is being lost */
  isUrgent?: boolean
  className?: string
}

export function Callout(props: CalloutProps) {
  const { tone, title, children, icon, isCompact = false, isUrgent = false, className = '' } = props
  const look = TONES[tone]
  return (
    <div
      className={`say ${look.className} ${isCompact ? 'say-compact' : ''} ${className}`}
      role={isUrgent ? 'alert' : 'status'}
    >
      <Icon name={icon ?? look.icon} size={isCompact ? 22 : 24} />
      <div className="min-w-0 flex-1">
        <b>{title}</b>
        {children}
      </div>
    </div>
  )
}
