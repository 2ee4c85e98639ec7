// Owns: showing the unlock code of one attempt, for support to read out by telephone.
// Never shows it unasked: every look is audited. Never keeps it once the card is gone.
import { showCode } from '@zhishi/core/codes'
import type { AttemptId } from '@zhishi/core/ids'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../client/call.ts'
import { Notice } from '../shared/frame/states.tsx'
import type { Failure } from '../shared/queries.ts'
import { useFailureText } from '../shared/failure-text.ts'

export function UnlockCode({ attemptId }: { attemptId: AttemptId }) {
  const { t } = useTranslation('staff')
  const say = useFailureText()
  const [code, setCode] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isBusy, setBusy] = useState(false)

  const look = async (): Promise<void> => {
    setBusy(true)
    const answer = await call('readUnlockCode', { params: { attemptId }, body: {} })
    setBusy(false)
    setCode(answer.ok ? answer.value.code : null)
    setFailure(answer.ok ? null : { refusal: answer.refusal })
  }
  const reason = failure?.refusal?.code
  const said =
    reason === 'notYetOpen' || reason === 'stepMissing'
      ? { what: t(`support.unlock.${reason}.what`), todo: t(`support.unlock.${reason}.todo`) }
      : failure && say(failure)

  return (
    <>
      <p className="faint">{t('support.unlock.note')}</p>
      <div className="row" aria-live="polite">
        {code !== null && (
          <code className="unlock-code" aria-label={Array.from(code).join(' ')}>
            {showCode(code)}
          </code>
        )}
        <Button loading={isBusy} onClick={() => void look()}>
          {t(code === null ? 'support.unlock.show' : 'support.unlock.again')}
        </Button>
      </div>
      {said && <Notice tone="note" what={said.what} todo={said.todo} />}
    </>
  )
}
