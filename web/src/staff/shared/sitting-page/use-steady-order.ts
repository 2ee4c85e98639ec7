// Owns: keeping a table still under the pointer: rows change what they say, and move only when nobody is about to press.
// Never drops a row: new ones come last, gone ones go.
import { useState } from 'react'

/** `shown`: the items in the order they had when `hold(true)` came; in their own order after `hold(false)`. */
export function useSteadyOrder<T>(items: readonly T[], keyOf: (item: T) => string) {
  const [order, setOrder] = useState<ReadonlyMap<string, number> | null>(null)
  const placeOf = (item: T): number => order?.get(keyOf(item)) ?? Number.MAX_SAFE_INTEGER
  return {
    shown: order === null ? items : [...items].sort((a, b) => placeOf(a) - placeOf(b)),
    isHeld: order !== null,
    hold: (isHeld: boolean): void =>
      setOrder((held) => (isHeld ? (held ?? new Map(items.map((item, at) => [keyOf(item), at]))) : null)),
  }
}
