// Owns: the bottom of the room: 【求助】 in its middle with the conversation above it, the line's state at its right.
// Never stops anything: recording and time go on while it is open.
import { Fragment, useId } from 'react'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { useReachability } from '../../ui/use-clock.ts'
import { useAttempting } from '../attempt/context.ts'
import { useConversation } from '../help/context.ts'
import { HelpButton } from '../help/help-button.tsx'
import { HelpPanel } from '../help/help-panel.tsx'
import { useTexts } from '../texts/index.ts'
import { useDockWords } from './recording-text.ts'

export function HelpDock({ says }: { says: string }) {
  const { t } = useTexts()
  const panel = useId()
  const line = useReachability()
  const { view } = useAttempting()
  const conversation = useConversation()
  return (
    <footer className="room-dock">
      <span className="dock-left">{says}</span>
      {conversation && (
        <div>
          <HelpButton conversation={conversation} panel={panel} className="min-w-[160px]" />
          <HelpPanel
            id={panel}
            conversation={conversation}
            view={view}
            note={t('help.note')}
            className="help-panel-above"
            hints={<Hints />}
          />
        </div>
      )}
      <p className="dock-right">
        <output className={line === 'reached' ? '' : 'text-warn'}>
          {line === 'reached' ? t('room.online') : t('room.offline')}
        </output>
        <Recorded />
      </p>
    </footer>
  )
}

/** What lies on the disk here, then what is missing: counted each second, so it is not spoken. */
function Recorded() {
  const { saved, lacks, lacked } = useDockWords()
  return (
    <>
      {[...(saved === null ? [] : [saved]), ...lacked].map((says) => (
        <Fragment key={says}>
          {' · '}
          <span>{says}</span>
        </Fragment>
      ))}
      {lacks.map((says) => (
        <Fragment key={says}>
          {' · '}
          <span>
            <b className="text-bad">{says}</b>
          </span>
        </Fragment>
      ))}
    </>
  )
}

const HINTS = [
  ['questions', 'refresh'],
  ['network', 'wifiOff'],
  ['device', 'camera'],
] as const satisfies readonly (readonly [string, IconName])[]

/** What helps at once, without anybody. */
function Hints() {
  const { t } = useTexts()
  return (
    <ul className="mt-2 flex flex-col gap-1 text-15">
      {HINTS.map(([hint, icon]) => (
        <li key={hint} className="flex items-start gap-2">
          <Icon name={icon} size={20} />
          {t(`help.lines.${hint}`)}
        </li>
      ))}
    </ul>
  )
}
