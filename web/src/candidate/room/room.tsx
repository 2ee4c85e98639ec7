// Owns: the frame shared by waiting and answering: the bar with the recording sign, my picture and data, the dock with
// 【求助】 in its middle, and before T0 the one press the screen needs. Nothing in it moves at zero.
import type { ReactNode } from 'react'
import { inLanguage } from '../../ui/i18n.ts'
import { TopBar } from '../../ui/top-bar.tsx'
import { useAttempting } from '../attempt/context.ts'
import { AwayBand, WhichInterview } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { HelpDock } from './help-dock.tsx'
import { ScreenPress } from './screen-press.tsx'
import { Side } from './side.tsx'
import { RecordingSign } from './feeds.tsx'

type RoomProps = { title: string; children: ReactNode; className?: string; dockSays: string; sideFoot: ReactNode }

export function Room({ title, children, className = '', dockSays, sideFoot }: RoomProps) {
  const { view } = useAttempting()
  const { language } = useTexts()
  const { interview } = view
  return (
    <div className="room">
      <h1 className="sr-only">
        {title} · {inLanguage(interview.name, language)}
      </h1>
      <TopBar
        what={<WhichInterview view={view} />}
        supportPhone={interview.supportPhone}
        timeZone={interview.timeZone}
        isLineShown={false}
      >
        <RecordingSign />
      </TopBar>
      <AwayBand />
      <main className={`room-main ${className}`} id="main" tabIndex={-1}>
        {children}
      </main>
      <Side foot={sideFoot} />
      <HelpDock says={dockSays} />
      <ScreenPress />
    </div>
  )
}
