// Owns: how the bytes of a blob are encrypted (docs/blob-format.md): AES-256-CTR by position, and the key it is done with.
// Never authenticates: whether bytes are what came in, the digests of parts say. Never the same key for two salts.
import { createCipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { BlobKey } from './blob-store.ts'

/** Of the derivation: 128 random bits never come twice (NIST SP 800-108 asks for no more of a context). */
export const SALT_BYTES = 16
/** AES's block: the counter counts them. */
const BLOCK_BYTES = 16

/** HKDF-SHA-256 (RFC 5869): another key for each salt and each blob. */
export function deriveDataKey(interviewKey: Buffer, salt: Buffer, { attemptId, partId }: BlobKey): KeyObject {
  return createSecretKey(
    Buffer.from(hkdfSync('sha256', interviewKey, salt, `zhishi/blob/${attemptId}/${partId}`, KEY_BYTES)),
  )
}

export const KEY_BYTES = 32

/** Encrypts or decrypts what lies at a position: the same operation (NIST SP 800-38A §6.5). Its counter is the number of the block. */
export function crypt(dataKey: KeyObject, position: number, bytes: Uint8Array): Buffer {
  const counter = Buffer.alloc(BLOCK_BYTES)
  counter.writeBigUInt64BE(BigInt(Math.floor(position / BLOCK_BYTES)), BLOCK_BYTES - 8)
  const cipher = createCipheriv('aes-256-ctr', dataKey, counter)
  cipher.update(Buffer.alloc(position % BLOCK_BYTES))
  return cipher.update(bytes)
}
