// Owns: the field for the unlock code, for who has no questions after T0: support reads the code out by telephone.
// Needs no network. Never loses anything by a wrong code, and never limits the tries: each takes its time by itself.
import { UNLOCK_CODE_LENGTH, tidyCode } from '@zhishi/core/codes'
import { useState, type FormEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { useAttempting } from '../attempt/context.ts'
import type { Unlocked } from '../attempt/questions.ts'
import { useTexts } from '../texts/index.ts'

export function UnlockForm({ phone }: { phone: string }) {
  const { t } = useTexts()
  const { questions } = useAttempting()
  const [typed, setTyped] = useState('')
  const [outcome, setOutcome] = useState<Exclude<Unlocked, 'opened'> | null>(null)
  const [isBusy, setBusy] = useState(false)

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (isBusy) return
    setBusy(true)
    const became = await questions.unlock(typed)
    setBusy(false)
    setOutcome(became === 'opened' ? null : became)
  }

  return (
    <form className="mt-5 max-w-[560px]" onSubmit={(event) => void submit(event)} noValidate>
      <div className="field">
        <label htmlFor="unlock-code">{t('unlock.label')}</label>
        <div className="mt-1 flex flex-wrap items-center gap-3">
          <input
            id="unlock-code"
            className="input w-[15em] font-mono text-22"
            value={typed}
            onChange={({ target: { value } }) => {
              setOutcome(null)
              // kept as it is typed, because a keyboard that composes would lose its place
              if (tidyCode(value).length <= UNLOCK_CODE_LENGTH) setTyped(value)
            }}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
            placeholder="XXXX-XXXX-XXXX"
            aria-invalid={outcome !== null}
            aria-describedby="unlock-hint unlock-says"
          />
          <Button type="submit" kind="primary" isBusy={isBusy}>
            {t('unlock.submit')}
          </Button>
        </div>
        <p id="unlock-hint" className="mt-2 text-15 text-ink-2">
          {t('unlock.hint', { phone })}
        </p>
      </div>
      <div id="unlock-says" role="status">
        {outcome && (
          <Callout tone="warn" title={t(`unlock.outcomes.${outcome}.what`)} isCompact className="mt-3">
            <p>{t(`unlock.outcomes.${outcome}.todo`, { phone })}</p>
          </Callout>
        )}
      </div>
    </form>
  )
}
