// Owns: what kind of browser this is, as far as a page must know: inside another program, able to record.
// Asked by what it can do where that can be asked, and by its name only where it cannot.
import { inAppOf } from './in-app.ts'

/** Opened inside another program, whose built-in browser lets no page record. */
export function isInAppBrowser(): boolean {
  return inAppOf(navigator.userAgent) !== null
}

/** Whether the browser writes a format of ours. */
export function canRecord(): boolean {
  const recorder = globalThis.MediaRecorder as typeof MediaRecorder | undefined
  return (
    recorder !== undefined && ['video/webm;codecs=vp9,opus', 'video/mp4'].some((mime) => recorder.isTypeSupported(mime))
  )
}

/** Whether recordings can be kept on this device while the network is away. */
export function canKeep(): boolean {
  const hasFiles = Boolean((navigator.storage as StorageManager | undefined)?.getDirectory)
  // where there are no files of its own, or a private window refuses them, the log is kept in IndexedDB (capture/device-log.ts)
  return Boolean(globalThis.Worker) && (hasFiles || Boolean(globalThis.indexedDB))
}
