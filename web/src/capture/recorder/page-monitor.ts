// Owns: noticing that the candidate's attention or display changes: page hidden, focus, full screen, a new display.
// Never judges and never tells the candidate (the page does, by the rules of its interview).
import type { NoticeKind } from '@zhishi/core/recording'

/** @returns ends the watch */
export function observePage(onNotice: (notice: NoticeKind) => void): () => void {
  const ending = new AbortController()
  const { signal } = ending
  const display = screen as Screen & EventTarget & { isExtended?: boolean }
  let wasExtended = display.isExtended === true

  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.visibilityState === 'hidden') onNotice('pageHidden')
    },
    { signal },
  )
  addEventListener(
    'blur',
    () => {
      // focus that moves within the page (into a frame) is no loss
      if (!document.hasFocus()) onNotice('focusLost')
    },
    { signal },
  )
  document.addEventListener(
    'fullscreenchange',
    () => {
      if (!document.fullscreenElement) onNotice('fullscreenLeft')
    },
    { signal },
  )
  display.addEventListener?.(
    'change',
    () => {
      const isExtended = display.isExtended === true
      if (isExtended && !wasExtended) onNotice('displayAdded')
      wasExtended = isExtended
    },
    { signal },
  )
  return () => ending.abort()
}
