// Owns: how many displays this computer has, as far as the browser tells.
// Never asks for a permission by itself: only where the caller says a person just pressed something.
import { isExtended } from './support.ts'

export type Displays = {
  count: number
  /** known once the person allowed it; empty: only the count is known, and that it is more than one */
  names: readonly { name: string; isInternal: boolean }[]
}

type ScreenDetails = { screens: readonly { label: string; isInternal: boolean }[] }
type WithDetails = Window & { getScreenDetails?: () => Promise<ScreenDetails> }

/** Without details more than one display is counted as two: the browser says no more. */
const SEVERAL = 2

/** @param mayAsk a person just pressed a button, so the browser may ask whether displays may be listed */
export async function readDisplays(mayAsk: boolean): Promise<Displays> {
  if (isExtended() !== true) return { count: 1, names: [] }
  const details = await readDetails(mayAsk)
  const names = (details?.screens ?? []).map(({ label, isInternal }) => ({ name: label, isInternal }))
  return { count: Math.max(SEVERAL, names.length), names }
}

async function readDetails(mayAsk: boolean): Promise<ScreenDetails | undefined> {
  const { getScreenDetails } = window as WithDetails
  if (!getScreenDetails) return undefined
  try {
    const permission = await navigator.permissions.query({ name: 'window-management' as PermissionName })
    if (permission.state === 'denied' || (permission.state === 'prompt' && !mayAsk)) return undefined
    return await getScreenDetails.call(window)
  } catch {
    return undefined
  }
}

/** Tells of a display that is plugged in or out. @returns stops it */
export function observeDisplays(onChange: () => void): () => void {
  // Window Management API; the DOM library does not know yet that a Screen tells
  const target = screen as Screen & EventTarget
  target.addEventListener('change', onChange)
  return () => target.removeEventListener('change', onChange)
}
