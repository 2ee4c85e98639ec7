// Owns: what is done to a media element: one place, so that buttons, keys, timeline and clock do the same.

/** Begins at a place in the file, seconds. */
export function startAt(element: HTMLMediaElement, seconds: number): void {
  element.currentTime = seconds
  play(element)
}

export function seekBy(element: HTMLMediaElement | null, seconds: number): void {
  if (element) element.currentTime += seconds
}

export function playOrPause(element: HTMLMediaElement | null): void {
  if (!element) return
  if (element.paused) play(element)
  else element.pause()
}

export function setSpeed(element: HTMLMediaElement | null, speed: number): void {
  if (element) element.playbackRate = speed
}

/** Beyond this a picture is put in its place at once, seconds: lips and sound part at less, feeds beside each other do not. */
const JUMP_S = 0.35
/** Standing still, a picture is exact to half a frame of the screen's five a second. */
const STILL_S = 0.1
/** Below it a picture is in step; above it runs this share faster or slower until it is, which nobody hears. */
const NEAR_S = 0.06
const CATCH_UP = 0.06
/** A file ends a slice before or after what the device noted as its end. */
const END_S = 1

/** There is enough to go on with (HTML, `HAVE_FUTURE_DATA`). */
const HAVE_FUTURE_DATA = 3

/** What of a media element is steered by the clock. */
export type Steered = Pick<
  HTMLMediaElement,
  'currentTime' | 'duration' | 'ended' | 'paused' | 'pause' | 'play' | 'playbackRate' | 'readyState' | 'seeking'
>

/**
 * Keeps a picture where the common clock is.
 * @returns whether the clock has to wait for it
 */
export function keepInStep(
  element: Steered,
  options: { seconds: number; isRunning: boolean; isPlaying: boolean; speed: number },
): boolean {
  // first of all: the clock that has stopped draws once, and no more
  if (!options.isRunning && !element.paused) element.pause()
  const isAtEnd = element.ended || options.seconds > element.duration - END_S
  const ahead = element.currentTime - Math.min(options.seconds, element.duration)
  if (element.seeking) return options.isPlaying
  if (Math.abs(ahead) > (options.isRunning ? JUMP_S : STILL_S) && !(isAtEnd && element.ended)) {
    element.currentTime = Math.min(options.seconds, element.duration)
    return options.isPlaying && !isAtEnd
  }
  const catchUp = Math.abs(ahead) < NEAR_S ? 0 : -Math.sign(ahead) * CATCH_UP
  element.playbackRate = options.speed * (1 + catchUp)
  if (options.isRunning && element.paused && !element.ended) play(element)
  return options.isPlaying && !isAtEnd && element.readyState < HAVE_FUTURE_DATA
}

function play(element: Pick<HTMLMediaElement, 'play'>): void {
  // refused only where the browser wants a press first; the controls are there for it
  element.play().catch(() => undefined)
}
