// Owns: checking with means of others what the product says of a recording: ffprobe for its length, OpenSSL's Ed25519
// and SHA-256 (through Node) for its receipts. Written from the format's description; runs nothing of the product.
import { execFileSync } from 'node:child_process'
import { createHash, createPublicKey, verify } from 'node:crypto'
import type { Receipt } from '@zhishi/core/recording'

/** Length of a media file, milliseconds. */
export function probeDurationMs(file: string): number {
  const args = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'default=nokey=1:noprint_wrappers=1', file]
  return Number(execFileSync('ffprobe', args, { encoding: 'utf8' })) * 1000
}

/** A playable copy holds the same packets; their first instant and the length of the last one are told a little differently. */
export const COPY_SLACK_MS = 500

/** From the first packet of a recorder's own bytes, which name no length, to its last, milliseconds. */
export function probePacketsMs(file: string): number {
  const args = ['-v', 'error', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', file]
  const times = execFileSync('ffprobe', args, { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => Number.parseFloat(line) || [])
  return (Math.max(...times) - Math.min(0, ...times)) * 1000
}

/** A receipt as the staff page copies it. */
export type CopiedReceipt = Receipt

/** Whether the server's public key (SPKI, base64) signed the receipt. */
export function isSignedBy(publicKey: string, it: CopiedReceipt): boolean {
  const { partId, attemptId, deviceId, line, bytes, digest, sealedAt, auditHead, keyId } = it
  const text = ['zhishi-receipt-1', partId, attemptId, deviceId, line, bytes, digest, sealedAt, auditHead, keyId].join(
    '\n',
  )
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  return verify(null, Buffer.from(text), key, Buffer.from(it.signature, 'base64url'))
}

/** 1 MiB, the block of a part's digest. */
const BLOCK_BYTES = 1_048_576

/** The digest of a part: SHA-256 over the SHA-256s of its blocks, in lower-case hexadecimal. */
export function partDigest(bytes: Buffer): string {
  const whole = createHash('sha256')
  for (let at = 0; at < bytes.length; at += BLOCK_BYTES) {
    whole.update(
      createHash('sha256')
        .update(bytes.subarray(at, at + BLOCK_BYTES))
        .digest(),
    )
  }
  return whole.digest('hex')
}
