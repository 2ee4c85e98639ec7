// Owns: one attempt on the wall: three small pictures with their age, where it stands, and the one thing that needs a person.
// Never shows a picture as newer than it is.
import type { SittingId } from '@zhishi/core/ids'
import { STILL_EVERY_MS, type Feed } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import { useTranslation } from 'react-i18next'
import { Icon, type IconName } from '../../../ui/icon.tsx'
import { sayLength } from '../../../ui/time.ts'
import { useServerNow } from '../../../ui/use-clock.ts'
import { Age, wholeSeconds } from '../../shared/age.tsx'
import { isMild, type NeedyRow } from '../../shared/attempts/need.ts'
import { PhaseTag } from '../../shared/attempts/phase-tag.tsx'
import { hasLive } from '../../shared/live/has-live.ts'
import { PlaceLink } from '../../shared/place.tsx'
import { stillKey, type Shown, type Stills } from './use-stills.ts'

/** Three that did not come: a line that is down, not one that is slow. */
const OLD_MS = 3 * STILL_EVERY_MS
const ICONS: Record<Feed, IconName> = { camera: 'camera', evidence: 'mobile', screen: 'screen' }
/** As they stand in a tile: the face, then phone and screen beside it. */
const ORDER: readonly Feed[] = ['camera', 'evidence', 'screen']

type TileProps = { sittingId: SittingId; it: NeedyRow; stills: Stills }

export function Tile({ sittingId, it, stills }: TileProps) {
  const { row, need, waits } = it
  const isPhoneOpen = row.recordings.some(({ line, parts, sealedParts }) => line === 'evidence' && sealedParts < parts)
  // where nothing is recorded any more, what was recorded is at the attempt
  const page = hasLive(row.phase, isPhoneOpen) ? 'attemptLive' : 'attempt'
  const tone = need && !isMild(need) ? 'tile-bad' : waits.length > 0 ? 'tile-asks' : need ? 'tile-mild' : ''
  return (
    <PlaceLink page={page} sittingId={sittingId} attemptId={row.attemptId} className={`tile ${tone}`}>
      <span className="tile-pictures">
        {ORDER.map((feed) => (
          <Picture key={feed} feed={feed} shown={stills.get(stillKey(row.attemptId, feed))} />
        ))}
      </span>
      <span className="tile-name">
        <b>{row.maskedName}</b>
        <span>{row.maskedNumber}</span>
        <PhaseTag phase={row.phase} />
      </span>
      <Foot it={it} />
    </PlaceLink>
  )
}

function Picture({ feed, shown }: { feed: Feed; shown: Shown | undefined }) {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const now = useServerNow()
  const line = t(`lines.${feed}`)
  if (!shown) {
    return (
      <span className={`still still-${feed} still-none`}>
        <Icon name={ICONS[feed]} size={16} />
        <span>
          <span className="sr-only">{line} </span>
          {t('wall.noPicture')}
        </span>
      </span>
    )
  }
  const ageMs = wholeSeconds(now - shown.receivedAt)
  const age = t('ago', { length: sayLength(ageMs, ui.t) })
  return (
    <span className={`still still-${feed} ${ageMs > OLD_MS ? 'still-old' : ''}`}>
      <img src={shown.url} alt={t('wall.picture', { feed: line, age })} />
      <span className="still-age" aria-hidden="true">
        {age}
      </span>
    </span>
  )
}

/** One line: what needs a person first, with its age. */
function Foot({ it: { need, waits } }: { it: NeedyRow }) {
  const { t } = useTranslation('staff')
  const [wait] = waits
  if (need && !isMild(need)) return <Line icon="attention" what={t(`needs.${need.kind}`)} sinceAt={need.sinceAt} />
  if (wait) return <Line icon="help" what={t(`waits.${wait.kind}`)} sinceAt={wait.sinceAt} />
  if (need) return <Line icon="info" what={t(`needs.${need.kind}`)} sinceAt={need.sinceAt} />
  return <Line icon="tick" what={t('wall.calm')} sinceAt={null} />
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
