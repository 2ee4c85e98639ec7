// Owns: one attempt on the recordings page: its recordings here, what the server has of them, 【重新上传】 and
// 【导出到文件】.
// Never asks the server about an attempt that is not of whoever is signed in here.
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { AttemptView, RecordingView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { useState } from 'react'
import type { CaptureSnapshot } from '../../capture/capture-types.ts'
import { call } from '../../client/call.ts'
import { serverClock } from '../../client/clock.ts'
import { Button } from '../../ui/button.tsx'
import { ExportRecordings } from '../../ui/export-recordings.tsx'
import { inLanguage } from '../../ui/i18n.ts'
import { formatBytes, formatDay, formatTime } from '../../ui/time.ts'
import { isAllSafe } from '../attempt/conduct.ts'
import { rememberedView, useViewOf } from '../attempt/queries.ts'
import { statementOf } from '../recorder/statement.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { useTexts } from '../texts/index.ts'
import { FeedFaults, FeedRow } from './feed-row.tsx'
import { RemoveCopies } from './remove-copies.tsx'
import { withoutRecordings } from './without-recordings.ts'

/** As often as a table is looked at: the server's side changes by this computer's own uploads, shown beside it at once. */
const ASK_EVERY_MS = 5000

type AttemptCardProps = { attemptId: AttemptId; isOwn: boolean }

export function AttemptCard({ attemptId, isOwn }: AttemptCardProps) {
  const { t } = useTexts()
  const { recorder, state } = useRecorder()
  const { data: onServer } = useQuery({
    queryKey: ['recordings', attemptId],
    queryFn: async () => {
      const answer = await call('listRecordings', { params: { attemptId } })
      return answer.ok ? answer.value : null
    },
    enabled: isOwn,
    refetchInterval: ASK_EVERY_MS,
  })
  const view = useViewOf(attemptId, isOwn)
  const here = state.uploads.find((one) => one.attemptId === attemptId)
  const feeds = (here?.feeds ?? []).filter((feed) => feed.parts > 0)
  const isElsewhere = here === undefined && state.elsewhere.includes(attemptId)
  const without = withoutRecordings(view, isElsewhere)
  const serverOf = (line: RecordingView['line']) => onServer?.find((one) => one.line === line)
  return (
    <li className="card px-7 py-5">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <div className="min-w-0 flex-1">
          <Name view={view} />
        </div>
        <StateTag
          here={feeds.length > 0 ? here : undefined}
          without={without}
          isRecording={statementOf(state, attemptId, serverClock.now()).isAllRecording}
        />
      </div>
      {feeds.length > 0 ? (
        <ul className="mt-2">
          {feeds.map((feed) => (
            <FeedRow key={feed.line} feed={feed} isReachable={here?.isServerReachable ?? true}>
              {onServer && <OnServer recording={serverOf(feed.line)} />}
            </FeedRow>
          ))}
        </ul>
      ) : (
        <p className="mt-2 text-ink-2">{t(`recordings.${without}Body`)}</p>
      )}
      {feeds.length > 0 && !isOwn && <p className="text-15 text-ink-2">{t('recordings.signInToSee')}</p>}
      <FeedFaults
        feeds={feeds}
        timeZone={view?.interview.timeZone ?? 'Asia/Shanghai'}
        phone={view?.interview.supportPhone ?? null}
      />
      {view && isOwn && <RemoveCopies view={view} isOffered={canRemove(here)} />}
      <div className="mt-3 flex flex-wrap items-center gap-4">
        {feeds.length > 0 && <Resend attemptId={attemptId} isReachable={here?.isServerReachable ?? true} />}
        {feeds.length > 0 && (
          <ExportRecordings
            size="small"
            device="computer"
            source={() => recorder.exportSource(attemptId)}
            supportPhone={view?.interview.supportPhone ?? null}
          />
        )}
        {isOwn && (
          <Link to="/$attemptId" params={{ attemptId }} className="btn btn-small">
            {t('recordings.open')}
          </Link>
        )}
      </div>
    </li>
  )
}

/** There are pictures here, nothing is to be recorded now, and every part has its receipt. */
function canRemove(here: CaptureSnapshot | undefined): boolean {
  const pictures = (here?.feeds ?? []).filter((feed) => feed.line !== 'journal' && feed.parts > 0)
  return pictures.length > 0 && isAllSafe(here) && !here?.feeds.some((feed) => feed.isDue)
}

/** Which interview it was, as this browser was told last: also without network, and signed out. */
function Name({ view }: { view: AttemptView | undefined }) {
  const { t, language } = useTexts()
  if (!view) {
    return (
      <>
        <h2 className="text-20 font-bold">{t('recordings.unnamed')}</h2>
        <p className="text-ink-2">{t('recordings.unnamedBody')}</p>
      </>
    )
  }
  const { interview, sitting, schedule } = view
  const day = schedule.startsAt === null ? '' : ` · ${formatDay(schedule.startsAt, interview.timeZone, language)}`
  return (
    <>
      <h2 className="text-20 font-bold">{inLanguage(interview.name, language)}</h2>
      <p className="text-ink-2">
        {inLanguage(sitting.name, language)}
        {day}
      </p>
    </>
  )
}

type StateTagProps = {
  here: CaptureSnapshot | undefined
  without: ReturnType<typeof withoutRecordings>
  isRecording: boolean
}

function StateTag({ here, without, isRecording }: StateTagProps) {
  const { t } = useTexts()
  if (!here) return <span className="tag">{t(`recordings.${without}`)}</span>
  if (isRecording) return <span className="tag tag-now">{t('recordings.running')}</span>
  if (isAllSafe(here)) return <span className="tag tag-ok">{t('recordings.safe')}</span>
  const left = here.feeds.reduce((sum, feed) => sum + Math.max(0, feed.bytes - feed.acknowledgedBytes), 0)
  return <span className="tag tag-now">{t('recordings.left', { size: formatBytes(left) })}</span>
}

/** How much of a receipt a person compares aloud: the first 8 of 64 digits of the digest. */
const READ_ALOUD = 8

function OnServer({ recording }: { recording: RecordingView | undefined }) {
  const { t } = useTexts()
  const parts = recording?.parts.filter(({ bytes }) => bytes > 0) ?? []
  if (!recording || parts.length === 0)
    return <p className="text-15 leading-normal text-ink-2">{t('recordings.serverNothing')}</p>
  const digests = parts.flatMap((part) => part.receipt?.digest.slice(0, READ_ALOUD).toUpperCase() ?? [])
  return (
    <p className="text-15 leading-normal text-ink-2">
      {t('recordings.server', {
        size: formatBytes(recording.bytes),
        count: parts.length,
        sealed: digests.length,
      })}
      {digests.length > 0 && (
        <span className="block font-mono text-14">{t('recordings.receipts', { digests: digests.join(' · ') })}</span>
      )}
    </p>
  )
}

function Resend({ attemptId, isReachable }: { attemptId: AttemptId; isReachable: boolean }) {
  const { t } = useTexts()
  const { recorder } = useRecorder()
  const [triedAt, setTriedAt] = useState<number | null>(null)
  const zone = rememberedView(attemptId)?.interview.timeZone ?? 'Asia/Shanghai'
  return (
    <>
      <Button
        kind="primary"
        size="small"
        icon="refresh"
        onClick={() => {
          setTriedAt(serverClock.now())
          recorder.uploadNow(attemptId)
        }}
      >
        {t('recordings.resend')}
      </Button>
      <output className="text-15 text-ink-2">
        {triedAt !== null &&
          (isReachable
            ? t('recordings.resent', { time: formatTime(triedAt, zone, true) })
            : t('recordings.resentAway'))}
      </output>
    </>
  )
}
