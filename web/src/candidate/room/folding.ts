// Owns: which outages the candidate has folded to one line. It outlives the pages of the room, so that nothing unfolds at
// zero; another outage is another fold.
import type { FeedStatement } from '@zhishi/core/recording'
import { outageKey } from './alarming.ts'
import { createContext, useContext, useMemo, useState } from 'react'

type Outage = Pick<FeedStatement, 'feed' | 'sinceAt'>

export type Folding = {
  isFolded: (outages: readonly Outage[]) => boolean
  fold: (outages: readonly Outage[]) => void
  unfold: () => void
}

const Context = createContext<Folding | null>(null)
export const FoldingProvider = Context.Provider

export function useNewFolding(): Folding {
  const [folded, setFolded] = useState<readonly string[]>([])
  return useMemo(
    () => ({
      isFolded: (outages) => outages.every((one) => folded.includes(outageKey(one))),
      fold: (outages) => setFolded(outages.map(outageKey)),
      unfold: () => setFolded([]),
    }),
    [folded],
  )
}

export function useFolding(): Folding {
  const found = useContext(Context)
  if (!found) throw new Error('an alarm is shown within an attempt only')
  return found
}
