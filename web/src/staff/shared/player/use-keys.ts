// Owns: the player's keys while the focus is on nothing that has keys of its own.
// Never takes a key from a field, a button or the media element's own controls.
import { useEffect, type RefObject } from 'react'
import { playOrPause, seekBy } from './picture.ts'

/** How far one press goes, seconds: a sentence back. */
export const SEEK_S = 5

const HAS_OWN_KEYS = 'a, button, input, select, textarea, video, [role="radiogroup"]'

/** Space plays and pauses, the arrows go 5 s. */
export function useKeys(picture: RefObject<HTMLVideoElement | null>, isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return
    const press = (event: KeyboardEvent): void => {
      const element = picture.current
      const isOurs = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey
      if (!element || !isOurs || (event.target instanceof Element && event.target.closest(HAS_OWN_KEYS))) return
      if (event.key === ' ') playOrPause(element)
      else if (event.key === 'ArrowLeft') seekBy(element, -SEEK_S)
      else if (event.key === 'ArrowRight') seekBy(element, SEEK_S)
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [picture, isOn])
}
