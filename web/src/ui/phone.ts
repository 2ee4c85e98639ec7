// Owns: a telephone number in a page: as a link that dials, and inside a sentence.

/** `tel:` address: digits and the plus only. */
export function dialled(phone: string): string {
  return `tel:${phone.replace(/[^\d+]/g, '')}`
}

/** Never broken over two lines: a number is read aloud or typed as one. */
export function unbroken(phone: string): string {
  return phone.replaceAll(' ', '\u00A0').replaceAll('-', '\u2011')
}
