// Owns: taking in an export file: proven whole first, then part by part on the same way as uploads that arrive now.
// Never puts a byte behind bytes that are not the file's own, and never changes what is already here.
import { close, open, write } from 'node:fs'
import { mkdir, unlink } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { ImportView } from '@zhishi/core/contract'
import type { AttemptId } from '@zhishi/core/ids'
import { EXPORT_MAX_BYTES, exportFileName, toHex, type ExportedPart, type GrantClaims } from '@zhishi/core/recording'
import { accept, refuse, type Refusal, type Result } from '@zhishi/core/refusal'
import type { AuditService } from '../../audit/service.ts'
import type { Random } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Keys } from '../../platform/keys.ts'
import type { StoredZip } from '../../platform/stored-zip.ts'
import { loadOwnPart, type createAnnouncing } from '../upload/announcing.ts'
import type { createAppending } from '../upload/appending.ts'
import { createCapacity, openBody } from '../upload/body.ts'
import { digestOf, openExport } from './export-file.ts'
import type { Budgets } from '../budget/budgets.ts'
import type { KeyedLock } from '../upload/keyed-lock.ts'
import type { PartDigests } from '../upload/part-digests.ts'
import { addImportedBytes, type Part } from '../repo.ts'
import type { createSealing } from '../seal/sealing.ts'

/** As the endpoints of uploads: a second of work for a slow disk (docs/recording.md#figures). */
const WINDOW_BYTES = 4_194_304
/** The device may upload the same part meanwhile: each try begins where the server then stands. */
const TRIES = 5
/** At a time in this process: each takes as much of the disk twice while it is looked through. */
const IMPORTS = 2
const RETRY_AFTER_S = 30

type Row = ImportView['parts'][number]

