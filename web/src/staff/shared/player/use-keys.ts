// Owns: the player's keys while the focus is on nothing that has keys of its own.
// Never takes a key from a field, a button or a media element's own controls.
import { useEffect } from 'react'

/** How far one press goes, seconds: a sentence back. */
export const SEEK_S = 5

const HAS_OWN_KEYS = 'a, button, input, select, textarea, video[controls], [role="radiogroup"]'

/** Space plays and pauses, the arrows go 5 s. */
export function useKeys(isOn: boolean, options: { playOrPause: () => void; seekBy: (seconds: number) => void }): void {
  useEffect(() => {
    if (!isOn) return
    const press = (event: KeyboardEvent): void => {
      const isOurs = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey
      if (!isOurs || (event.target instanceof Element && event.target.closest(HAS_OWN_KEYS))) return
      if (event.key === ' ') options.playOrPause()
      else if (event.key === 'ArrowLeft') options.seekBy(-SEEK_S)
      else if (event.key === 'ArrowRight') options.seekBy(SEEK_S)
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  })
}
