// Owns: which page the phone shows. One state leads to one page; nothing here starts or stops a recording.
import { useState } from 'react'
import { useServerNow } from '../ui/use-clock.ts'
import { isOver, type Binding } from './binding.ts'
import { useFault } from './faults.ts'
import { OpenManualProvider } from './frame.tsx'
import { ElsewherePage, NoStoragePage, ReplacedPage, ResumePage, UnsupportedPage } from './pages/aside.tsx'
import { ManualPage } from './pages/manual.tsx'
import { NoticePage } from './pages/notice.tsx'
import { PlacementPage } from './pages/placement.tsx'
import { RecordingPage } from './pages/recording.tsx'
import { ScanPage } from './pages/scan.tsx'
import { SweepPage } from './pages/sweep.tsx'
import { UploadsPage } from './pages/uploads.tsx'
import type { Missing } from './recorder/support.ts'
import { usePhone } from './recorder/use-phone.ts'

export function App({ missing }: { missing: readonly Missing[] }) {
  const [isManualOpen, setManualOpen] = useState(false)
  if (isManualOpen) return <ManualPage onBack={() => setManualOpen(false)} />
  return (
    <OpenManualProvider value={() => setManualOpen(true)}>
      {missing.length > 0 ? <UnsupportedPage missing={missing} /> : <Current />}
    </OpenManualProvider>
  )
}

function Current() {
  const { state } = usePhone()
  const { code, binding, stage, openFailure, isScanning } = state
  if (code !== null) return <NoticePage />
  if (!binding || isScanning) return <ScanPage />
  if (openFailure === 'openElsewhere') return <ElsewherePage />
  if (openFailure === 'storageUnavailable') return <NoStoragePage />
  if (stage === 'recording') return <Recording guide={binding.guide} />
  return binding.view.isReplaced ? <ReplacedPage /> : <NotRecording binding={binding} />
}

function Recording({ guide }: Pick<Binding, 'guide'>) {
  const fault = useFault()
  // whatever the candidate is doing with the phone: a fault is seen and heard at once
  if (fault || guide === 'done') return <RecordingPage fault={fault} />
  return guide === 'sweep' ? <SweepPage /> : <PlacementPage />
}

function NotRecording({ binding }: { binding: Binding }) {
  const now = useServerNow()
  return binding.isStopped || isOver(binding, now) ? <UploadsPage /> : <ResumePage />
}
