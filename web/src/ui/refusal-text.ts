// Owns: turning a refusal, or a server that was not reached, into the sentence a person reads.
import type { Refusal } from '@zhishi/core/refusal'
import { STEPS } from '@zhishi/core/process'
import { useTranslation } from 'react-i18next'
import { formatTime } from './time.ts'

export type RefusalText = { what: string; todo: string }

/** What a text can be asked for: a refusal or the reason of a gate; none: the server was not reached. */
export type Refusable = Pick<Refusal, 'code' | 'step' | 'at' | 'by' | 'retryAfterS'> | undefined

/** @returns a function that words a refusal in the reader's language, times in the interview's zone */
export function useRefusalText(timeZone: string): (it: Refusable) => RefusalText {
  const { t } = useTranslation('ui')
  return (it) => {
    if (!it) return { what: t('unreached.what'), todo: t('unreached.todo') }
    const step = STEPS.find((known) => known === it.step)
    const facts = {
      time: it.at === undefined ? '' : formatTime(it.at, timeZone, true),
      by: it.by ?? '',
      seconds: it.retryAfterS ?? 0,
      step: step ? t(`steps.${step}`) : '',
    }
    return { what: t(`refusals.${it.code}.what`, facts), todo: t(`refusals.${it.code}.todo`, facts).trim() }
  }
}