export function createImporting(ports: {
  db: Database
  random: Random
  keys: Keys
  audit: AuditService
  dataDirectory: string
  lock: KeyedLock
  digests: PartDigests
  announce: ReturnType<typeof createAnnouncing>
  appending: ReturnType<typeof createAppending>
  seal: ReturnType<typeof createSealing>
  budgets: Pick<Budgets, 'forgetOlderParts'>
}) {
  const { db, random, keys, audit, lock, digests, announce, appending, seal, budgets } = ports
  const directory = join(ports.dataDirectory, 'imports')
  const room = createCapacity(IMPORTS * WINDOW_BYTES)
  let running = 0

  /**
   * Refuses `tooLarge`, `exportDamaged`, `exportForeign`; then nothing was taken. A part that cannot be taken is refused
   * in its own row, and the others are taken all the same.
   */
  return async (
    who: { role: string; id: string },
    attemptId: AttemptId,
    body: IncomingMessage,
  ): Promise<Result<ImportView>> => {
    if (running >= IMPORTS) return refuse('unavailable', { retryAfterS: RETRY_AFTER_S })
    running += 1
    try {
      const received = await receive(body)
      return received.ok ? await takeFile(who, attemptId, received.value) : received
    } finally {
      running -= 1
    }
  }

  async function takeFile(
    who: { role: string; id: string },
    attemptId: AttemptId,
    file: number,
  ): Promise<Result<ImportView>> {
    const opened = await openExport(file, attemptId, keys)
    if (!opened.ok) return opened
    const { zip, manifest } = opened.value
    try {
      const subject = { attemptId, deviceId: manifest.claims.deviceId, parts: manifest.parts.length }
      await audit.append({ actorRole: who.role, actorId: who.id, action: 'exportImported', subject })
      const parts: Row[] = []
      for (const part of manifest.parts) parts.push(await takePart(manifest.claims, part, zip))
      await budgets.forgetOlderParts(attemptId)
      return accept({ parts })
    } finally {
      zip.close()
    }
  }

  /** Writes the body into a file without a name: whatever ends this process, nothing is left behind. */
  async function receive(request: IncomingMessage): Promise<Result<number>> {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    const path = join(directory, random.uuid())
    const file = await openFile(path, 'wx+', 0o600)
    const body = openBody(request, room)
    let refusal: Refusal | null = null
    try {
      await unlink(path)
      for (let bytes = 0; refusal === null;) {
        const piece = await body.next(() => WINDOW_BYTES)
        if (bytes + piece.bytes.length > EXPORT_MAX_BYTES) refusal = { code: 'tooLarge' }
        else bytes = await writeAll(file, piece.bytes, bytes)
        if (piece.after === 'cut') refusal = { code: 'exportDamaged' }
        if (piece.after === 'end') break
      }
    } catch (error) {
      await closeFile(file)
      if (isDiskFull(error)) return refuse('storageFull')
      throw error
    } finally {
      body.close()
    }
    if (refusal === null) return accept(file)
    await closeFile(file)
    return { ok: false, refusal }
  }

  async function takePart(claims: GrantClaims, part: ExportedPart, zip: StoredZip): Promise<Row> {
    const { partId, line, number, bytes } = part
    const row = { partId, line, number, bytes, addedBytes: 0, isSealed: false, refusal: null }
    const made = await announce(claims, announced(part), null, { isImport: true })
    if (!made.ok) return { ...row, refusal: made.refusal.code }
    let refusal: Refusal = { code: 'unavailable' }
    for (let tries = 0; tries < TRIES; tries++) {
      const here = await standsAt(claims, part)
      if (!here.ok) return { ...row, refusal: here.refusal.code }
      const { bytes: from, digest, isSealed } = here.value
      // more is here than in the file: it was written before the device had sent the rest
      if (from > bytes) return { ...row, isSealed }
      if ((await digestOf(zip, exportFileName(part), from)) !== digest) return { ...row, refusal: 'partDiffers' }
      const added = await appendRest(claims, part, zip, from)
      row.addedBytes += added.bytes
      await addImportedBytes(db, partId, added.bytes)
      if (added.refusal === null) {
        if (part.end === null) return { ...row, isSealed }
        const sealed = await seal(claims, partId, { bytes, digest: part.digest, ...part.end })
        if (sealed.ok) return { ...row, isSealed: true }
        refusal = sealed.refusal
      } else {
        refusal = added.refusal
      }
      if (refusal.code !== 'offsetMismatch') break
    }
    return { ...row, refusal: refusal.code }
  }

  /** How much of a part is here, and the digest over that. */
  function standsAt(
    claims: GrantClaims,
    { partId }: ExportedPart,
  ): Promise<Result<{ bytes: number; digest: string; isSealed: boolean }>> {
    return lock.run(partId, async () => {
      const found = await loadOwnPart(db, claims, partId)
      if (!found.ok) return found
      const { bytes, sealedAt, digest: sealed } = found.value
      return accept({
        bytes,
        digest: sealed ? toHex(sealed) : await openDigest(found.value),
        isSealed: sealedAt !== null,
      })
    })
  }

  async function openDigest(part: Part): Promise<string> {
    const digest = await digests.take(part)
    digests.keep(part, digest)
    return toHex(digest.digest())
  }

  async function appendRest(
    claims: GrantClaims,
    part: ExportedPart,
    zip: StoredZip,
    from: number,
  ): Promise<{ bytes: number; refusal: Refusal | null }> {
    let offset = from
    for await (const bytes of inWindows(zip.read(exportFileName(part), from))) {
      const appended = await appending.append(
        claims,
        part.partId,
        { offset, bytes, declaredBytes: null },
        { isImport: true },
      )
      if (!appended.ok) return { bytes: offset - from, refusal: appended.refusal }
      offset += bytes.length
    }
    return { bytes: offset - from, refusal: null }
  }
}

function announced({ partId, line, number, mime, startedAt, startedAtErrorMs }: ExportedPart) {
  return { partId, line, number, mime, startedAt, startedAtErrorMs }
}

const openFile = promisify(open)
const closeFile = promisify(close)
const writeFile = promisify(write)

/** @returns where the next byte goes */
async function writeAll(file: number, bytes: Buffer, at: number): Promise<number> {
  for (let done = 0; done < bytes.length;) {
    done += (await writeFile(file, bytes, done, bytes.length - done, at + done)).bytesWritten
  }
  return at + bytes.length
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}

async function* inWindows(pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  let held: Buffer[] = []
  let bytes = 0
  for await (const piece of pieces) {
    held.push(piece)
    bytes += piece.length
    if (bytes < WINDOW_BYTES) continue
    yield Buffer.concat(held)
    held = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(held)
}
