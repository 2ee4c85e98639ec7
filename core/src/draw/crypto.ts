// Owns: what the draw needs of cryptography, and how its digests are written.
// Never hashes by itself.

/** SHA-256 and HMAC-SHA-256 (RFC 2104), handed in by each side. */
export type DrawCrypto = {
  sha256(bytes: Uint8Array): Uint8Array
  hmac(key: Uint8Array, bytes: Uint8Array): Uint8Array
}

/** Two lower-case digits a byte. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Of ASCII: the letters' own numbers. */
export const bytesOfAscii = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0))

/** Of any text without lone surrogates. */
export const utf8Of = (text: string): Uint8Array =>
  bytesOfAscii(
    encodeURIComponent(text).replaceAll(/%(..)/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    ),
  )
