// Owns: telling by its name which program's built-in browser a page was opened in: those let no page record.
// Never a browser of its own (QQ Browser, Edge): what those can do is asked, not guessed.

export type InApp = 'weChat' | 'qq' | 'dingTalk' | 'weibo' | 'feishu' | 'alipay'

/** What the built-in browsers call themselves; DingTalk also calls itself AliApp, so it comes first. */
const NAMES: readonly (readonly [RegExp, InApp])[] = [
  [/MicroMessenger/i, 'weChat'],
  [/\bQQ\//i, 'qq'],
  [/DingTalk/i, 'dingTalk'],
  [/Weibo/i, 'weibo'],
  [/\b(Lark|Feishu)\//i, 'feishu'],
  [/AliApp|AlipayClient/i, 'alipay'],
]

/** @returns null: an ordinary browser, or one that does not say */
export function inAppOf(userAgent: string): InApp | null {
  return NAMES.find(([pattern]) => pattern.test(userAgent))?.[1] ?? null
}
