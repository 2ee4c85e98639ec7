// Owns: the export file of one device's recordings: which files are in it and what its manifest says of them.
// Never packs, unpacks or hashes: the device writes it (web/src/capture/export/export-file.ts), the server reads it.
import { z } from 'zod'
import { attemptId, partId } from '../ids/index.ts'
import { instant } from '../time/index.ts'
import { line } from './feeds.ts'
import { grantClaims } from './grant.ts'
import { endReason, partMime, receipt, sha256Hex, type PartAnnouncement } from './part.ts'

/** As many parts as a hand-in may name. */
export const EXPORT_PARTS_MAX = 4096
/** A part with its receipt takes about 900 characters: 4,096 of them fit twice. */
export const EXPORT_MANIFEST_MAX_BYTES = 8_388_608
/**
 * 16 GiB: twice what three feeds of 12 hours, the longest interview, take at the rates of docs/defaults.md#recording (7
 * GB).
 */
export const EXPORT_MAX_BYTES = 17_179_869_184

/** A ZIP file whose entries are stored as they are (APPNOTE 4.4.5, method 0): media do not shrink. */
export const EXPORT_MIME = 'application/zip'
export const EXPORT_MANIFEST_NAME = 'manifest.json'
/** Proves that whoever wrote the manifest holds the device's grant, without giving the grant away: {@link exportProofText}. */
export const EXPORT_PROOF_NAME = 'manifest.hmac'

/** One part as the device holds it: what it announced, and as much of the bytes as there was at the export. */
export const exportedPart = z.strictObject({
  partId,
  line,
  number: z.int().min(1).max(100_000),
  mime: partMime,
  startedAt: instant,
  startedAtErrorMs: z.int().min(0).nullable(),
  bytes: z.int().min(0),
  /** of the part's digest (digest.ts) over these bytes */
  digest: sha256Hex,
  /** null: it was still being written */
  end: z.strictObject({ endReason, endedAt: instant }).nullable(),
  /** null: the server has not sealed it, as far as the device knows */
  receipt: receipt.nullable(),
})
export type ExportedPart = z.infer<typeof exportedPart>

/** `manifest.json`. A later format gets another number; a reader refuses numbers that it does not know. */
export const exportManifest = z
  .strictObject({
    zhishiExport: z.literal(1),
    attemptId,
    exportedAt: instant,
    /** of the device's newest grant: they name attempt, device and lines, and are no right by themselves */
    claims: grantClaims,
    parts: z.array(exportedPart).min(1).max(EXPORT_PARTS_MAX),
  })
  .refine(({ attemptId, claims }) => attemptId === claims.attemptId, 'attemptId is not that of the grant')
  .refine(
    ({ parts }) => new Set(parts.map((part) => exportFileName(part))).size === parts.length,
    'two parts have the same line and number',
  )
  .meta({ id: 'ExportManifest' })
export type ExportManifest = z.infer<typeof exportManifest>

const ENDINGS: readonly [prefix: string, ending: string][] = [
  ['video/webm', 'webm'],
  ['video/x-matroska', 'mkv'],
  ['video/mp4', 'mp4'],
]

/** Where the bytes of a part lie in the file: `camera-0001.webm`. Line and number name a part of one device. */
export function exportFileName({ line, number, mime }: Pick<PartAnnouncement, 'line' | 'number' | 'mime'>): string {
  const ending = ENDINGS.find(([prefix]) => mime.startsWith(prefix))?.[1] ?? 'ndjson'
  return `${line}-${String(number).padStart(4, '0')}.${ending}`
}

/**
 * The key of the proof is the grant as the device holds it: `manifest.hmac` is HMAC-SHA-256 (RFC 2104), in lower-case
 * hexadecimal, under this text, over the bytes of `manifest.json` exactly as they lie in the file.
 */
export function exportProofText(grant: string): string {
  return `zhishi-export-1\n${grant}`
}
