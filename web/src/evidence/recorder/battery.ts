// Owns: the phone's battery, where the browser tells (Chromium does, Safari and Firefox do not).
import { useEffect, useState } from 'react'

export type Battery = { percent: number; isCharging: boolean }
type BatteryManager = EventTarget & { level: number; charging: boolean }
type WithBattery = Navigator & { getBattery?: () => Promise<BatteryManager> }

/** Null: not told. */
export function useBattery(): Battery | null {
  const [battery, setBattery] = useState<Battery | null>(null)
  useEffect(() => {
    const ending = new AbortController()
    const { signal } = ending
    const watch = async (): Promise<void> => {
      const manager = await (navigator as WithBattery).getBattery?.()
      if (!manager || signal.aborted) return
      const read = (): void => setBattery({ percent: Math.round(manager.level * 100), isCharging: manager.charging })
      read()
      manager.addEventListener('levelchange', read, { signal })
      manager.addEventListener('chargingchange', read, { signal })
    }
    watch().catch(() => setBattery(null))
    return () => ending.abort()
  }, [])
  return battery
}
