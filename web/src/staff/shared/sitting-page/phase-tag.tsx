// Owns: how a phase looks: always its word and an icon, colour only beside them.
import type { Phase } from '@zhishi/core/process'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../../../ui/icon.tsx'

const LOOKS: Record<Phase, { icon: IconName; tone: string }> = {
  before: { icon: 'dash', tone: '' },
  checkIn: { icon: 'journal', tone: 'tag-note' },
  waiting: { icon: 'clock', tone: 'tag-note' },
  answering: { icon: 'microphone', tone: 'tag-now' },
  handingIn: { icon: 'forward', tone: 'tag-note' },
  handedIn: { icon: 'good', tone: 'tag-ok' },
  missed: { icon: 'bad', tone: '' },
  withdrawn: { icon: 'cross', tone: '' },
  removed: { icon: 'cross', tone: '' },
  voided: { icon: 'bad', tone: '' },
}

export function PhaseTag({ phase }: { phase: Phase }) {
  const { t } = useTranslation('staff')
  const { icon, tone } = LOOKS[phase]
  return (
    <span className={`tag ${tone}`}>
      <Icon name={icon} size={14} />
      {t(`phases.${phase}`)}
    </span>
  )
}
