// Owns: telling, before anything is bound or recorded, that this window of the phone's browser keeps nothing.
// Never holds anybody up: what is filmed is uploaded while it is filmed, so a window that stays open loses nothing.
import { useEffect, useState } from 'react'
import { outlivesWindow } from '../../client/browser.ts'
import { Callout } from '../../ui/callout.tsx'
import { useTexts } from '../texts/index.ts'

export function NotKept() {
  const { t } = useTexts()
  const [isLost, setLost] = useState(false)
  useEffect(() => void outlivesWindow().then((isKept) => setLost(!isKept)), [])
  if (!isLost) return null
  return (
    <Callout tone="warn" isCompact className="mt-3" title={t('notKept.title')}>
      <p>{t('notKept.todo')}</p>
    </Callout>
  )
}
