// Owns: keeping what is shown from being taken along by copy, drag or the context menu. A hurdle, not a wall: who owns
// the computer can always photograph the screen, which is why the lot stands on it.
import { useEffect, type RefObject } from 'react'

const WAYS = ['copy', 'cut', 'contextmenu', 'dragstart'] as const

/** Refuses each way from now on, until the returned function is called. For a `ref`. */
export function keepHere(place: HTMLElement | null): (() => void) | undefined {
  if (!place) return undefined
  const refuse = (event: Event): void => event.preventDefault()
  for (const way of WAYS) place.addEventListener(way, refuse)
  return () => WAYS.forEach((way) => place.removeEventListener(way, refuse))
}

export function useUntaken(element: RefObject<HTMLElement | null>): void {
  useEffect(() => keepHere(element.current), [element])
}
