// Owns: how React knows the displays: read at once, when one is plugged in or out, and on request.
import { useCallback, useEffect, useState } from 'react'
import { readDisplays, watchDisplays, type Displays } from './displays.ts'

/** @returns the displays (null: being read) and a way to read them again, which may ask where a press led to it */
export function useDisplays(): { displays: Displays | null; readAgain: () => Promise<Displays> } {
  const [displays, setDisplays] = useState<Displays | null>(null)
  const read = useCallback(async (mayAsk: boolean) => {
    const found = await readDisplays(mayAsk)
    setDisplays(found)
    return found
  }, [])
  useEffect(() => {
    void read(false)
    return watchDisplays(() => void read(false))
  }, [read])
  return { displays, readAgain: useCallback(() => read(true), [read]) }
}
