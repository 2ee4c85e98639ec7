// Owns: the phone in the room: its state beside the computer's own feeds, and binding another one when it is silent.
// Never over the questions, and never an alarm: a silent phone costs no answering time.
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Panel } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useAttempting } from '../attempt/context.ts'
import { gateOf } from '../attempt/position.ts'
import { BindCode } from '../evidence/bind-code.tsx'
import { phoneStateOf, silentSeconds, type PhoneState } from '../evidence/phone-state.ts'
import { useTexts } from '../texts/index.ts'

/** A phone that was silent for so long will hardly come back by itself. */
const HELP_AFTER_MS = 30_000

/** One of the feeds; nothing where the sitting asks for no phone, or where what is known of it is too old to be said. */
export function PhoneRow() {
  const { t } = useTexts()
  const { view, known } = useAttempting()
  const state = phoneStateOf(view)
  const isAsked = state.kind !== 'none' || gateOf(view, 'evidence')?.state !== 'excused'
  if (!isAsked || known.failure) return null
  if (state.kind === 'live' || state.kind === 'waiting') {
    return (
      <li className={state.kind === 'live' ? 'text-ok' : 'text-ink-2'}>
        <Icon name={state.kind === 'live' ? 'good' : 'spinner'} size={18} />
        {t('handIn.lines.evidence')}
        <em>{t(state.kind === 'live' ? 'recording.state.recording' : 'recording.state.phoneWaiting')}</em>
      </li>
    )
  }
  return <Silent state={state} />
}

function Silent({ state }: { state: Extract<PhoneState, { kind: 'none' | 'silent' }> }) {
  const { t } = useTexts()
  const [isBinding, setBinding] = useState(false)
  const mayChange = state.kind === 'none' || state.lengthMs > HELP_AFTER_MS
  return (
    <li className="text-bad">
      <Icon name="bad" size={18} />
      <span className="min-w-0 flex-1">
        {t('handIn.lines.evidence')} ·{' '}
        {state.kind === 'none' ? t('evidence.none') : t('evidence.silent', { seconds: silentSeconds(state.lengthMs) })}
        <span className="block text-14 text-ink-2">{t('evidence.look')}</span>
      </span>
      {mayChange && (
        <Button size="small" onClick={() => setBinding(true)}>
          {t('evidence.changeShort')}
        </Button>
      )}
      <Panel isOpen={isBinding} title={t('evidence.change')} onClose={() => setBinding(false)}>
        <div className="mx-auto w-[260px]">
          <BindCode />
        </div>
      </Panel>
    </li>
  )
}
