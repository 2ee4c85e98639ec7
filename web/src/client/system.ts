// Owns: which system the device of this page most likely has, and whether it is held in the hand, so that the words fit.
// Never shuts anybody out by it: the guess may be wrong.

export const SYSTEMS = ['ios', 'android', 'harmony', 'windows', 'macos'] as const
export type System = (typeof SYSTEMS)[number]

/** What browsers say of their system; HarmonyOS may also say Android, and phones of Apple "like Mac OS X". */
const NAMES: readonly (readonly [RegExp, System])[] = [
  [/OpenHarmony|HarmonyOS|HuaweiBrowser|ArkWeb/i, 'harmony'],
  [/iPhone|iPad|iPod/, 'ios'],
  [/Android/, 'android'],
  [/Windows/, 'windows'],
  [/Macintosh/, 'macos'],
]

/** @param touchPoints `navigator.maxTouchPoints`: an iPad calls itself a Macintosh, but no Macintosh has a touch screen */
export function systemOf(userAgent: string, touchPoints: number): System {
  const found = NAMES.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'android'
  return found === 'macos' && touchPoints > 1 ? 'ios' : found
}

/** What phones and tablets say of themselves; a computer with HarmonyOS says so (`PC`), and is none. */
const HELD = /iPhone|iPad|iPod|Android|OpenHarmony|HarmonyOS|ArkWeb/i
const COMPUTER = /\(PC;/

/** A phone or a tablet. @param touchPoints as for {@link systemOf} */
export function isHandheld(userAgent: string, touchPoints: number): boolean {
  if (COMPUTER.test(userAgent)) return false
  return HELD.test(userAgent) || (userAgent.includes('Macintosh') && touchPoints > 1)
}
