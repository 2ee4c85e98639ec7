// Owns: how much this browser may still keep on the phone, as far as it tells.
import { useEffect, useState } from 'react'

/** The figure moves slowly: 600 kbit/s are 4.5 MB in a minute. */
const ASK_EVERY_MS = 60_000

/** Null: not told. */
export function useFreeBytes(): number | null {
  const [freeBytes, setFreeBytes] = useState<number | null>(null)
  useEffect(() => {
    const ask = (): void => {
      navigator.storage.estimate().then(
        ({ quota, usage }) => setFreeBytes(quota === undefined ? null : quota - (usage ?? 0)),
        () => setFreeBytes(null),
      )
    }
    ask()
    const timer = setInterval(ask, ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return freeBytes
}
