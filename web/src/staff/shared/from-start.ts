// Owns: how a time relative to T0 is written: `开考后 00:42`.
// Never rounds up: the second that is shown has begun.
import type { TFunction } from 'i18next'
import { formatLeft } from '../../ui/time.ts'

/** @param sinceMs from T0; negative before it */
export function formatFromStart(sinceMs: number, t: TFunction<'staff'>, ui: TFunction<'ui'>): string {
  const seconds = Math.floor(Math.abs(sinceMs) / 1000)
  return t(sinceMs < 0 ? 'player.beforeStart' : 'player.afterStart', { length: formatLeft(seconds * 1000, ui) })
}
