// Owns: reading an export file and proving it whole: made by a device that holds a grant of this server, every part as
// its manifest says. Never changes anything: what is found wrong here was not imported.
import { createHash, createHmac } from 'node:crypto'
import type { AttemptId } from '@zhishi/core/ids'
import {
  createPartDigest,
  EXPORT_MANIFEST_MAX_BYTES,
  EXPORT_MANIFEST_NAME,
  EXPORT_PARTS_MAX,
  EXPORT_PROOF_NAME,
  exportFileName,
  exportManifest,
  exportProofText,
  toHex,
  type ExportedPart,
  type ExportManifest,
} from '@zhishi/core/recording'
import { accept, refuse, type Result } from '@zhishi/core/refusal'
import { isSameSecret, type Keys } from '../../platform/keys.ts'
import { openStoredZip, ZipDamagedError, type StoredZip } from '../../platform/stored-zip.ts'
import { writeGrant } from '../grants/grants.ts'

export type ExportFile = { zip: StoredZip; manifest: ExportManifest }

/** SHA-256 in hexadecimal. */
const PROOF_BYTES = 64

/**
 * Opens a file and reads all of it once. Refuses `exportDamaged` (no sound ZIP, not as a device writes it, a byte
 * changed) and `exportForeign` (of another attempt). @param file a descriptor, closed with the ZIP
 */
export async function openExport(file: number, attemptId: AttemptId, keys: Keys): Promise<Result<ExportFile>> {
  let zip: StoredZip | null = null
  try {
    // beside the parts: the manifest and its proof
    zip = await openStoredZip(file, EXPORT_PARTS_MAX + 2)
    const found = await readExport(zip, attemptId, keys)
    if (!found.ok) zip.close()
    return found
  } catch (error) {
    zip?.close()
    if (error instanceof ZipDamagedError) return refuse('exportDamaged')
    throw error
  }
}

async function readExport(zip: StoredZip, attemptId: AttemptId, keys: Keys): Promise<Result<ExportFile>> {
  const text = await readSmall(zip, EXPORT_MANIFEST_NAME, EXPORT_MANIFEST_MAX_BYTES)
  const proof = await readSmall(zip, EXPORT_PROOF_NAME, PROOF_BYTES)
  const manifest = parseManifest(text)
  if (!manifest) return refuse('exportDamaged')
  if (manifest.attemptId !== attemptId) return refuse('exportForeign')
  // a grant of another server has no attempt of ours: with this one's id, somebody changed the manifest
  if (!isProven(keys, manifest, text, proof)) return refuse('exportDamaged')
  for (const part of manifest.parts) {
    if (!(await isWhole(zip, part))) return refuse('exportDamaged')
  }
  return zip.entries.size === manifest.parts.length + 2 ? accept({ zip, manifest }) : refuse('exportDamaged')
}

function parseManifest(text: Buffer): ExportManifest | null {
  try {
    const parsed = exportManifest.safeParse(JSON.parse(text.toString()))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** Made by somebody who holds the grant that these claims are of. */
function isProven(keys: Keys, { claims }: ExportManifest, text: Buffer, proof: Buffer): boolean {
  const mac = createHmac('sha256', exportProofText(writeGrant(keys, claims)))
    .update(text)
    .digest('hex')
  return isSameSecret(Buffer.from(mac), proof)
}

/** Whether the bytes of a part are those its manifest speaks of. */
async function isWhole(zip: StoredZip, part: ExportedPart): Promise<boolean> {
  const name = exportFileName(part)
  return zip.entries.get(name) === part.bytes && (await digestOf(zip, name, part.bytes)) === part.digest
}

/** The part digest over the first bytes of a file. */
export async function digestOf(zip: StoredZip, name: string, bytes: number): Promise<string> {
  const digest = createPartDigest(() => createHash('sha256'))
  if (bytes > 0) {
    for await (const piece of zip.read(name)) {
      digest.push(piece.subarray(0, bytes - digest.bytes()))
      if (digest.bytes() === bytes) break
    }
  }
  return toHex(digest.digest())
}

/** A file as anybody can check it, without keys: null is no export at all. The caller has no proof of who wrote it. */
export async function checkExportFile(
  file: number,
): Promise<{ manifest: ExportManifest; parts: { part: ExportedPart; name: string; isWhole: boolean }[] } | null> {
  let zip: StoredZip | null = null
  try {
    zip = await openStoredZip(file, EXPORT_PARTS_MAX + 2)
    const manifest = parseManifest(await readSmall(zip, EXPORT_MANIFEST_NAME, EXPORT_MANIFEST_MAX_BYTES))
    if (!manifest) return null
    const parts = []
    for (const part of manifest.parts) {
      parts.push({ part, name: exportFileName(part), isWhole: await isWhole(zip, part) })
    }
    return { manifest, parts }
  } catch (error) {
    if (error instanceof ZipDamagedError) return null
    throw error
  } finally {
    zip?.close()
  }
}

async function readSmall(zip: StoredZip, name: string, maxBytes: number): Promise<Buffer> {
  if ((zip.entries.get(name) ?? Infinity) > maxBytes) throw new ZipDamagedError(`${name} is too large or not there`)
  const pieces: Buffer[] = []
  for await (const piece of zip.read(name)) pieces.push(piece)
  return Buffer.concat(pieces)
}
