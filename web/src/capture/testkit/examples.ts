// Owns: well-formed things to record and upload in tests. Never random: a failing test fails again.
import { attemptId, deviceId, partId, type PartId } from '@zhishi/core/ids'
import type { Line, PartAnnouncement, Receipt } from '@zhishi/core/recording'

const uuid = (kind: string, n: number): string => `${kind.repeat(8)}-0000-4000-8000-${n.toString(16).padStart(12, '0')}`

export const anAttempt = attemptId.parse(uuid('a', 1))
export const aDevice = deviceId.parse(uuid('d', 1))
export const aPart = (n: number): PartId => partId.parse(uuid('b', n))

export function anAnnouncement(n: number, line: Line = 'camera'): PartAnnouncement {
  const mime = line === 'journal' ? 'application/x-ndjson' : 'video/webm;codecs=vp9,opus'
  return { partId: aPart(n), line, number: n, mime, startedAt: 1_800_000_000_000 + n, startedAtErrorMs: 7 }
}

export function aReceipt(n: number, bytes: number, digest: string): Receipt {
  return {
    partId: aPart(n),
    attemptId: anAttempt,
    deviceId: aDevice,
    line: 'camera',
    bytes,
    digest,
    sealedAt: 1_800_000_100_000,
    auditHead: '0'.repeat(64),
    keyId: 'test',
    signature: 'test',
  }
}

/** Bytes that differ at every position that matters to a test about offsets. */
export function someBytes(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  let state = seed
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}
