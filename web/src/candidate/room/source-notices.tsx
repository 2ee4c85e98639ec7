// Owns: calm callouts of sources that say they are well and are not: what is seen of them, and what to do.
// Never an alarm: such a feed is being recorded.
import { Callout } from '../../ui/callout.tsx'
import type { FeedSnapshot } from '../../capture/capture-types.ts'
import type { IconName } from '../../ui/icon.tsx'
import { useTexts } from '../texts/index.ts'
import { useFeeds } from './use-statement.ts'

const ICONS: Record<FeedSnapshot['doubts'][number], IconName> = {
  framesBlack: 'camera',
  framesFrozen: 'camera',
  framesFew: 'camera',
  audioSilent: 'microphone',
}

export function SourceNotices() {
  const { t } = useTexts()
  return useFeeds().flatMap(({ line, doubts }) =>
    doubts.map((doubt) => {
      const words = line === 'screen' && doubt === 'framesBlack' ? 'screenBlack' : doubt
      return (
        <Callout
          key={`${line} ${doubt}`}
          tone="warn"
          icon={line === 'screen' ? 'screen' : ICONS[doubt]}
          isCompact
          title={t(`recording.sources.${words}.what`)}
        >
          <p>{t(`recording.sources.${words}.todo`)}</p>
        </Callout>
      )
    }),
  )
}
