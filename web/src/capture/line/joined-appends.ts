// Owns: what a worker writes at once: recorded bytes that came while the disk was busy go with one sync instead of one each.
// Never changes an order, and never joins what does not follow byte on byte.
import type { ToLine } from './line-protocol.ts'

type Append = Extract<ToLine, { kind: 'append' }>
type Ordered = Exclude<ToLine, { question: number }>

/** Read into memory at once: some ten seconds of camera and screen at their usual rates (docs/defaults.md#recording). */
const AT_ONCE_MAX_BYTES = 1_048_576

/** @param waiting takes out of it what is joined. @returns the append with what follows it directly */
export function joinAppends(first: Append, waiting: Ordered[]): Append {
  const blobs = [first.bytes]
  let bytes = first.bytes.size
  for (;;) {
    const [next] = waiting
    if (next?.kind !== 'append' || next.partId !== first.partId || next.offset !== first.offset + bytes) break
    if (bytes + next.bytes.size > AT_ONCE_MAX_BYTES) break
    waiting.shift()
    blobs.push(next.bytes)
    bytes += next.bytes.size
  }
  return blobs.length === 1 ? first : { ...first, bytes: new Blob(blobs) }
}
