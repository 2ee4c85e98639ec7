// Owns: what the scan page says beside scanning: why a code was not taken, and uploads that go on.
import { Callout } from '../../ui/callout.tsx'
import { useRefusalText } from '../../ui/refusal-text.ts'
import { usePhone } from '../recorder/use-phone.ts'
import { useTexts } from '../texts/index.ts'

export function ScanNews() {
  const { state } = usePhone()
  const say = useRefusalText('Asia/Shanghai')
  return (
    <>
      {state.bindFailure && (
        <Callout tone="warn" isCompact className="mt-3" title={say(state.bindFailure.refusal).what}>
          <p>{say(state.bindFailure.refusal).todo}</p>
        </Callout>
      )}
      <EarlierUploads />
    </>
  )
}

/** What an earlier page life left to upload goes on here, bound or not. */
function EarlierUploads() {
  const { t } = useTexts()
  const { state } = usePhone()
  const lines = state.uploads.flatMap((one) => one.feeds).filter((one) => one.parts > 0 && !one.isSealed)
  const bytes = lines.reduce((sum, one) => sum + one.bytes, 0)
  if (bytes === 0) return null
  const percent = Math.floor((lines.reduce((sum, one) => sum + one.acknowledgedBytes, 0) / bytes) * 100)
  return (
    <Callout tone="note" isCompact className="mt-3" title={t('scan.uploading', { percent })}>
      <p>{t('scan.uploadingBody')}</p>
    </Callout>
  )
}
