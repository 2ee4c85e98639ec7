// Owns: sealing the questions of a sitting into a pack, and wrapping its key (docs/fairness.md#questions).
// Never stores or logs a question or an unwrapped key; a wrong key or a changed byte is an error, not noise.
import { createCipheriv, createDecipheriv } from 'node:crypto'
import {
  packContent,
  type PackContent,
  type PackKeyView,
  type PackView,
  type UnlockWrapping,
} from '@zhishi/core/contract'
import type { Random } from '../platform/clock.ts'
import type { Keys } from '../platform/keys.ts'

export type PackRow = {
  packId: string
  nonce: Buffer
  ciphertext: Buffer
  wrappings: Array<{ kind: 'serverKey'; keyId: string; wrapped: string }>
}

/** AES-256 key, 96-bit nonce and 128-bit tag (NIST SP 800-38D); every pack has a key of its own, so a nonce is used once. */
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Encrypts questions under a fresh key, which leaves here only wrapped by the server's key. */
export function sealPack(content: PackContent, options: { keys: Keys; random: Random }): PackRow {
  const packId = options.random.uuid()
  const key = options.random.bytes(KEY_BYTES)
  const nonce = options.random.bytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const ciphertext = Buffer.concat([
    cipher.update(JSON.stringify(content), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  const wrapped = options.keys.seal('packKeys', key, packId).toString('base64')
  return { packId, nonce, ciphertext, wrappings: [{ kind: 'serverKey', keyId: options.keys.masterKeyId, wrapped }] }
}

/** The pack as it is delivered before T0: encrypted, with the one wrapping that belongs to the asking attempt. */
export function presentPack(row: PackRow, unlock: UnlockWrapping | null): PackView {
  return {
    packId: row.packId,
    algorithm: 'AES-256-GCM',
    nonce: row.nonce.toString('base64'),
    ciphertext: row.ciphertext.toString('base64'),
    unlock,
  }
}

/** The pack's key, for those whom the rules allow it. */
export function unwrapPackKey(row: PackRow, keys: Keys): PackKeyView {
  const mine = row.wrappings.find((wrapping) => wrapping.kind === 'serverKey' && wrapping.keyId === keys.masterKeyId)
  if (!mine) throw new Error(`pack ${row.packId} has no wrapping for the server's key`)
  return {
    packId: row.packId,
    key: keys.open('packKeys', Buffer.from(mine.wrapped, 'base64'), row.packId).toString('base64'),
  }
}

/** The questions, for the export of the organiser. */
export function openPack(row: PackRow, keys: Keys): PackContent {
  const key = Buffer.from(unwrapPackKey(row, keys).key, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, row.nonce)
  decipher.setAuthTag(row.ciphertext.subarray(-TAG_BYTES))
  const plain = Buffer.concat([decipher.update(row.ciphertext.subarray(0, -TAG_BYTES)), decipher.final()])
  return packContent.parse(JSON.parse(plain.toString('utf8')))
}
