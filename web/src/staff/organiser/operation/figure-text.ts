// Owns: how the value of a figure is written.
// Never judges it: the server says which state it is in.
import type { FigureName } from '@zhishi/core/watch'
import { HOUR_MS } from '@zhishi/core/time'
import { useTranslation } from 'react-i18next'
import { formatBytes, formatLength } from '../../../ui/time.ts'

const COUNTED = { unsealedParts: 'parts', openGaps: 'feeds', missingKeys: 'people' } as const
/** Below this a tenth of a second is worth reading. */
const EXACT_BELOW_MS = 10_000

export function useFigureText(): (name: FigureName, value: number) => string {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  const formatShort = (lengthMs: number): string => {
    if (lengthMs < 1000) return t('organiser.live.milliseconds', { value: lengthMs })
    if (lengthMs < EXACT_BELOW_MS) return t('seconds', { value: (lengthMs / 1000).toFixed(1) })
    return formatLength(Math.floor(lengthMs / 1000) * 1000, ui.t)
  }
  return (name, value) => {
    switch (name) {
      case 'unsealedParts':
      case 'openGaps':
      case 'missingKeys':
        return t(`organiser.live.${COUNTED[name]}`, { count: value })
      case 'bytesBehind':
        return formatBytes(value)
      case 'diskLeftMs':
        // nobody plans by the minute while hours are left
        return formatLength(value > HOUR_MS ? Math.floor(value / HOUR_MS) * HOUR_MS : value, ui.t)
      case 'receiptP95Ms':
      case 'identityQueueAgeMs':
      case 'databaseLagMs':
      case 'outboxAgeMs':
      case 'clockOffsetMs':
        return formatShort(value)
    }
  }
}
