// Owns: the phone in the room: its state beside the computer's own feeds, and what to do when it has gone silent.
// Never over the questions, and never an alarm: a silent phone loses no answering time.
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Panel } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useAttempting } from '../attempt/context.ts'
import { gateOf } from '../attempt/place.ts'
import { BindCode } from '../evidence/bind-code.tsx'
import { phoneStateOf, silentSeconds, type PhoneState } from '../evidence/phone-state.ts'
import { useTexts } from '../texts/index.ts'

/** Null: this sitting asks for no phone, or what is known of it is too old to be said. */
function usePhoneState(): PhoneState | null {
  const { view, known } = useAttempting()
  const state = phoneStateOf(view)
  const isAsked = state.kind !== 'none' || gateOf(view, 'evidence')?.state !== 'excused'
  return isAsked && !known.failure ? state : null
}

/** One of the feeds. */
export function PhoneLine() {
  const { t } = useTexts()
  const state = usePhoneState()
  if (!state) return null
  const isOn = state.kind === 'live' || state.kind === 'waiting'
  return (
    <li className={isOn ? 'text-ok' : 'text-bad'}>
      <Icon name={isOn ? 'good' : 'bad'} size={18} />
      {t('handIn.lines.evidence')}
      {isOn ? (
        <span className="sr-only">{t('room.recording')}</span>
      ) : (
        <span>
          {state.kind === 'silent'
            ? t('evidence.silent', { seconds: silentSeconds(state.lengthMs) })
            : t('evidence.none')}
        </span>
      )}
    </li>
  )
}

/** A phone that was silent for so long will hardly come back by itself. */
const HELP_AFTER_MS = 30_000

export function PhoneFault() {
  const { t } = useTexts()
  const state = usePhoneState()
  const [isBinding, setBinding] = useState(false)
  const isWrong = state?.kind === 'none' || (state?.kind === 'silent' && state.lengthMs > HELP_AFTER_MS)
  if (!isWrong && !isBinding) return null
  return (
    <>
      {isWrong && (
        <Callout tone="warn" icon="phone" isCompact title={t('evidence.roomFault')}>
          <p>{t('evidence.roomFaultBody')}</p>
          <Button size="small" className="mt-2" onClick={() => setBinding(true)}>
            {t('evidence.change')}
          </Button>
        </Callout>
      )}
      <Panel isOpen={isBinding} title={t('evidence.change')} onClose={() => setBinding(false)}>
        <div className="mx-auto w-[260px]">{isBinding && <BindCode />}</div>
      </Panel>
    </>
  )
}
