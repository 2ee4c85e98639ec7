// Owns: one attempt in full while it is being recorded: three pictures, going back in time, what needs a person, and what
// can be done. Never shows a recording of somebody who is not looked at on purpose: the look is written down as it opens.
import { useQuery } from '@tanstack/react-query'
import type { AttemptView } from '@zhishi/core/contract'
import type { AttemptId, SittingId } from '@zhishi/core/ids'
import type { Feed } from '@zhishi/core/recording'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage, inLanguage } from '../../../ui/i18n.ts'
import { Icon } from '../../../ui/icon.tsx'
import { Actions } from '../attempt-page/actions.tsx'
import { NeedCell, WaitsCell } from '../sitting-page/cells.tsx'
import { needOf, waitsOf } from '../sitting-page/need.ts'
import { PhaseTag } from '../sitting-page/phase-tag.tsx'
import { Frame } from '../frame/frame.tsx'
import { Failed, Loading, StaleBand } from '../frame/states.tsx'
import { ConversationCard } from '../help/conversation-card.tsx'
import { PageLink } from '../page-link.tsx'
import { useAttemptPush } from '../push.ts'
import { attemptQuery, attemptsQuery, failureOf, sittingsQuery } from '../queries.ts'
import type { FeedPlayer } from './feed-player.ts'
import { FeedPane } from './feed-video.tsx'
import { useLiveKeys } from './use-live-keys.ts'
import { useLiveView } from './use-live-view.ts'

type LivePageProps = { sittingId: SittingId; attemptId: AttemptId }

/** As on the wall: the face, then phone and screen beside it. */
const SHOWN: readonly Feed[] = ['camera', 'evidence', 'screen']
/** A sentence or two: what a proctor wants to hear again. */
const BACK_MS = 10_000

export function LivePage({ sittingId, attemptId }: LivePageProps) {
  const { t } = useTranslation('staff')
  const sitting = useQuery(sittingsQuery).data?.find((one) => one.sittingId === sittingId)
  const { data: view, error, refetch } = useQuery(attemptQuery(attemptId))
  useAttemptPush(attemptId)
  const failure = failureOf(error)
  return (
    <Frame
      about={attemptId}
      title={view ? t('live.title', { name: view.candidate.maskedName }) : t('loading')}
      timeZone={view?.interview.timeZone ?? null}
      crumbs={
        <>
          <PageLink page="sittings">{t('frame.sittings')}</PageLink>
          {view && (
            <PageLink page="sitting" sittingId={sittingId}>
              {inLanguage(view.sitting.name, currentLanguage())}
            </PageLink>
          )}
          {sitting?.abilities.includes('lookAtWall') && (
            <PageLink page="wall" sittingId={sittingId}>
              {t('wall.title')}
            </PageLink>
          )}
        </>
      }
    >
      {view ? (
        <>
          <Head view={view} sittingId={sittingId} />
          <StaleBand failure={failure} asOf={view.serverNow} />
          <div className="columns">
            <Pictures attemptId={attemptId} />
            <div className="side">
              <Actions view={view} />
              {view.abilities.includes('help') && <ConversationCard attemptId={attemptId} />}
            </div>
          </div>
        </>
      ) : failure ? (
        <Failed failure={failure} onRetry={() => void refetch()} />
      ) : (
        <Loading label={t('loading')} rows={12} />
      )}
    </Frame>
  )
}

function Head({ view, sittingId }: { view: AttemptView; sittingId: SittingId }) {
  const { t } = useTranslation('staff')
  const { data } = useQuery(attemptsQuery(sittingId))
  const row = data?.attempts.find((one) => one.attemptId === view.attemptId)
  return (
    <div className="head">
      <h1>{view.candidate.maskedName}</h1>
      <PhaseTag phase={view.phase} />
      <p className="head-facts">
        {row && <span>{t('attempt.number', { number: row.maskedNumber })}</span>}
        {view.candidate.post !== null && <span>{view.candidate.post}</span>}
        <PageLink page="attempt" sittingId={sittingId} attemptId={view.attemptId}>
          {t('live.toAttempt')}
        </PageLink>
      </p>
      {row && data && (
        <span className="live-needs">
          <NeedCell need={needOf(row, data.serverNow)} />
          <WaitsCell sittingId={sittingId} attemptId={row.attemptId} waits={waitsOf(row)} />
        </span>
      )}
    </div>
  )
}

function Pictures({ attemptId }: { attemptId: AttemptId }) {
  const { t } = useTranslation('staff')
  const { view, failure } = useLiveView(attemptId)
  const players = useRef(new Map<Feed, FeedPlayer>())
  const [isMuted, setMuted] = useState(true)
  const [isLive, setLive] = useState(true)
  const begunAt = view?.parts.reduce<number>((first, part) => Math.min(first, part.startedAt), Infinity)

  const goTo = (at: number | null): void => {
    setLive(at === null)
    for (const player of players.current.values()) {
      if (at === null) player.goLive()
      else player.seek(at)
    }
  }
  const back = (): void => {
    const moments = [...players.current.values()].flatMap((player) => player.momentAt() ?? [])
    if (moments.length > 0) goTo(Math.max(...moments) - BACK_MS)
  }
  const acts = { back, live: () => goTo(null), sound: () => setMuted((before) => !before) }
  useLiveKeys(acts)
  return (
    <section className="wall live" data-theme="wall" aria-label={t('live.label')}>
      {view && <StaleBand failure={failure} asOf={view.serverNow} />}
      {!view && failure ? (
        <div className="live-says">
          <Icon name="attention" size={22} />
          <b>{t('live.failed')}</b>
          <p>{t('live.failedTodo')}</p>
        </div>
      ) : (
        <div className="live-pictures">
          {SHOWN.map((feed) => (
            <FeedPane
              key={feed}
              feed={feed}
              part={view ? (view.parts.find((part) => part.feed === feed) ?? null) : undefined}
              players={players}
              isMuted={isMuted || feed !== 'camera'}
            />
          ))}
        </div>
      )}
      <div className="wall-bar">
        <button
          type="button"
          className="wall-button"
          disabled={!view?.parts.length}
          onClick={() => goTo(begunAt ?? null)}
        >
          {t('live.toStart')}
        </button>
        <button type="button" className="wall-button" disabled={!view?.parts.length} onClick={back}>
          {t('live.back')} <kbd>←</kbd>
        </button>
        <button type="button" className="wall-button" aria-pressed={isLive} onClick={acts.live}>
          {t('live.now')} <kbd>L</kbd>
        </button>
        <button type="button" className="wall-button" aria-pressed={!isMuted} onClick={acts.sound}>
          <Icon name="microphone" size={14} />
          {t(isMuted ? 'live.listen' : 'live.mute')} <kbd>M</kbd>
        </button>
        <span className="wall-note">
          <Icon name="info" size={14} />
          {t('live.audited')}
        </span>
      </div>
    </section>
  )
}
