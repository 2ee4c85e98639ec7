// Owns: which system the device of this page most likely has, so that its steps are shown first.
// Never hides the others: the guess may be wrong.

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
