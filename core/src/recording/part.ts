// Owns: what a part is on the wire: how it is announced, sealed and receipted.
// Never decides who may send one (grant.ts) nor when (process).
import { z } from 'zod'
import { partId, attemptId, deviceId } from '../ids/index.ts'
import { instant } from '../time/index.ts'
import { line } from './feeds.ts'

/**
 * Why one recorder run ended. `crashed` is found out afterwards, by the log, at the next start. `notStarted` is said of
 * gaps only: nothing was recorded before.
 */
export const endReason = z.enum([
  'finished',
  'answeringStarted',
  'deviceSwitched',
  'feedEnded',
  'sharingStopped',
  'stalled',
  'recorderFailed',
  'reloaded',
  'crashed',
  'rotated',
  'notStarted',
])
export type EndReason = z.infer<typeof endReason>

/** SHA-256 in lower-case hexadecimal. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal')

/** The journal's media type: one JSON object a line (https://github.com/ndjson/ndjson-spec). */
export const JOURNAL_MIME = 'application/x-ndjson'

/** Media types a part may have: what MediaRecorder of the supported browsers writes, and the journal. */
export const partMime = z
  .string()
  .max(120)
  .regex(/^(video\/(webm|mp4|x-matroska)(;\s*codecs="?[A-Za-z0-9.,\- ]+"?)?|application\/x-ndjson)$/)

/**
 * What a device says of a part when it announces it. On the wire these are the `Upload-Metadata` pairs of
 * tus 1.0 (creation extension); `startedAt` is by the server's clock as the device knows it.
 */
export const partAnnouncement = z
  .object({
    partId,
    line,
    /** counts the parts of one line on one device from 1 */
    number: z.coerce.number().int().min(1).max(100_000),
    mime: partMime,
    startedAt: z.coerce.number().int().min(0),
    /** half the round trip by which `startedAt` may be wrong; null: the device never reached the server clock */
    startedAtErrorMs: z.union([z.literal('unknown').transform(() => null), z.coerce.number().int().min(0)]),
  })
  .meta({ id: 'PartAnnouncement' })
export type PartAnnouncement = z.infer<typeof partAnnouncement>

/** The device's last word on a part: after it no byte is added. */
export const sealRequest = z
  .strictObject({
    bytes: z.int().min(0),
    /** {@link createPartDigest} over all bytes */
    digest: sha256Hex,
    endReason,
    endedAt: instant,
  })
  .meta({ id: 'SealRequest' })
export type SealRequest = z.infer<typeof sealRequest>

/**
 * The server's word that a part is safe: it holds exactly these bytes. Signed with Ed25519 over
 * {@link receiptText}; it also carries the head of the audit chain, so that every device holds a witness of it.
 */
export const receipt = z
  .object({
    partId,
    attemptId,
    deviceId,
    line,
    bytes: z.int(),
    digest: sha256Hex,
    sealedAt: instant,
    auditHead: sha256Hex,
    keyId: z.string(),
    /** base64url, over {@link receiptText} */
    signature: z.string(),
  })
  .meta({ id: 'Receipt' })
export type Receipt = z.infer<typeof receipt>

/** The exact text a receipt's signature covers. */
export function receiptText(it: Omit<Receipt, 'signature'>): string {
  return [
    'zhishi-receipt-1',
    it.partId,
    it.attemptId,
    it.deviceId,
    it.line,
    it.bytes,
    it.digest,
    it.sealedAt,
    it.auditHead,
    it.keyId,
  ].join('\n')
}
