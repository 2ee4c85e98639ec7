// Owns: the hand-in of which the server has nothing at all of a line: what may have happened, the other ways, and
// 【仍然交卷】 after a question. Never hands in by itself.
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Question } from '../../ui/dialog.tsx'
import { unbroken } from '../../ui/phone.ts'
import { Rich } from '../../ui/rich.tsx'
import { useAttempting } from '../attempt/context.ts'
import { useTexts } from '../texts/index.ts'

export function MissingRecordings() {
  const { t, language } = useTexts()
  const { view, handingIn } = useAttempting()
  const [isAsking, setAsking] = useState(false)
  const { missing, handInAnyway } = handingIn
  if (missing.length === 0) return null
  const names = missing.map((line) => t(`handIn.lines.${line}`))
  const lines = new Intl.ListFormat(language, { type: 'conjunction' }).format(names)
  return (
    <Callout tone="bad" title={t('handIn.missing.lines', { lines })} className="mt-5">
      <p>{t('handIn.missing.body')}</p>
      <p>
        <Rich text={t('handIn.missing.help', { phone: unbroken(view.interview.supportPhone) })} />
      </p>
      <Button className="mt-3" onClick={() => setAsking(true)}>
        {t('handIn.missing.anyway')}
      </Button>
      <Question
        isOpen={isAsking}
        title={t('handIn.missing.question')}
        back={t('handIn.missing.back')}
        confirm={t('handIn.missing.anyway')}
        onBack={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          handInAnyway()
        }}
      >
        <p>{t('handIn.missing.means', { lines })}</p>
        <p>{t('handIn.missing.first')}</p>
      </Question>
    </Callout>
  )
}
