// Owns: keeping a table still under the pointer: rows change where they are, and move only when nobody is about to press.
// Never drops a row: new ones come last, gone ones go.
import { useRef } from 'react'

/** The items in the order they had when `isHeld` began; in their own order while it is false. */
export function useSteadyOrder<T>(items: readonly T[], keyOf: (item: T) => string, isHeld: boolean): readonly T[] {
  const held = useRef<Map<string, number>>(new Map())
  if (!isHeld) {
    held.current = new Map(items.map((item, at) => [keyOf(item), at]))
    return items
  }
  const placeOf = (item: T): number => held.current.get(keyOf(item)) ?? Number.MAX_SAFE_INTEGER
  return [...items].sort((a, b) => placeOf(a) - placeOf(b))
}
