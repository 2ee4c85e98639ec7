// Owns: one feed on the live page: its picture, how late it is, and what is the matter where there is none.
// Never calls anything live without saying how late it is.
import type { LivePart } from '@zhishi/core/contract'
import type { Feed } from '@zhishi/core/recording'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { serverClock } from '../../../client/clock.ts'
import { Icon } from '../../../ui/icon.tsx'
import { formatTime } from '../../../ui/time.ts'
import { FEED_ICONS } from '../feed-icons.ts'
import { useZone } from '../zone.ts'
import { createFeedPlayer, type FeedPlayer, type FeedState } from './feed-player.ts'

type LivePictureProps = {
  feed: Feed
  /** null: nothing of this feed has come; undefined: not known yet */
  part: LivePart | null | undefined
  players: RefObject<Map<Feed, FeedPlayer>>
  isMuted: boolean
}

const AT_FIRST: FeedState = { stage: 'joining', momentAt: null, isBehind: false }

export function FeedPane({ feed, part, players, isMuted }: LivePictureProps) {
  const { t } = useTranslation('staff')
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState(AT_FIRST)
  useEffect(() => {
    if (!video.current) return
    const all = players.current
    const player = createFeedPlayer({ video: video.current, onState: setState })
    all.set(feed, player)
    return () => {
      all.delete(feed)
      player.close()
    }
  }, [feed, players])
  useEffect(() => {
    if (part) players.current.get(feed)?.hear(part)
  }, [feed, part, players])
  return (
    <figure className={`live-picture live-${feed}`} data-stage={state.stage}>
      {/* captions: what is said in an interview is not known in words */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <video ref={video} muted={isMuted} playsInline disablePictureInPicture aria-label={t(`lines.${feed}`)} />
      <Says feed={feed} state={state} part={part} onRetry={() => players.current.get(feed)?.retry()} />
      <figcaption>
        <b>{t(`lines.${feed}`)}</b> <Lateness state={state} />
      </figcaption>
    </figure>
  )
}

/** How late the picture is; whoever went back reads its time instead. */
function Lateness({ state: { stage, momentAt, isBehind } }: { state: FeedState }) {
  const { t } = useTranslation('staff')
  const zone = useZone()
  if (momentAt === null || stage === 'ended') return null
  if (isBehind) return <span>{t('live.moment', { time: formatTime(momentAt, zone, true) })}</span>
  const seconds = Math.max(0, (serverClock.now() - momentAt) / 1000)
  return <span>{t('live.late', { seconds: seconds < 10 ? seconds.toFixed(1) : Math.round(seconds) })}</span>
}

type SaysProps = { feed: Feed; state: FeedState; part: LivePart | null | undefined; onRetry: () => void }

function Says({ feed, state, part, onRetry }: SaysProps) {
  const { t } = useTranslation('staff')
  if (part === undefined) return <Veil icon="spinner" what={t('live.opening')} />
  if (part === null) return <Veil icon={FEED_ICONS[feed]} what={t('live.nothing')} todo={t('live.nothingTodo')} />
  if (!part.canFollow || state.stage === 'unplayable') {
    return (
      <Veil
        icon="lock"
        what={t('live.afterwards')}
        todo={t(part.isSealed ? 'live.sealedTodo' : 'live.afterwardsTodo')}
      />
    )
  }
  if (state.stage === 'failed') {
    return (
      <Veil icon="attention" what={t('live.failed')} todo={t('live.failedTodo')}>
        <button type="button" className="wall-button" onClick={onRetry}>
          {t('retry')}
        </button>
      </Veil>
    )
  }
  if (state.stage === 'ended') return <Veil icon="good" what={t('live.ended')} todo={t('live.sealedTodo')} />
  if (state.stage === 'joining') return <Veil icon="spinner" what={t('live.opening')} />
  if (state.stage === 'waiting') return <span className="live-waiting">{t('live.waiting')}</span>
  return null
}

type VeilProps = { icon: Parameters<typeof Icon>[0]['name']; what: string; todo?: string; children?: React.ReactNode }

function Veil({ icon, what, todo, children }: VeilProps) {
  return (
    <div className="live-says" aria-live="polite">
      <Icon name={icon} size={22} />
      <b>{what}</b>
      {todo !== undefined && <p>{todo}</p>}
      {children}
    </div>
  )
}
