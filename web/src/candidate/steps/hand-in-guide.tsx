// Owns: 视频指引: what to try when the upload does not move, cheapest remedy first, with pictures.
// Never suggests anything that could lose a recording.
import { Link } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { serverClock } from '../../client/clock.ts'
import { Button } from '../../ui/button.tsx'
import { Panel } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Rich } from '../../ui/rich.tsx'
import { formatBytes, formatTime } from '../../ui/time.ts'
import { useReachability } from '../../ui/use-clock.ts'
import { useAttempting } from '../attempt/context.ts'
import { useRecorder } from '../recorder/use-recorder.ts'
import { Shell, usePageTitle } from '../shell.tsx'
import { useTexts } from '../texts/index.ts'
import { FileDrawing, HotspotDrawing, NetworkDrawing, PhoneDrawing } from './guide-drawings.tsx'
import { useUploads } from './uploads.ts'

export function GuidePage() {
  const { t } = useTexts()
  const { view, known } = useAttempting()
  const { recorder } = useRecorder()
  const uploads = useUploads()
  const [triedAt, setTriedAt] = useState<number | null>(null)
  const [isHotspotShown, setHotspotShown] = useState(false)
  usePageTitle(t('guide.title'))
  const line = useReachability()
  const size = formatBytes(uploads.leftBytes)
  const isDone = view.phase === 'handedIn'
  const { supportPhone, timeZone } = view.interview
  const retry = (): void => {
    setTriedAt(serverClock.now())
    recorder.uploadNow(view.attemptId)
    known.refresh()
  }
  const title = isDone
    ? t('guide.done')
    : t(uploads.isReachable ? 'guide.pending' : line === 'offline' ? 'handIn.away' : 'handIn.serverAway', { size })
  return (
    <Shell current="handIn" isAwayTold>
      <div className="eyebrow">{t('guide.eyebrow')}</div>
      <h1 className="title">{title}</h1>
      <output className="sr-only">{title}</output>
      <p className="lead">
        <Rich text={t(uploads.isOnDisk ? 'handIn.awayLead' : 'handIn.inMemory')} />
      </p>
      <div className="mt-5 grid items-start gap-5 wide:grid-cols-[minmax(0,1fr)_320px]">
        <section className="card px-7 pb-2 pt-5">
          <h2 className="mb-1 text-18 font-bold">{t('guide.steps')}</h2>
          <ol>
            <Try
              number={1}
              title={t('guide.first')}
              says={t('guide.firstBody')}
              drawing={<NetworkDrawing says={t('guide.pictures.network')} />}
            >
              <Button kind="primary" icon="refresh" className="w-full" onClick={retry}>
                {t('guide.firstButton')}
              </Button>
              <output className="mt-1 block text-center text-14 leading-tight text-ink-2">
                {triedAt !== null && t('guide.tried', { time: formatTime(triedAt, timeZone, true) })}
              </output>
            </Try>
            <Try
              number={2}
              title={t('guide.second')}
              says={t('guide.secondBody', { size })}
              drawing={<HotspotDrawing says={t('guide.pictures.hotspot')} />}
            >
              <Button className="w-full" onClick={() => setHotspotShown(true)}>
                {t('guide.secondButton')}
              </Button>
            </Try>
            <Try
              number={3}
              title={t('guide.third')}
              says={t('guide.thirdBody')}
              drawing={<FileDrawing says={t('guide.pictures.file')} />}
            >
              <Link to="/recordings" className="btn w-full">
                {t('guide.thirdButton')}
              </Link>
            </Try>
            <Try
              number={4}
              title={t('guide.fourth')}
              says={t('guide.fourthBody')}
              drawing={<PhoneDrawing says={t('guide.pictures.phone')} />}
            />
          </ol>
        </section>
        <aside className="flex flex-col gap-4">
          <div className="card px-6 py-5 text-16">
            <h2 className="flex items-center gap-3 font-bold">
              <Icon name="phone" />
              {t('guide.anytime')}
            </h2>
            <p className="text-24 font-bold leading-normal">{supportPhone}</p>
            <p className="text-ink-2">{t('guide.tell')}</p>
          </div>
          <State />
          <Link to="/recordings" className="btn">
            <Icon name="guide" size={22} />
            {t('recordings.title')}
          </Link>
        </aside>
      </div>
      <div className="foot">
        <Link to="/$attemptId/hand-in" params={{ attemptId: view.attemptId }} className="btn">
          {t('guide.back')}
        </Link>
        <p className="next-up">
          <Icon name="info" size={22} />
          <span>
            <Rich text={t('guide.foot')} />
          </span>
        </p>
      </div>
      <Panel isOpen={isHotspotShown} title={t('guide.hotspotTitle')} onClose={() => setHotspotShown(false)}>
        <div className="mx-auto w-[200px]">
          <HotspotDrawing says={t('guide.pictures.hotspot')} />
        </div>
        <ol className="mt-4 flex list-decimal flex-col gap-2 pl-6">
          <li>{t('guide.hotspot.one')}</li>
          <li>{t('guide.hotspot.two')}</li>
          <li>{t('guide.hotspot.three')}</li>
          <li>{t('guide.hotspot.four')}</li>
        </ol>
        <p className="mt-3 text-ink-2">{t('guide.hotspotNote', { size })}</p>
      </Panel>
    </Shell>
  )
}

type TryProps = { number: number; title: string; says: string; drawing: ReactNode; children?: ReactNode }

function Try({ number, title, says, drawing, children }: TryProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-5 gap-y-3 border-t border-line py-4">
      <span
        aria-hidden="true"
        className={`grid size-8 flex-none place-items-center rounded-full text-16 font-bold ${number === 1 ? 'bg-dai-600 text-white' : 'border-[1.5px] border-line-strong'}`}
      >
        {number}
      </span>
      <div className="w-[104px] flex-none">{drawing}</div>
      <div className="min-w-[200px] flex-1">
        <h3 className="text-18 font-bold leading-snug">{title}</h3>
        <p className="mt-1 text-16 leading-normal text-ink-2">{says}</p>
      </div>
      {children && <div className="w-[176px] flex-none">{children}</div>}
    </li>
  )
}

/** Each recording in one line. */
function State() {
  const { t } = useTexts()
  const { feeds, isReachable } = useUploads()
  if (feeds.length === 0) return null
  return (
    <ul className="card px-5 py-2 text-16">
      {feeds.map((feed) => {
        const percent = feed.bytes === 0 ? 0 : Math.min(99, Math.floor((feed.acknowledgedBytes / feed.bytes) * 100))
        return (
          <li key={feed.line} className="flex items-center gap-[10px] border-t border-line py-[9px] first:border-0">
            <Icon
              name={feed.isSealed ? 'good' : isReachable ? 'refresh' : 'wifiOff'}
              size={20}
              className={feed.isSealed ? 'text-ok' : 'text-warn'}
            />
            <span className="flex-1">{t(`handIn.lines.${feed.line}`)}</span>
            <span className={feed.isSealed ? 'text-ok' : 'text-warn'}>
              {feed.isSealed ? t('handIn.saved') : t(isReachable ? 'handIn.percent' : 'handIn.waiting', { percent })}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
