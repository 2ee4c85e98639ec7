// Owns: whether this browser can film an interview at all. A browser that cannot gets a page that names the ways on.
import { canKeep, canRecord } from '../../client/browser.ts'

export type Missing = 'secureContext' | 'camera' | 'recorder' | 'storage'

/** What this browser lacks; empty: everything is there. */
export function missingHere(): Missing[] {
  const media = navigator.mediaDevices as MediaDevices | undefined
  const missing: Missing[] = []
  if (!isSecureContext) missing.push('secureContext')
  if (!media?.getUserMedia) missing.push('camera')
  if (!canRecord()) missing.push('recorder')
  if (!canKeep()) missing.push('storage')
  return missing
}
