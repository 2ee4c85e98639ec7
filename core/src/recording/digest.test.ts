// Proves the digest of a part: against SHA-256 computed the plain way, for any cut of the bytes, and across a restart.
import { createHash, type Hash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BLOCK_BYTES, createPartDigest, toHex, type Sha256 } from './digest.ts'

const newSha256 = (): Sha256 => wrap(createHash('sha256'))
function wrap(hash: Hash): Sha256 {
  return { update: (bytes) => hash.update(bytes), copy: () => wrap(hash.copy()), digest: () => hash.digest() }
}
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

function plainly(bytes: Uint8Array): string {
  const blocks: Buffer[] = []
  for (let from = 0; from < bytes.length; from += BLOCK_BYTES)
    blocks.push(sha(bytes.subarray(from, from + BLOCK_BYTES)))
  return sha(Buffer.concat(blocks)).toString('hex')
}
const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 8)) % 251)

test('equals the definition whatever the pieces are, and a restart goes on from the closed blocks', () => {
  const whole = bytesOf(2 * BLOCK_BYTES + 12_345)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: whole.length - 1 }), { maxLength: 12 }), (cuts) => {
      const edges = [0, ...[...new Set(cuts)].sort((a, b) => a - b), whole.length]
      let digest = createPartDigest(newSha256)
      edges.slice(1).forEach((to, at) => {
        digest.push(whole.subarray(edges[at], to))
        expect(digest.bytes()).toBe(to)
        if (at % 3 === 2) {
          const closed = digest.closedBlocks()
          digest = createPartDigest(newSha256, closed)
          digest.push(whole.subarray(closed.length * BLOCK_BYTES, to))
        }
      })
      expect(toHex(digest.digest())).toBe(plainly(whole))
    }),
    { numRuns: 15 },
  )
})

test('blocks close exactly at 1 MiB, and the open block can be looked at while it grows', () => {
  const digest = createPartDigest(newSha256)
  expect(digest.openBlock()).toBeNull()
  expect(toHex(digest.digest())).toBe(sha(new Uint8Array()).toString('hex'))
  const block = bytesOf(BLOCK_BYTES)
  expect(digest.push(block.subarray(0, -1))).toEqual([])
  expect(toHex(digest.openBlock()!)).toBe(sha(block.subarray(0, -1)).toString('hex'))
  expect(digest.push(block.subarray(-1)).map(toHex)).toEqual([sha(block).toString('hex')])
  expect(digest.openBlock()).toBeNull()
  expect(toHex(digest.digest())).toBe(plainly(block))
})
