// Owns: one attempt as support sees it: how far, by which devices, over what network, how prepared.
// Never shows what was recorded, said or written.
import type { SupportRow } from '@zhishi/core/contract'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icon.tsx'
import { formatBytes } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'
import { Age } from '../shared/age.tsx'
import { BEAT_IS_FRESH_MS } from '../shared/sitting-page/need.ts'
import { PhaseTag } from '../shared/sitting-page/phase-tag.tsx'
import { ImportExport } from '../shared/import-export/import-export.tsx'
import { formatInstant } from '../shared/moment.ts'
import { PageLink } from '../shared/page-link.tsx'
import { describeBrowser } from '../shared/describe-browser.ts'
import { UnlockCode } from './unlock-code.tsx'

export function ResultCard({ row }: { row: SupportRow }) {
  const { t } = useTranslation('staff')
  const now = useServerNow()
  const { startsAt, timeZone } = row
  return (
    <article className="card panel result">
      <div className="row">
        <b className="identity-name">{row.maskedName}</b>
        <span>{row.maskedNumber}</span>
        <PhaseTag phase={row.phase} />
        <PageLink page="attempt" sittingId={row.sittingId} attemptId={row.attemptId}>
          {t('support.attempt')}
        </PageLink>
      </div>
      <p className="faint">
        {inLanguage(row.interviewName, currentLanguage())} · {inLanguage(row.sittingName, currentLanguage())} ·{' '}
        {startsAt === null
          ? t('support.selfPaced')
          : t('support.startsAt', { time: formatInstant(startsAt, now, timeZone) })}
      </p>
      <h2>{t('support.devices')}</h2>
      {row.devices.length === 0 ? (
        <p className="faint">{t('support.noDevices')}</p>
      ) : (
        <ul className="devices">
          {row.devices.map((device) => (
            <DeviceLine key={device.deviceId} device={device} />
          ))}
        </ul>
      )}
      {row.abilities.includes('readUnlockCode') && (
        <>
          <h2>{t('support.unlock.title')}</h2>
          <UnlockCode attemptId={row.attemptId} />
        </>
      )}
      {row.abilities.includes('importExport') && (
        <>
          <h2>{t('records.import.title')}</h2>
          <ImportExport attemptId={row.attemptId} />
        </>
      )}
      <h2>{t('support.preparation')}</h2>
      <Preparation row={row} />
    </article>
  )
}

function DeviceLine({ device }: { device: SupportRow['devices'][number] }) {
  const { t } = useTranslation('staff')
  const now = useServerNow()
  const { kind, userAgent, hasLease, lastBeatAt, bytesBehind } = device
  const isFresh = lastBeatAt !== null && now - lastBeatAt <= BEAT_IS_FRESH_MS
  return (
    <li>
      <Icon name={kind === 'phone' ? 'phone' : 'screen'} size={18} />
      <b>{t(`support.${kind}`)}</b>
      {kind === 'computer' && (
        <span className={`tag ${hasLease ? 'tag-now' : ''}`}>
          {hasLease ? t('support.lease') : t('support.noLease')}
        </span>
      )}
      {userAgent !== null && <span title={userAgent}>{describeBrowser(userAgent)}</span>}
      <span className={isFresh ? 'safe' : lastBeatAt === null ? 'faint' : 'need'}>
        {lastBeatAt === null ? (
          t('support.noBeat')
        ) : (
          <Age at={lastBeatAt}>{(length) => t('support.beat', { age: t('ago', { length }) })}</Age>
        )}
      </span>
      {lastBeatAt !== null && (
        <span className={bytesBehind > 0 ? '' : 'safe'}>
          {bytesBehind > 0 ? t('support.behind', { size: formatBytes(bytesBehind) }) : t('support.notBehind')}
        </span>
      )}
      <code className="faint">{device.deviceId.slice(0, 8)}</code>
    </li>
  )
}

function Preparation({ row: { preparation, timeZone } }: { row: SupportRow }) {
  const { t } = useTranslation('staff')
  const now = useServerNow()
  if (preparation === null) return <p className="faint">{t('support.notPrepared')}</p>
  return (
    <>
      <p className="faint">{t('support.preparedAt', { time: formatInstant(preparation.reportedAt, now, timeZone) })}</p>
      <ul className="checks">
        {preparation.checks.map(({ check, hasPassed, detail }) => (
          <li key={check} className={hasPassed ? '' : 'check-failed'}>
            <Icon name={hasPassed ? 'good' : 'attention'} size={16} />
            {t(`support.checks.${check}`)}
            <span className="sr-only">{t(hasPassed ? 'support.passed' : 'support.failed')}</span>
            {detail !== undefined && <span className="faint">{detail}</span>}
          </li>
        ))}
      </ul>
    </>
  )
}
