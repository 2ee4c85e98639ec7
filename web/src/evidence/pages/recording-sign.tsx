// Owns: the red sign with how long this phone has recorded. Red only while something is really being recorded.
import { formatLeft } from '../../ui/time.ts'
import { isRecorded, useFeedSnapshots } from '../faults.ts'
import { useBinding } from '../recorder/use-phone.ts'
import { recordedMs } from '../spans.ts'
import { useTexts } from '../texts/index.ts'

export function RecordingSign() {
  const { t, ui } = useTexts()
  const { spans } = useBinding()
  const lines = useFeedSnapshots()
  if (!isRecorded(lines)) return <span />
  return <span className="rec">{t('rec', { time: formatLeft(recordedMs(spans), ui) })}</span>
}
