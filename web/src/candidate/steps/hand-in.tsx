// Owns: step 11 结束面试: what is safe on the server, recording by recording, until 上传成功.
// Never says 上传成功 before every part has its receipt and the server has accepted the hand-in.
import { Link } from '@tanstack/react-router'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { unbroken } from '../../ui/phone.ts'
import { Rich } from '../../ui/rich.tsx'
import { formatBytes, formatTime, formatLength } from '../../ui/time.ts'
import { useReachability } from '../../ui/use-clock.ts'
import { useAttempting } from '../attempt/context.ts'
import { endedAtOf, keptPress } from '../attempt/finish.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { Shell, StepEyebrow, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { EvidenceCheck } from './evidence-check.tsx'
import { HandedIn } from './handed-in.tsx'
import { useUploads } from './uploads.ts'
import { FeedFaults, FeedRow } from '../recordings/feed-row.tsx'
import { MissingRecordings } from './missing-recordings.tsx'

export function HandInPage() {
  const { view } = useAttempting()
  return (
    <Shell current="handIn" isAwayTold>
      {view.phase === 'handedIn' ? <HandedIn /> : <Uploading />}
    </Shell>
  )
}

function Uploading() {
  const { t, ui } = useTexts()
  const { view, handingIn } = useAttempting()
  const { state } = useRecorder()
  const uploads = useUploads()
  usePageTitle(t('handIn.title'))
  const { timeZone } = view.interview
  const phone = unbroken(view.interview.supportPhone)
  const { endsAt } = view.schedule
  const endedAt = endedAtOf({ finishedAt: view.finishedAt, endsAt }, keptPress(view.attemptId)?.pressedAt)
  const isEmpty = state.isLogKnown && uploads.feeds.length === 0
  return (
    <>
      <StepEyebrow step="handIn">
        {endedAt !== null && <span>{t('handIn.ended', { time: formatTime(endedAt, timeZone, true) })}</span>}
      </StepEyebrow>
      <h1 className="title">{useTitle()}</h1>
      <p className="lead">
        {uploads.isReachable ? (
          <>
            {uploads.leftMs !== null && <Rich text={t('handIn.left', { left: formatLength(uploads.leftMs, ui) })} />}
            {uploads.feeds.length > 0 && <Rich text={t(uploads.isOnDisk ? 'handIn.safe' : 'handIn.inMemory')} />}
          </>
        ) : (
          <Rich text={t(uploads.isOnDisk ? 'handIn.awayLead' : 'handIn.inMemory')} />
        )}
      </p>
      <MissingRecordings />
      {isEmpty && handingIn.missing.length === 0 ? (
        <Callout tone="warn" title={t('handIn.none')} className="mt-5">
          <p>{t('handIn.noneBody', { phone })}</p>
        </Callout>
      ) : (
        uploads.feeds.length > 0 && (
          <ul className="card mt-4 px-8 py-1">
            {uploads.feeds.map((feed) => (
              <FeedRow key={feed.line} feed={feed} isReachable={uploads.isReachable} />
            ))}
          </ul>
        )
      )}
      <EvidenceCheck className="mt-4" />
      <FeedFaults feeds={uploads.feeds} timeZone={timeZone} phone={view.interview.supportPhone} />
      <div className="foot">
        <Link to="/$attemptId/hand-in/guide" params={{ attemptId: view.attemptId }} className="btn">
          <Icon name="guide" size={22} />
          {t('handIn.guide')}
        </Link>
        <span className="next-up">
          <span>
            <Rich text={t('handIn.guideHint', { phone })} />
          </span>
        </span>
        <span className="flex-1" />
        <p id="home-later" className="text-16 text-ink-2">
          {t('handIn.homeLater')}
        </p>
        <Button size="big" blockedBy="home-later">
          {t('handIn.home')}
        </Button>
      </div>
    </>
  )
}

/** The sentence first. */
function useTitle(): string {
  const { t } = useTexts()
  const { handingIn } = useAttempting()
  const { state } = useRecorder()
  const uploads = useUploads()
  const isSafe = uploads.feeds.every((feed) => feed.isSealed)
  const line = useReachability()
  if (!uploads.isReachable && !isSafe) {
    return t(line === 'offline' ? 'handIn.away' : 'handIn.serverAway', { size: formatBytes(uploads.leftBytes) })
  }
  if (state.stage === 'stopping' || !state.isLogKnown) return t('handIn.stopping')
  if (handingIn.missing.length > 0) return t('handIn.missing.title')
  return isSafe || uploads.leftBytes === 0 ? t('handIn.checking') : t('handIn.uploading')
}
