// Owns: scanning with the back camera: opens it, loads the reader, looks at frames until something is accepted.
// Never asks for the camera before a press.
import { useCallback, useEffect, useRef, useState } from 'react'
import { openBack, stopMedia, type CameraProblem } from '../recorder/camera.ts'

export type Scanning =
  | { kind: 'shut' }
  | { kind: 'opening' }
  | { kind: 'looking'; media: MediaStream; /** something was read that is not ours */ isOther: boolean }
  | { kind: 'failed'; problem: CameraProblem | 'reader' }

/**
 * A frame takes the reader 16 ms on a computer and about 60 on a phone (docs/recording.md#figures); the rest is for the
 * picture.
 */
const CHECK_EVERY_MS = 150

/** The reader and its wasm come only when somebody scans in the page. */
async function loadReader() {
  try {
    return await import('./qr-reader.ts')
  } catch {
    return null
  }
}

/** @param accept looks at what was read; true: it is what was wanted, and scanning ends */
export function useScanning(accept: (text: string) => boolean) {
  const [scanning, setScanning] = useState<Scanning>({ kind: 'shut' })
  const [isTorchOn, setTorchOn] = useState(false)
  const latest = useRef(accept)
  useEffect(() => {
    latest.current = accept
  }, [accept])
  const media = scanning.kind === 'looking' ? scanning.media : null

  const start = useCallback(async () => {
    setScanning({ kind: 'opening' })
    const [camera, reader] = await Promise.all([openBack(), loadReader()])
    if (!camera.ok) return setScanning({ kind: 'failed', problem: camera.problem })
    if (!reader || !(await reader.prepare())) {
      stopMedia(camera.media)
      return setScanning({ kind: 'failed', problem: 'reader' })
    }
    setScanning({ kind: 'looking', media: camera.media, isOther: false })
  }, [])

  useEffect(() => {
    if (!media) return
    let timer: ReturnType<typeof setTimeout>
    let hasEnded = false
    const look = async (): Promise<void> => {
      const { readQr } = await import('./qr-reader.ts')
      const text = await readQr(document.querySelector<HTMLVideoElement>('#finder'))
      if (hasEnded) return
      if (text !== null && latest.current(text)) return
      if (text !== null) setScanning((was) => (was.kind === 'looking' ? { ...was, isOther: true } : was))
      timer = setTimeout(() => void look(), CHECK_EVERY_MS)
    }
    void look()
    return () => {
      hasEnded = true
      clearTimeout(timer)
    }
  }, [media])

  const light = media?.getVideoTracks()[0]
  // Image Capture API; the DOM library does not know the torch
  const hasTorch = (light?.getCapabilities?.() as { torch?: boolean } | undefined)?.torch === true
  const toggle = (): void => {
    const next = !isTorchOn
    void (async () => {
      try {
        await light?.applyConstraints({ advanced: [{ torch: next } as MediaTrackConstraintSet] })
        setTorchOn(next)
      } catch {
        setTorchOn(false)
      }
    })()
  }
  return { scanning, start, torch: hasTorch ? { isOn: isTorchOn, toggle } : null }
}
