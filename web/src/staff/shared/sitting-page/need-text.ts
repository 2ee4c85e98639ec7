// Owns: what an attempt needs a person for, in words: of a feed that does not record, which it is and why.
// Never judges: a cause is what the device says of itself.
import type { FeedAlarm } from '@zhishi/core/contract'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../../../ui/i18n.ts'
import type { Need } from './need.ts'

export function useNeedText(): (need: Need) => string {
  const { t } = useTranslation('staff')
  const sayCause = useSayCause()
  return (need) => {
    if (need.kind !== 'notRecording') return t(`needs.${need.kind}`)
    const list = new Intl.ListFormat(currentLanguage(), { type: 'conjunction' })
    const what = t('needs.notRecording', { feeds: list.format(need.feeds.map(({ feed }) => t(`lines.${feed}`))) })
    const causes = [...new Set(need.feeds.flatMap(({ cause }) => (cause === null ? [] : [sayCause(cause)])))]
    return [what, ...causes].join(' · ')
  }
}

function useSayCause(): (cause: NonNullable<FeedAlarm['cause']>) => string {
  const { t } = useTranslation('staff')
  const ui = useTranslation('ui')
  return (cause) => (cause === 'noBeats' ? t('noBeats') : ui.t(`gaps.causes.${cause}`))
}
