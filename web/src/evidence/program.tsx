// Owns: what is loaded behind the first page: the recorder, and every page that needs it. One state leads to one page.
// Nothing here starts or stops a recording but what the recorder does by itself at its start.
import { keepServerClock, restoreServerClock } from '../client/clock.ts'
import { settleDevice } from '../client/device.ts'
import { keepOfflineShell } from '../client/offline-shell.ts'
import { useServerNow } from '../ui/use-clock.ts'
import { isOver, type Binding } from './binding.ts'
import { useFault } from './faults.ts'
import { ElsewherePage, NoStoragePage, ReplacedPage, ResumePage, UnsupportedPage } from './pages/aside.tsx'
import { NoticePage } from './pages/notice.tsx'
import { PlacementPage } from './pages/placement.tsx'
import { RecordingPage } from './pages/recording.tsx'
import { SweepPage } from './pages/sweep.tsx'
import { UploadsPage } from './pages/uploads.tsx'
import { createPhone, type Phone } from './recorder/phone.ts'
import type { Missing } from './recorder/support.ts'
import { usePhone } from './recorder/use-phone.ts'

export { ManualPage } from './pages/manual.tsx'
export { ScanNews } from './pages/scan-news.tsx'

/** Uploads of earlier page lives go on at once, and an interrupted recording too. */
export async function startPhone(code: string | null, missing: readonly Missing[]): Promise<Phone> {
  if (missing.length > 0) return createPhone(code)
  keepOfflineShell('evidence')
  // device and clock of an earlier page life, before the phone asks for them
  await settleDevice()
  restoreServerClock()
  keepServerClock()
  const phone = createPhone(code)
  void phone.begin()
  return phone
}

/** The page of the present state, where it is not the scan page. */
export function Current({ missing }: { missing: readonly Missing[] }) {
  const { state } = usePhone()
  const { code, binding, stage, openFailure } = state
  if (missing.length > 0) return <UnsupportedPage missing={missing} />
  if (code !== null || !binding) return <NoticePage />
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
