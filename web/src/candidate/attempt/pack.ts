// Owns: opening what is encrypted on this computer: the pack with its key, and the key with an unlock code (WebCrypto).
// Never keeps a code, and never tells a wrong code from a damaged wrapping: AES-GCM cannot.
import { unlockContext } from '@zhishi/core/codes'
import { packContent, type PackContent, type PackView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'

/** @returns null when key and pack do not belong together, or a bit of the pack was changed */
export async function openPack(pack: PackView, key: string): Promise<PackContent | null> {
  try {
    const imported = await crypto.subtle.importKey('raw', fromBase64(key), 'AES-GCM', false, ['decrypt'])
    const algorithm = { name: 'AES-GCM', iv: fromBase64(pack.nonce) }
    const plain = await crypto.subtle.decrypt(algorithm, imported, fromBase64(pack.ciphertext))
    return packContent.parse(JSON.parse(new TextDecoder().decode(plain)))
  } catch {
    return null
  }
}

/**
 * The pack's key, in base64, by this attempt's unlock code. Takes as long as the pack's iterations make it: some tenths
 * of a second. Null: not the code of this attempt and pack.
 */
export async function unlockKey(pack: PackView, attemptId: AttemptId, code: string): Promise<string | null> {
  if (!pack.unlock) return null
  const { salt, iterations, nonce, wrapped } = pack.unlock
  const text = new TextEncoder()
  try {
    const typed = await crypto.subtle.importKey('raw', text.encode(code), 'PBKDF2', false, ['deriveKey'])
    const key = await crypto.subtle.deriveKey(
      { name: 'PBKDF2', hash: 'SHA-256', salt: fromBase64(salt), iterations },
      typed,
      { name: 'AES-GCM', length: 256 },
      false,
      ['decrypt'],
    )
    const additionalData = text.encode(unlockContext(attemptId, pack.packId))
    const algorithm = { name: 'AES-GCM', iv: fromBase64(nonce), additionalData }
    return toBase64(new Uint8Array(await crypto.subtle.decrypt(algorithm, key, fromBase64(wrapped))))
  } catch {
    return null
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
