// Owns: what every page of an attempt shares: the attempt as last known, the stage, its questions and its commands.
import type { AttemptView } from '@zhishi/core/contract'
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Finishing, HandingIn } from './conduct.ts'
import type { KnownAttempt } from './queries.ts'
import type { Questions, QuestionsState } from './questions.ts'
import type { Stage } from './stage.ts'

export type Attempting = {
  view: AttemptView
  known: KnownAttempt
  stage: Stage
  questions: Questions
  /** 【结束面试】 → 【确认】 */
  finishing: Finishing
  handingIn: HandingIn
}

const Context = createContext<Attempting | null>(null)
export const AttemptingProvider = Context.Provider

export function useAttempting(): Attempting {
  const found = useContext(Context)
  if (!found) throw new Error('this page is shown within an attempt only')
  return found
}

export function useQuestions(): QuestionsState {
  const { questions } = useAttempting()
  return useSyncExternalStore(questions.subscribe, questions.read)
}
