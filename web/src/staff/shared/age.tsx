// Owns: how long ago something began, by the server clock, redrawn each second.
import type { Instant } from '@zhishi/core/time'
import { useTranslation } from 'react-i18next'
import { formatLength } from '../../ui/time.ts'
import { useServerNow } from '../../ui/use-clock.ts'

/** Rounded down: two seconds ago begins after two whole seconds. */
export const wholeSeconds = (lengthMs: number): number => Math.max(0, Math.floor(lengthMs / 1000) * 1000)

/** `1 分钟 20 秒`; `children` puts it into a sentence. */
export function Age({ at, children }: { at: Instant; children?: (length: string) => string }) {
  const { t } = useTranslation('ui')
  const length = formatLength(wholeSeconds(useServerNow(at) - at), t)
  return <>{children ? children(length) : length}</>
}
