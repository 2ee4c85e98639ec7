// Owns: how a person is shown: masked, so that nobody is known by what stands on a screen.
// Never returns a whole name or number.

/** 陈思远 → 陈＊＊; "Alice Smith" → A＊＊＊: the first character, and stars that do not tell the length. */
export function maskName(name: string): string {
  const [first = ''] = Array.from(name)
  return /^[\u4e00-\u9fff]/.test(first) ? `${first}＊＊` : `${first}***`
}

/** Only the last four characters of an ID-document number. */
export function maskNumber(number: string): string {
  return `****${number.slice(-4)}`
}
