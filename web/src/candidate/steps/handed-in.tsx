// Owns: 上传成功: what is safe, with the receipts, and what must stay on this computer until results are published.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { RecordingView } from '@zhishi/core/contract'
import { call } from '../../client/call.ts'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { formatBytes } from '../../ui/time.ts'
import { useAttempting } from '../attempt/context.ts'
import { usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { EvidenceCheck } from './evidence-check.tsx'
import { LINE_ICONS } from './line-icons.ts'

export function HandedIn() {
  const { t } = useTexts()
  const { view } = useAttempting()
  const isPhoneLeft = view.evidence !== null && view.evidence.checkedAt === null
  usePageTitle(t('handIn.done'))
  const { data: recordings = [] } = useQuery({
    // the phone's parts arrive later
    queryKey: ['recordings', view.attemptId, view.evidence?.isSealed],
    queryFn: async () => {
      const answer = await call('listRecordings', { params: { attemptId: view.attemptId } })
      return answer.ok ? answer.value : []
    },
  })
  return (
    <div className="m-auto flex w-full max-w-[760px] flex-col items-center text-center">
      <svg width="96" height="96" viewBox="0 0 104 104" aria-hidden="true">
        <circle cx="52" cy="52" r="50" fill="var(--pine-50)" stroke="var(--pine-600)" strokeWidth="3" />
        <path
          d="M31 54l14 14 29-31"
          fill="none"
          stroke="var(--pine-600)"
          strokeWidth="7"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <h1 className="song mt-2 text-56 leading-tight">{t('handIn.done')}</h1>
      <output className="sr-only">{t('handIn.done')}</output>
      <p className="mt-1 text-20 text-ink-2 [text-wrap:balance]">
        {t(isPhoneLeft ? 'evidence.doneLead' : 'handIn.doneLead')}
      </p>
      {recordings.length > 0 && <Receipts recordings={recordings} />}
      <EvidenceCheck className="mt-4" />
      <Link
        to="/$attemptId"
        params={{ attemptId: view.attemptId }}
        className={`btn btn-big mt-6 ${isPhoneLeft ? '' : 'btn-primary'}`}
      >
        {t('handIn.home')}
      </Link>
      <Callout tone="warn" icon="info" title={t('handIn.keepTitle')} className="mt-6">
        <p>
          {t('handIn.keepBody')} <Link to="/recordings">{t('recordings.title')}</Link>
        </p>
      </Callout>
    </div>
  )
}

/** How much of a receipt a person compares aloud: the first 8 of 64 digits of the digest. */
const READ_ALOUD = 8

function Receipts({ recordings }: { recordings: readonly RecordingView[] }) {
  const { t } = useTexts()
  return (
    <div className="card mt-5 w-full overflow-x-auto px-6 py-[6px]">
      <table className="w-full border-collapse text-left text-16 [&_td]:border-t [&_td]:border-line [&_td]:py-2 [&_td]:pr-4 [&_th]:py-[6px] [&_th]:pr-4 [&_th]:text-15 [&_th]:font-normal [&_th]:text-ink-2">
        <thead>
          <tr>
            <th scope="col">{t('handIn.columns.line')}</th>
            <th scope="col">{t('handIn.columns.parts')}</th>
            <th scope="col">{t('handIn.columns.size')}</th>
            <th scope="col">{t('handIn.columns.receipt')}</th>
          </tr>
        </thead>
        <tbody>
          {recordings.map((recording) => (
            <tr key={recording.line}>
              <td>
                <span className="flex items-center gap-[10px]">
                  <Icon name={LINE_ICONS[recording.line]} className="text-ok" />
                  {t(`handIn.lines.${recording.line}`)}
                </span>
              </td>
              <td>{recording.parts.length}</td>
              <td>{formatBytes(recording.bytes)}</td>
              <td className="font-mono">
                {recording.parts
                  .flatMap((part) => part.receipt?.digest.slice(0, READ_ALOUD).toUpperCase() ?? [])
                  .join(' · ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
