// Owns: whether this browser can record an interview at all, asked by what it can do and never by its name.
// A browser that cannot gets a page that names the ways on; it is never half used.

export type Missing = 'secureContext' | 'camera' | 'screenSharing' | 'recorder' | 'storage' | 'displays'

/** What this browser lacks; empty: everything is there. */
export function missingHere(): Missing[] {
  const media = navigator.mediaDevices as MediaDevices | undefined
  const missing: Missing[] = []
  if (!isSecureContext) missing.push('secureContext')
  if (!media?.getUserMedia) missing.push('camera')
  if (!media?.getDisplayMedia) missing.push('screenSharing')
  if (!canRecord()) missing.push('recorder')
  if (!globalThis.Worker || !(navigator.storage as StorageManager | undefined)?.getDirectory) missing.push('storage')
  if (isExtended() === undefined) missing.push('displays')
  return missing
}

function canRecord(): boolean {
  const recorder = globalThis.MediaRecorder as typeof MediaRecorder | undefined
  return (
    recorder !== undefined && ['video/webm;codecs=vp9,opus', 'video/mp4'].some((mime) => recorder.isTypeSupported(mime))
  )
}

/** Opened inside another program, whose built-in browser lets no page record. */
export function isInAppBrowser(): boolean {
  return /MicroMessenger|QQ\/|DingTalk|Weibo|AliApp/i.test(navigator.userAgent)
}

/** Whether the desktop spans more than one display (Window Management API); undefined: this browser does not say. */
export function isExtended(): boolean | undefined {
  return (screen as Screen & { isExtended?: boolean }).isExtended
}
