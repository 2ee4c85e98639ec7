// Owns: step 11 结束面试: what is safe on the server, recording by recording, until 上传成功.
// Never says 上传成功 before every part has its receipt and the server has accepted the hand-in.
import { Link } from '@tanstack/react-router'
import type { FeedSnapshot } from '../../capture/capture-types.ts'
import { Button } from '../../ui/button.tsx'
import { Callout } from '../../ui/callout.tsx'
import { Icon } from '../../ui/icon.tsx'
import { unbroken } from '../../ui/phone.ts'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { useSay } from '../../ui/refusal-text.ts'
import { Rich } from '../../ui/rich.tsx'
import { formatBytes, formatTime, sayLength } from '../../ui/time.ts'
import { REFUSAL_CODES } from '@zhishi/core/refusal'
import { useReachability } from '../../ui/use-clock.ts'
import { useAttempting } from '../attempt/context.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { Shell, StepEyebrow, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { EvidenceCheck } from './evidence-check.tsx'
import { HandedIn } from './handed-in.tsx'
import { LINE_ICONS } from './line-icons.ts'
import { useUploads } from './uploads.ts'

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
  const { view } = useAttempting()
  const { state } = useRecorder()
  const uploads = useUploads()
  usePageTitle(t('handIn.title'))
  const { timeZone } = view.interview
  const phone = unbroken(view.interview.supportPhone)
  const endedAt = view.finishedAt ?? view.schedule.endsAt
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
            {uploads.leftMs !== null && <Rich text={t('handIn.left', { left: sayLength(uploads.leftMs, ui) })} />}
            <Rich text={t('handIn.safe')} />
          </>
        ) : (
          <Rich text={t('handIn.awayLead')} />
        )}
      </p>
      {isEmpty ? (
        <Callout tone="warn" title={t('handIn.none')} className="mt-5">
          <p>{t('handIn.noneBody', { phone })}</p>
        </Callout>
      ) : (
        <ul className="card mt-4 px-8 py-1">
          {uploads.feeds.map((feed) => (
            <Recording key={feed.line} feed={feed} isReachable={uploads.isReachable} />
          ))}
        </ul>
      )}
      <EvidenceCheck className="mt-4" />
      <Faults feeds={uploads.feeds} />
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
  const { state } = useRecorder()
  const uploads = useUploads()
  const isSafe = uploads.feeds.every((feed) => feed.isSealed)
  const line = useReachability()
  if (!uploads.isReachable && !isSafe) {
    return t(line === 'offline' ? 'handIn.away' : 'handIn.serverAway', { size: formatBytes(uploads.leftBytes) })
  }
  if (uploads.feeds.some((feed) => feed.isRecording) || !state.isLogKnown) return t('handIn.stopping')
  return isSafe || uploads.leftBytes === 0 ? t('handIn.checking') : t('handIn.uploading')
}

function Recording({ feed, isReachable }: { feed: FeedSnapshot; isReachable: boolean }) {
  const { t } = useTexts()
  const share = feed.bytes === 0 ? 0 : feed.acknowledgedBytes / feed.bytes
  // a whole recording without its receipt is not yet done
  const percent = Math.min(feed.isSealed ? 100 : 99, Math.floor(share * 100))
  const name = t(`handIn.lines.${feed.line}`)
  return (
    <li className="flex items-start gap-5 border-t border-line py-4 first:border-0">
      <Icon name={LINE_ICONS[feed.line]} size={30} className={feed.isSealed ? 'text-ok' : 'text-dai-600'} />
      <div className="min-w-0 flex-1">
        <div className="flex items-center justify-between gap-4">
          <b className={feed.isSealed ? 'text-ok' : ''}>{name}</b>
          <b className={feed.isSealed ? 'flex items-center gap-[6px] text-ok' : ''}>
            {feed.isSealed && <Icon name="good" size={20} />}
            {feed.isSealed
              ? t('handIn.saved')
              : isReachable
                ? t('handIn.percent', { percent })
                : t('handIn.waiting', { percent })}
          </b>
        </div>
        <div className="mb-[6px] mt-2">
          <ProgressBar share={percent / 100} label={name} isSafe={feed.isSealed} />
        </div>
        <p className="text-15 leading-normal text-ink-2">
          {t('handIn.amount', { done: formatBytes(feed.acknowledgedBytes), all: formatBytes(feed.bytes) })} ·{' '}
          {t('handIn.parts', { count: feed.parts })}
          {feed.isSealed && ` · ${t('handIn.checked')}`}
        </p>
      </div>
    </li>
  )
}

/** What the server refused for good needs a person; everything else is repeated by itself. */
function Faults({ feeds }: { feeds: readonly FeedSnapshot[] }) {
  const { t } = useTexts()
  const { view } = useAttempting()
  const say = useSay(view.interview.timeZone)
  const codes = new Set(feeds.flatMap((feed) => REFUSAL_CODES.filter((code) => code === feed.fault)))
  if (codes.size === 0) return null
  return (
    <Callout tone="warn" title={t('handIn.faultTitle')} className="mt-4">
      {[...codes].map((code) => (
        <p key={code}>
          {say({ code }).what} <span className="text-ink-2">{say({ code }).todo}</span>
        </p>
      ))}
      <p>
        <b>{view.interview.supportPhone}</b>
      </p>
    </Callout>
  )
}
