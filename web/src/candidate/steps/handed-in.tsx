// Owns: 上传成功: of each feed what was due, is here and is missing, the receipts, and what must stay on this computer until
// results are published. Never says "everything" where something is missing: the sentence follows the figures.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { wasStoppedEarly } from '@zhishi/core/recording'
import { call } from '../../client/call.ts'
import { BigTick } from '../../ui/big-tick.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Rich } from '../../ui/rich.tsx'
import { useAttempting } from '../attempt/context.ts'
import { usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { CoverageTable } from './coverage-table.tsx'
import { EvidenceCheck } from './evidence-check.tsx'
import { Receipts, SaveReceipts, writtenOf } from './receipts.tsx'
import { useOutcome } from './coverage-text.ts'
import { useCoverage } from './use-coverage.ts'

export function HandedIn() {
  const { t } = useTexts()
  const { view } = useAttempting()
  const isPhoneLeft = view.evidence !== null && view.evidence.checkedAt === null
  const coverage = useCoverage(view.attemptId)
  const { lead, missing, absent } = useOutcome(coverage)
  const title = t(absent.length > 0 ? 'handIn.doneMissing' : 'handIn.done')
  usePageTitle(title)
  const phone = coverage?.feeds.find(({ feed }) => feed === 'evidence')
  const { data: recordings = [] } = useQuery({
    // the phone's parts arrive later
    queryKey: ['recordings', view.attemptId, view.evidence?.isSealed],
    queryFn: async () => {
      const answer = await call('listRecordings', { params: { attemptId: view.attemptId } })
      return answer.ok ? answer.value : []
    },
  })
  const written = writtenOf(recordings)
  return (
    <div className="mx-auto w-full max-w-[1080px]">
      <div className="flex items-center gap-5">
        {absent.length > 0 ? (
          <Icon name="attention" size={64} className="text-warn" />
        ) : (
          <BigTick size={76} className="flex-none" />
        )}
        <div>
          <h1 className="song text-44 leading-tight">{title}</h1>
          <p className="text-ink-2" role="status">
            {lead}
          </p>
        </div>
      </div>
      {coverage && (
        <CoverageTable feeds={coverage.feeds}>{written.length > 0 && <Receipts written={written} />}</CoverageTable>
      )}
      {missing.length > 0 && (
        <p className="next-up mt-3">
          <Icon name="info" size={22} />
          <span>
            <Rich text={t('coverage.noted', { list: missing.join(t('coverage.and')) })} />
          </span>
        </p>
      )}
      <EvidenceCheck className="mt-4" isStoppedEarly={wasStoppedEarly(phone?.gaps ?? [])} />
      <div className="mt-5 flex flex-wrap items-center gap-4">
        {written.length > 0 && <SaveReceipts written={written} coverage={coverage} isPrimary={!isPhoneLeft} />}
        {/* who has several interviews comes to their choice there */}
        <Link to="/" className={`btn ${written.length > 0 || isPhoneLeft ? '' : 'btn-primary'}`}>
          {t('handIn.home')}
        </Link>
        <p className="min-w-[280px] flex-1 text-16 leading-normal text-ink-2">
          {t('handIn.keepTitle')}
          <br />
          {t('handIn.keepBody')} <Link to="/recordings">{t('recordings.title')}</Link>
        </p>
      </div>
    </div>
  )
}
