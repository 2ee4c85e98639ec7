// Owns: reading back from the disk of the product what it acknowledged, byte by byte.
// Never asks the server: its word is what is checked.
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { openBlobs } from '../../e2e/compare/decrypt.ts'
import { cut, REQUEST_MAX_BYTES, type Sent } from './feeds.ts'

/** How many of the acknowledged bytes lie on the disk as they were sent; up to the first wrong one of each part. */
export async function countDurable(options: {
  dataDirectory: string
  keysDirectory: string
  pool: Uint8Array
  sent: readonly Sent[]
}): Promise<{ acknowledged: number; durable: number }> {
  let acknowledged = 0
  let durable = 0
  const decrypt = await openBlobs(options)
  const buffer = Buffer.alloc(REQUEST_MAX_BYTES)
  for (const { attemptId, partId, place, acknowledgedBytes } of options.sent) {
    acknowledged += acknowledgedBytes
    if (acknowledgedBytes === 0) continue
    durable += await countPart(join(attemptId, partId), acknowledgedBytes)
    async function countPart(name: string, bytes: number): Promise<number> {
      const handle = await open(join(options.dataDirectory, 'blobs', name), 'r').catch(() => null)
      if (!handle) return 0
      try {
        for (let at = 0; at < bytes;) {
          const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, bytes - at), at)
          const expected = cut(options.pool, place, at, bytesRead)
          if (bytesRead === 0 || !decrypt(name, at, buffer.subarray(0, bytesRead)).equals(expected)) return at
          at += bytesRead
        }
        return bytes
      } finally {
        await handle.close()
      }
    }
  }
  return { acknowledged, durable }
}
