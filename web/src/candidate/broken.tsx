// Owns: what is shown when a page itself failed. Recording runs outside React and is not touched by it.
import { Button } from '../ui/button.tsx'
import { useTexts } from './texts/index.ts'

export function Broken() {
  const { t } = useTexts()
  return (
    <main className="mx-auto max-w-[680px] p-10">
      <h1 className="title">{t('shell.brokenTitle')}</h1>
      <p className="mt-3">{t('shell.brokenBody')}</p>
      <Button kind="primary" className="mt-6" icon="refresh" onClick={() => location.reload()}>
        {t('shell.reload')}
      </Button>
    </main>
  )
}
