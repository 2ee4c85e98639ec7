// Owns: copying one text, and saying that it was copied.
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '../../client/copy.ts'

/** Long enough to be read, short enough not to be taken for the button's name. */
const SAID_FOR_MS = 2000

export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation('staff')
  const [said, setSaid] = useState<'copied' | 'copyFailed' | null>(null)
  useEffect(() => {
    if (said === null) return
    const timer = setTimeout(() => setSaid(null), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = async (): Promise<void> => setSaid((await copyText(text)) ? 'copied' : 'copyFailed')
  return (
    <>
      <Button size="small" onClick={() => void copy()}>
        {said === null ? label : t(said === 'copied' ? 'attempt.copied' : 'attempt.copyFailed')}
      </Button>
      <output className="sr-only">
        {said === null ? '' : t(said === 'copied' ? 'attempt.copied' : 'attempt.copyFailed')}
      </output>
    </>
  )
}
