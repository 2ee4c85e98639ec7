// Owns: how React knows the displays: read at once, when one is plugged in or out, and on request.
import { useCallback, useEffect, useState } from 'react'
import { readDisplays, observeDisplays, type Displays } from './displays.ts'

/** @returns the displays (null: being read) and a way to read them again, which may ask where a press led to it */
export function useDisplays(): { displays: Displays | null; readAgain: () => Promise<Displays> } {
  const [displays, setDisplays] = useState<Displays | null>(null)
  useEffect(() => {
    const read = (): void => void readDisplays(false).then(setDisplays)
    read()
    return observeDisplays(read)
  }, [])
  const readAgain = useCallback(async () => {
    const found = await readDisplays(true)
    setDisplays(found)
    return found
  }, [])
  return { displays, readAgain }
}
