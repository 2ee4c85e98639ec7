// Owns: the keys of the live page while the focus is on nothing that has keys of its own.
// Never takes a key from a field or a dialog.
import { useEffect, useRef } from 'react'

const HAS_OWN_KEYS = 'input, select, textarea, [role="dialog"], [role="radiogroup"]'

export function useLiveKeys(acts: { back: () => void; live: () => void; sound: () => void }): void {
  const latest = useRef(acts)
  useEffect(() => {
    latest.current = acts
  })
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return
      if (event.target instanceof Element && event.target.closest(HAS_OWN_KEYS)) return
      if (event.key === 'ArrowLeft') latest.current.back()
      else if (event.key.toLowerCase() === 'l') latest.current.live()
      else if (event.key.toLowerCase() === 'm') latest.current.sound()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
