// Owns: which page the phone shows first, and what is shown while the rest is on its way. The scan page stays as it is
// when the rest arrives: a camera that is open and a code half typed are not lost.
// Nothing here starts or stops a recording.
import { useEffect, useState } from 'react'
import { OpenManualProvider } from './frame.tsx'
import { LoadingPage, NotLoadedPage } from './pages/loading.tsx'
import { ScanPage } from './pages/scan.tsx'
import { useFirstPage } from './recorder/use-phone.ts'

export function App() {
  const { firstPage, state } = useFirstPage()
  const { loaded, hasFailed, missing } = state
  const [isManualOpen, setManualOpen] = useState(false)
  // after the first page has been drawn
  useEffect(() => void firstPage.load(), [firstPage])
  if (hasFailed) return <NotLoadedPage />
  if (isManualOpen) {
    return loaded ? <loaded.program.ManualPage onBack={() => setManualOpen(false)} /> : <LoadingPage />
  }
  return (
    <OpenManualProvider value={() => setManualOpen(true)}>
      {isScanning(state) ? (
        <ScanPage>{loaded && <loaded.program.ScanNews />}</ScanPage>
      ) : loaded ? (
        <loaded.program.Current missing={missing} />
      ) : (
        <LoadingPage />
      )}
    </OpenManualProvider>
  )
}

function isScanning({ loaded, isNew, missing, phone }: ReturnType<typeof useFirstPage>['state']): boolean {
  if (missing.length > 0 || phone.code !== null) return false
  return loaded ? !phone.binding || phone.isScanning : isNew
}
