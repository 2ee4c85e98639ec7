// Owns: the sentences staff read when something was refused or the server was not reached: what happened, what to do.
// Never the candidate's sentences where staff must do something else.
import type { endpoints } from '@zhishi/core/contract'
import type { NOT_PLAYABLE_BECAUSE, Refusal } from '@zhishi/core/refusal'
import { useTranslation } from 'react-i18next'
import { useRefusalText, type RefusalText } from '../../ui/refusal-text.ts'
import type { Failure } from './queries.ts'
import { useZone } from './zone.ts'

type Asked =
  | 'openSignInLink'
  | 'me'
  | 'listSittings'
  | 'listAttempts'
  | 'readAttempt'
  | 'listRecordings'
  | 'playPart'
  | 'listIdentityQueue'
  | 'listHelpQueue'
  | 'listHelp'
  | 'sendHelp'
  | 'findCandidate'
  | 'readUnlockCode'
  | 'listReviews'
  | 'listReviewRemarks'

/** Every refusal the endpoints of these pages name, and what any server may say. */
export type StaffRefusalCode =
  | (typeof endpoints)[Asked]['refusals'][number]
  | StaffCommandRefusal
  // an import: the candidate's sentence speaks of their own computer
  | 'storageFull'
  | 'tooLarge'
  | 'unavailable'
  | 'internal'

/** What the commands of staff are refused with; the others of `commandAttempt` are answers to candidates. */
type StaffCommandRefusal = Extract<
  (typeof endpoints)['commandAttempt']['refusals'][number],
  | 'notYetOpen'
  | 'windowClosed'
  | 'stepMissing'
  | 'attemptOver'
  | 'picturesUnseen'
  | 'identityDecided'
  | 'commandIdReused'
>

/** Why a recording does not play has a text of its own. */
export type StaffFailureKey = StaffRefusalCode | `notPlayable${Capitalize<(typeof NOT_PLAYABLE_BECAUSE)[number]>}`

const sentenceOf = ({ code, why }: Refusal): StaffFailureKey =>
  (code === 'notPlayable' && why !== undefined
    ? code + why.slice(0, 1).toUpperCase() + why.slice(1)
    : code) as StaffFailureKey

/** @returns a function that says a failure in the reader's language */
export function useFailureText(): (failure: Failure) => RefusalText {
  const { t, i18n } = useTranslation('staff')
  const sayAny = useRefusalText(useZone())
  return ({ refusal }) => {
    if (!refusal) return { what: t('unreached.what'), todo: t('unreached.todo') }
    const code = sentenceOf(refusal)
    if (!i18n.exists(`failures.${code}.what`, { ns: 'staff' })) return sayAny(refusal)
    return {
      what: t(`failures.${code}.what`, { by: refusal.by ?? '' }),
      todo: t(`failures.${code}.todo`, { seconds: refusal.retryAfterS ?? 60 }),
    }
  }
}
