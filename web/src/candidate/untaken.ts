// Owns: keeping what is shown from being taken along by copy, drag or the context menu. A hurdle, not a wall: who owns
// the computer can always photograph the screen, which is why the lot stands on it.
import { useEffect, type RefObject } from 'react'

const WAYS = ['copy', 'cut', 'contextmenu', 'dragstart'] as const

export function useUntaken(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const place = element.current
    if (!place) return
    const refuse = (event: Event): void => event.preventDefault()
    for (const way of WAYS) place.addEventListener(way, refuse)
    return () => WAYS.forEach((way) => place.removeEventListener(way, refuse))
  }, [element])
}
