// Owns: the drawing that stands for each feed where there is no picture of it.
// Never a word.
import type { Feed } from '@zhishi/core/recording'
import type { IconName } from '../../ui/icon.tsx'

export const FEED_ICONS: Record<Feed, IconName> = { camera: 'camera', evidence: 'mobile', screen: 'screen' }
