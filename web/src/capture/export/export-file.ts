// Owns: the export file of what this device recorded of an attempt: a ZIP of the parts as they are, a manifest, and the
// proof that this device wrote it. Written as it is read: never more of it in memory than a few blocks.
// Never uploads and never changes the log; the format stands in core/src/recording/export.ts.
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { AttemptId } from '@zhishi/core/ids'
import {
  BLOCK_BYTES,
  EXPORT_MANIFEST_NAME,
  EXPORT_PROOF_NAME,
  exportFileName,
  exportManifest,
  exportProofText,
  GRANT_PREFIX,
  grantClaims,
  toHex,
  type ExportedPart,
  type GrantClaims,
} from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import { makeZip } from 'client-zip'
import type { LineHoldings } from './line-export.ts'

/** Where the bytes come from: the workers that own the logs. */
export type ExportSource = {
  attemptId: AttemptId
  holdings(): Promise<LineHoldings[]>
  read(part: Pick<ExportedPart, 'partId' | 'line'>, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>
}

export type ExportFile = {
  bytes: number
  parts: number
  /** Reads the parts as it is read; each file for itself. */
  open(): ReadableStream<Uint8Array>
}

/**
 * What this device holds, in files of at most so many bytes where its parts allow: each is complete in itself, and the server
 * takes them in any order. Empty: it holds nothing, or was never given a grant. @param onRead told how many bytes were read
 */
export async function packExport(
  source: ExportSource,
  exportedAt: Instant,
  onRead: (bytes: number) => void,
  mostBytes = Infinity,
): Promise<ExportFile[]> {
  const lines = await source.holdings()
  const parts = lines.flatMap((line) => line.parts)
  const grant = newest(lines.flatMap((line) => line.grant ?? []))
  if (grant === null) return []
  let read = 0

  async function* bytesOf(part: ExportedPart): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    for (let offset = 0; offset < part.bytes;) {
      const bytes = await source.read(part, offset, Math.min(BLOCK_BYTES, part.bytes - offset))
      if (bytes.length === 0) throw new Error(`part ${part.partId} ends at ${offset}`)
      offset += bytes.length
      onRead((read += bytes.length))
      yield bytes
    }
  }

  return inFiles(parts, mostBytes).map((some) => ({
    bytes: bytesOfAll(some),
    parts: some.length,
    open() {
      const manifest = exportManifest.parse({
        zhishiExport: 1,
        attemptId: source.attemptId,
        exportedAt,
        claims: grant.claims,
        parts: some,
      })
      const text = new TextEncoder().encode(JSON.stringify(manifest, null, 2))
      const key = new TextEncoder().encode(exportProofText(grant.text))
      const lastModified = new Date(exportedAt)
      return makeZip([
        ...some.map((part) => ({ name: exportFileName(part), input: bytesOf(part), lastModified })),
        { name: EXPORT_MANIFEST_NAME, input: text, lastModified },
        { name: EXPORT_PROOF_NAME, input: toHex(hmac(sha256, key, text)), lastModified },
      ])
    },
  }))
}

/** In their order, as many to a file as fit; one that does not fit into any has a file to itself. */
function inFiles(parts: readonly ExportedPart[], mostBytes: number): ExportedPart[][] {
  const files: ExportedPart[][] = []
  for (const part of parts) {
    const last = files.at(-1)
    if (last && bytesOfAll(last) + part.bytes <= mostBytes) last.push(part)
    else files.push([part])
  }
  return files
}

const bytesOfAll = (parts: readonly ExportedPart[]): number => parts.reduce((sum, part) => sum + part.bytes, 0)

type Grant = { text: string; claims: GrantClaims }

/** The lines of a device may have been given their grants at different times; all are of the same device. */
function newest(grants: readonly string[]): Grant | null {
  return grants.reduce<Grant | null>((best, text) => {
    const claims = claimsOf(text)
    return claims && (best === null || claims.issuedAt > best.claims.issuedAt) ? { text, claims } : best
  }, null)
}

function claimsOf(grant: string): GrantClaims | null {
  const [prefix, claims] = grant.split('.')
  if (prefix !== GRANT_PREFIX || claims === undefined) return null
  try {
    return grantClaims.parse(JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))))
  } catch {
    return null
  }
}
