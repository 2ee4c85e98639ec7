// Owns: what is done to a media element: one place, so that buttons, keys and timeline do the same.

/** Begins at a place in the part, seconds. */
export function startAt(element: HTMLMediaElement, seconds: number): void {
  element.currentTime = seconds
  play(element)
}

export function seekBy(element: HTMLMediaElement | null, seconds: number): void {
  if (element) element.currentTime += seconds
}

export function playOrPause(element: HTMLMediaElement): void {
  if (element.paused) play(element)
  else element.pause()
}

export function setSpeed(element: HTMLMediaElement | null, speed: number): void {
  if (element) element.playbackRate = speed
}

function play(element: HTMLMediaElement): void {
  // refused only where the browser wants a press first; the controls are there for it
  element.play().catch(() => undefined)
}
