// Owns: the keys of a decision: Enter or Y confirms, N refuses.
// Never takes a key from a field, a button or a dialog, and never one that is held down: 25 in a row are 25 presses.
import { useEffect, useRef } from 'react'

type Decisions = { onConfirm: () => void; onRefuse: () => void }

export function useDecisionKeys(decisions: Decisions): void {
  const now = useRef(decisions)
  useEffect(() => {
    now.current = decisions
  })
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { target, key } = event
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return
      if (document.querySelector('[role="dialog"]')) return
      const isIn = (places: string): boolean => target instanceof Element && target.closest(places) !== null
      if (isIn('input, textarea, select')) return
      if (key === 'y' || key === 'Y' || (key === 'Enter' && !isIn('a, button'))) now.current.onConfirm()
      else if (key === 'n' || key === 'N') now.current.onRefuse()
      else return
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}
