// Owns: the bottom of the room: 【求助】 in its middle with whom to call and what to do, the line's state at its right.
// Never stops or covers anything: recording and time go on while it is open.
import { useId } from 'react'
import { Button } from '../../ui/button.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { dialled } from '../../ui/phone.ts'
import { useReachability } from '../../ui/use-clock.ts'
import { useAttempting } from '../attempt/context.ts'
import { useTexts } from '../texts/index.ts'
import { useIsKept } from './feeds.tsx'

type HelpDockProps = { says: string; isOpen: boolean; onToggle: () => void }

export function HelpDock({ says, isOpen, onToggle }: HelpDockProps) {
  const { t } = useTexts()
  const panel = useId()
  const line = useReachability()
  const isKept = useIsKept()
  return (
    <footer className="room-dock">
      <span className="dock-left">{says}</span>
      <Button
        icon="help"
        className={`min-w-[160px] ${isOpen ? 'bg-dai-100' : ''}`}
        aria-expanded={isOpen}
        aria-controls={panel}
        onClick={onToggle}
      >
        {t('room.help')}
      </Button>
      <output className={`dock-right ${line === 'reached' ? '' : 'text-warn'}`}>
        {line === 'reached' ? t('room.online') : t('room.offline')}
        {isKept && ` · ${t('room.saved')}`}
      </output>
      <HelpPanel id={panel} isOpen={isOpen} onClose={onToggle} />
    </footer>
  )
}

const LINES = [
  ['questions', 'refresh'],
  ['network', 'wifiOff'],
  ['device', 'camera'],
] as const satisfies readonly (readonly [string, IconName])[]

function HelpPanel({ id, isOpen, onClose }: { id: string; isOpen: boolean; onClose: () => void }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const phone = view.interview.supportPhone
  return (
    <section id={id} className="help-panel card" hidden={!isOpen} aria-label={t('room.helpTitle')}>
      <div className="flex items-center gap-4">
        <h2 className="flex items-center gap-2 font-bold">
          <Icon name="help" size={20} />
          {t('room.helpTitle')}
        </h2>
        <span className="flex-1 text-15 text-ink-2">{t('room.helpNote')}</span>
        <Button kind="quiet" size="small" icon="down" onClick={onClose}>
          {t('room.helpClose')}
        </Button>
      </div>
      <p className="mt-2">{t('room.helpCall')}</p>
      <p className="flex items-center gap-3 text-36 font-bold leading-snug">
        <Icon name="phone" size={30} className="text-dai-600" />
        <a href={dialled(phone)} className="text-ink no-underline">
          {phone}
        </a>
      </p>
      <ul className="mt-2 flex flex-col gap-1 border-t border-line pt-3 text-ink-2">
        {LINES.map(([line, icon]) => (
          <li key={line} className="flex items-start gap-2">
            <Icon name={icon} size={20} />
            {t(`room.helpLines.${line}`)}
          </li>
        ))}
      </ul>
    </section>
  )
}
