// Owns: 【求助】 on the pages around the room: in the top bar, beside the phone number, with its panel below.
// Never there before an attempt is known: there would be nobody to write to.
import { useId } from 'react'
import type { AttemptView } from '@zhishi/core/contract'
import { useTexts } from '../texts/index.ts'
import { useConversation } from './context.ts'
import { HelpButton } from './help-button.tsx'
import { HelpPanel } from './help-panel.tsx'

export function HelpLauncher({ view }: { view: AttemptView }) {
  const { t } = useTexts()
  const panel = useId()
  const conversation = useConversation()
  if (!conversation) return null
  return (
    <>
      <HelpButton conversation={conversation} panel={panel} isSmall />
      <HelpPanel
        id={panel}
        conversation={conversation}
        view={view}
        note={t('help.noteOutside')}
        className="help-panel-below"
      />
    </>
  )
}
