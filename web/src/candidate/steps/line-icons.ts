// Owns: the drawing that stands for each line of bytes, beside its name.
import type { Line } from '@zhishi/core/recording'
import type { IconName } from '../../ui/icon.tsx'

export const LINE_ICONS: Record<Line, IconName> = {
  camera: 'camera',
  screen: 'screen',
  evidence: 'mobile',
  journal: 'journal',
}
