// Owns: why this computer holds nothing of an attempt.
// Never guesses: an attempt that is not known here may lie anywhere.
import type { AttemptView } from '@zhishi/core/contract'
import { isFinal } from '@zhishi/core/process'

/** Why nothing of an attempt is here: another tab has it, nothing was ever recorded, or it lies on another computer. */
export function withoutRecordings(
  view: Pick<AttemptView, 'enteredAt' | 'phase'> | undefined,
  isElsewhere: boolean,
): 'elsewhere' | 'notYet' | 'never' | 'notHere' {
  if (isElsewhere) return 'elsewhere'
  if (!view || view.enteredAt !== null) return 'notHere'
  return isFinal(view.phase) ? 'never' : 'notYet'
}
