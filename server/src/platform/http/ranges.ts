// Owns: HTTP range requests (RFC 9110 §14) of one range.
// Never answers several ranges: the whole is sent instead, as the RFC allows.
import type { ByteRange } from '../blob-store/blob-store.ts'

/** `whole`: no range was asked for, or one that may be ignored; `unsatisfiable`: it lies behind the end (416). */
export function parseRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '')
  const [, first = '', last = ''] = match ?? []
  if (first === '' && last === '') return 'whole'
  if (first === '') {
    const length = Math.min(size, Number(last))
    return length === 0 ? 'unsatisfiable' : { from: size - length, to: size }
  }
  const from = Number(first)
  if (last !== '' && Number(last) < from) return 'whole'
  return from >= size ? 'unsatisfiable' : { from, to: last === '' ? size : Math.min(size, Number(last) + 1) }
}
