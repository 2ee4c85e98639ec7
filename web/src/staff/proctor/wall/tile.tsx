// Owns: one attempt on the wall: three small pictures with their age, where it stands, and the one thing that needs a person.
// Never shows a picture as newer than it is.
import type { AttemptRow } from '@zhishi/core/contract'
import type { SittingId } from '@zhishi/core/ids'
import { isFinal, type Phase } from '@zhishi/core/process'
import { STILL_EVERY_MS, type Feed } from '@zhishi/core/recording'
import { MINUTE_MS, type Instant } from '@zhishi/core/time'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../../../ui/icon.tsx'
import { formatLength } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { Age, wholeSeconds } from '../../shared/age.tsx'
import { isMild, type Need, type NeedyRow } from '../../shared/sitting-page/need.ts'
import { useNeedText } from '../../shared/sitting-page/need-text.ts'
import { PhaseTag } from '../../shared/sitting-page/phase-tag.tsx'
import { FEED_ICONS } from '../../shared/feed-icons.ts'
import { hasLive } from '../../shared/live/has-live.ts'
import { PageLink } from '../../shared/page-link.tsx'
import { stillKey, type Shown, type Stills } from './use-stills.ts'

/** Three that did not come: a line that is down, not one that is slow. */
const OLD_MS = 3 * STILL_EVERY_MS
/** As they stand in a tile: the face, then phone and screen beside it. */
const ORDER: readonly Feed[] = ['camera', 'evidence', 'screen']

type TileProps = { sittingId: SittingId; it: NeedyRow; stills: Stills }

export function Tile({ sittingId, it, stills }: TileProps) {
  const { row, need, waits } = it
  const isPhoneOpen = row.recordings.some(({ line, parts, sealedParts }) => line === 'evidence' && sealedParts < parts)
  // where nothing is recorded any more, what was recorded is at the attempt
  const page = hasLive(row.phase, isPhoneOpen) ? 'attemptLive' : 'attempt'
  const shown = ORDER.flatMap((feed) => stills.get(stillKey(row.attemptId, feed))?.receivedAt ?? [])
  const oldestAt = shown.length === 0 ? null : Math.min(...shown)
  const lost = new Set(need?.kind === 'notRecording' ? need.feeds.map(({ feed }) => feed) : [])
  const tone = need && !isMild(need) ? 'tile-bad' : waits.length > 0 ? 'tile-asks' : need ? 'tile-mild' : ''
  return (
    <PageLink page={page} sittingId={sittingId} attemptId={row.attemptId} className={`tile ${tone}`}>
      <span className="tile-pictures">
        {ORDER.map((feed) => (
          <Picture key={feed} feed={feed} shown={stills.get(stillKey(row.attemptId, feed))} isLost={lost.has(feed)} />
        ))}
      </span>
      <span className="tile-name">
        <b>{row.maskedName}</b>
        <span>{row.maskedNumber}</span>
        <PhaseTag phase={row.phase} />
      </span>
      <Foot it={it} oldestAt={oldestAt} />
    </PageLink>
  )
}

type PictureProps = {
  feed: Feed
  shown: Shown | undefined
  /** it is due and not recorded: what is shown is what was seen last */
  isLost: boolean
}

function Picture({ feed, shown, isLost }: PictureProps) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const now = useServerNow()
  const line = t(`lines.${feed}`)
  if (!shown) {
    return (
      <span className={`still still-${feed} still-none ${isLost ? 'still-lost' : ''}`}>
        <Icon name={FEED_ICONS[feed]} size={16} />
        <span>
          <span className="sr-only">{line} </span>
          {t(isLost ? 'wall.notRecorded' : 'wall.noPicture')}
        </span>
      </span>
    )
  }
  const ageMs = wholeSeconds(now - shown.receivedAt)
  const age = t('ago', { length: formatLength(ageMs, ui.t) })
  return (
    <span className={`still still-${feed} ${ageMs > OLD_MS ? 'still-old' : ''} ${isLost ? 'still-lost' : ''}`}>
      <img src={shown.url} alt={t('wall.picture', { feed: line, age })} />
      <span className="still-age" aria-hidden="true">
        {ageMs < MINUTE_MS ? t('seconds', { value: ageMs / 1000 }) : formatLength(ageMs, ui.t)}
      </span>
    </span>
  )
}

/** One line: what needs a person first, with its age. */
function Foot({ it: { row, need, waits }, oldestAt }: { it: NeedyRow; oldestAt: Instant | null }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const now = useServerNow()
  const [wait] = waits
  const sayNeed = useNeedText()
  const say = (one: Need): string => (one.kind === 'noticed' ? sayNotice(row, t) : sayNeed(one))
  if (need && !isMild(need)) return <Line icon="attention" what={say(need)} sinceAt={need.sinceAt} />
  if (wait) return <Line icon="help" what={t(`waits.${wait.kind}`)} sinceAt={wait.sinceAt} />
  if (need) return <Line icon="info" what={say(need)} sinceAt={need.sinceAt} />
  const isIn = row.phase === 'handedIn'
  if (isIn || isFinal(row.phase)) return <Line icon={isIn ? 'tick' : 'info'} what={t('wall.over')} sinceAt={null} />
  // nothing is well of whom nothing is seen
  if (oldestAt === null) return <Line icon="clock" what={t('wall.notBegun')} sinceAt={null} />
  const ageMs = wholeSeconds(now - oldestAt)
  if (ageMs > OLD_MS && isRecorded(row.phase))
    return <Line icon="info" what={t('wall.old', { length: formatLength(ageMs, ui.t) })} sinceAt={null} />
  return <Line icon="tick" what={t('wall.calm')} sinceAt={null} />
}

const isRecorded = (phase: Phase): boolean => phase === 'waiting' || phase === 'answering'

/** What a device noticed last; how often there was something to notice. */
function sayNotice({ notices: { count, last } }: AttemptRow, t: TFunction<'staff'>): string {
  if (last === null) return t('needs.noticed')
  const what = last.kind === 'gap' ? t('records.gap') : t(`records.journal.noticeKinds.${last.kind}`)
  return count > 1 ? t('wall.notices', { what, total: count }) : what
}

function Line({ icon, what, sinceAt }: { icon: IconName; what: string; sinceAt: Instant | null }) {
  return (
    <span className="tile-foot">
      <Icon name={icon} size={14} />
      <span>{what}</span>
      {sinceAt !== null && (
        <span className="tile-since">
          <Age at={sinceAt} />
        </span>
      )}
    </span>
  )
}
