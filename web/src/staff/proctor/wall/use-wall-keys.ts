// Owns: walking over the wall by keys: J and K, or the arrows, go from one tile to the next.
// Never takes a key from a field; Enter is the link's own.
import { useEffect, type RefObject } from 'react'

const HAS_OWN_KEYS = 'input, select, textarea, [role="radiogroup"]'
const FORWARD = new Set(['j', 'J', 'ArrowRight'])
const BACK = new Set(['k', 'K', 'ArrowLeft'])

export function useWallKeys(grid: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey) return
      if (event.target instanceof Element && event.target.closest(HAS_OWN_KEYS)) return
      const step = FORWARD.has(event.key) ? 1 : BACK.has(event.key) ? -1 : 0
      const tiles = [...(grid.current?.querySelectorAll<HTMLElement>('a.tile') ?? [])]
      if (step === 0 || tiles.length === 0) return
      const at = tiles.findIndex((tile) => tile === document.activeElement)
      const next = at < 0 ? (step > 0 ? 0 : tiles.length - 1) : Math.min(tiles.length - 1, Math.max(0, at + step))
      tiles[next]?.focus()
      event.preventDefault()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [grid])
}
