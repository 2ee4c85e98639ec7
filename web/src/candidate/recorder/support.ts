// Owns: whether this browser can record an interview at all, asked by what it can do and never by its name.
// A browser that cannot gets a page that names the ways on; it is never half used.
import { canKeep, canRecord } from '../../client/browser.ts'

export type Missing = 'secureContext' | 'camera' | 'screenSharing' | 'recorder' | 'storage' | 'displays'

/** What this browser lacks; empty: everything is there. */
export function missingHere(): Missing[] {
  const media = navigator.mediaDevices as MediaDevices | undefined
  const missing: Missing[] = []
  if (!isSecureContext) missing.push('secureContext')
  if (!media?.getUserMedia) missing.push('camera')
  if (!media?.getDisplayMedia) missing.push('screenSharing')
  if (!canRecord()) missing.push('recorder')
  if (!canKeep()) missing.push('storage')
  if (isExtended() === undefined) missing.push('displays')
  return missing
}

/** Whether the desktop spans more than one display (Window Management API); undefined: this browser does not say. */
export function isExtended(): boolean | undefined {
  return (screen as Screen & { isExtended?: boolean }).isExtended
}
