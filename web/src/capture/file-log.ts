// Owns: the durable log over a directory of files: one file of bytes per part, and one index of what happened to them.
// The index is append-only NDJSON, replayed at opening; live writes and replay go through the same `apply`.
// Never rewrites a byte that was promised. What kind of files these are is given (opfs-log.ts).
import { receipt as receiptSchema, endReason, line, partMime } from '@zhishi/core/recording'
import { partId } from '@zhishi/core/ids'
import { instant } from '@zhishi/core/time'
import { z } from 'zod'
import type { PartId } from '@zhishi/core/ids'
import { LogFullError, type DurableLog, type LoggedPart } from './durable-log.ts'

/** The part of FileSystemSyncAccessHandle that is needed. */
export type SyncFile = {
  getSize(): number
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number
  truncate(size: number): void
  flush(): void
  close(): void
}

export type LogFiles = {
  /** Opens or makes a file, for this opener alone. @throws LogInUseError */
  open(name: string): Promise<SyncFile>
  remove(name: string): Promise<void>
}

export const INDEX_NAME = 'index.ndjson'
export const partFileName = (id: PartId): string => `${id}.part`

const announcement = z.object({
  partId,
  line,
  number: z.int(),
  mime: partMime,
  startedAt: instant,
  startedAtErrorMs: z.int().nullable(),
})
const record = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('grant'), grant: z.string() }),
  z.object({ kind: z.literal('started'), announcement }),
  z.object({ kind: z.literal('appended'), partId, at: instant }),
  z.object({ kind: z.literal('acknowledged'), partId, offset: z.int(), generation: z.int() }),
  z.object({ kind: z.literal('ended'), partId, endReason, endedAt: instant }),
  z.object({ kind: z.literal('sealed'), receipt: receiptSchema }),
  z.object({ kind: z.literal('unsealed'), partId }),
  z.object({ kind: z.literal('removed'), partId }),
])
type LogRecord = z.infer<typeof record>

/**
 * Opens the log and finds out what an earlier opener left: a part without an end is one whose writer died; it ends
 * as `crashed`, with every byte its file holds, at the moment its last bytes came.
 * @throws LogInUseError
 */
export async function openFileLog(files: LogFiles): Promise<DurableLog> {
  const parts = new Map<PartId, LoggedPart>()
  const lastByteAt = new Map<PartId, number>()
  const handles = new Map<PartId, Promise<SyncFile>>()
  let grant: string | null = null

  const index = await files.open(INDEX_NAME)
  let indexBytes = 0
  try {
    indexBytes = replay(index, apply)
    for (const [id, part] of parts) {
      part.bytes = (await handleOf(id)).getSize()
      part.end ??= { endReason: 'crashed', endedAt: lastByteAt.get(id) ?? part.announcement.startedAt }
      if (part.receipt) await letGo(id)
    }
  } catch (error) {
    await close()
    throw error
  }

  return {
    list: () => [...parts.values()].map((part) => ({ ...part })),
    grant: () => grant,
    keepGrant: async (next) => write({ kind: 'grant', grant: next }),
    async startPart(next) {
      if (!parts.has(next.partId)) write({ kind: 'started', announcement: next })
      await handleOf(next.partId)
    },
    async append(id, offset, bytes, at) {
      const part = known(id)
      if (part.end) throw new Error(`part ${id} has ended`)
      if (offset !== part.bytes) throw new Error(`part ${id} has ${part.bytes} bytes, not ${offset}`)
      writeAt(await handleOf(id), offset, bytes)
      write({ kind: 'appended', partId: id, at })
      part.bytes += bytes.length
    },
    async read(id, offset, length) {
      const into = new Uint8Array(Math.max(0, Math.min(length, known(id).bytes - offset)))
      const got = (await handleOf(id)).read(into, { at: offset })
      if (got !== into.length) throw new Error(`part ${id}: ${got} of ${into.length} bytes at ${offset}`)
      return into
    },
    markAcknowledged: async (id, it) => writeOf(id, { kind: 'acknowledged', partId: id, ...it }),
    markEnded: async (id, end) => writeOf(id, { kind: 'ended', partId: id, ...end }),
    async markSealed(id, receipt) {
      writeOf(id, { kind: 'sealed', receipt })
      await letGo(id)
    },
    markUnsealed: async (id) => writeOf(id, { kind: 'unsealed', partId: id }),
    async remove(id) {
      writeOf(id, { kind: 'removed', partId: id })
      await letGo(id)
      await files.remove(partFileName(id))
    },
    close,
  }

  function known(id: PartId): LoggedPart {
    const part = parts.get(id)
    if (!part) throw new Error(`part ${id} is not in this log`)
    return part
  }

  /** What a record means, for replay and for live writes alike. */
  function apply(it: LogRecord): void {
    if (it.kind === 'grant') {
      grant = it.grant
      return
    }
    if (it.kind === 'started') {
      const id = it.announcement.partId
      parts.set(id, { announcement: it.announcement, bytes: 0, acknowledged: null, end: null, receipt: null })
      return
    }
    const id = it.kind === 'sealed' ? it.receipt.partId : it.partId
    const part = parts.get(id)
    if (!part) return
    switch (it.kind) {
      case 'appended':
        lastByteAt.set(id, it.at)
        break
      case 'acknowledged':
        part.acknowledged = { offset: it.offset, generation: it.generation }
        break
      case 'ended':
        part.end = { endReason: it.endReason, endedAt: it.endedAt }
        break
      case 'sealed':
        part.receipt = it.receipt
        break
      case 'unsealed':
        part.receipt = null
        break
      case 'removed':
        parts.delete(id)
        break
    }
  }

  function writeOf(id: PartId, it: LogRecord): void {
    known(id)
    write(it)
  }

  function write(it: LogRecord): void {
    const bytes = new TextEncoder().encode(`${JSON.stringify(it)}\n`)
    writeAt(index, indexBytes, bytes)
    indexBytes += bytes.length
    apply(it)
  }

  function handleOf(id: PartId): Promise<SyncFile> {
    const held = handles.get(id)
    if (held) return held
    const opening = files.open(partFileName(id))
    handles.set(id, opening)
    opening.catch(() => handles.delete(id))
    return opening
  }

  async function letGo(id: PartId): Promise<void> {
    const handle = handles.get(id)
    handles.delete(id)
    ;(await handle)?.close()
  }

  async function close(): Promise<void> {
    for (const handle of await Promise.allSettled(handles.values())) {
      if (handle.status === 'fulfilled') handle.value.close()
    }
    handles.clear()
    index.close()
  }
}

/**
 * Reads the index. A last line torn by a crash is cut off: its promise was never given to anybody. Another line that
 * cannot be read (a damaged disk) is passed over, because the parts around it still have to reach the server.
 * @returns where the next record goes
 */
function replay(index: SyncFile, apply: (it: LogRecord) => void): number {
  const bytes = new Uint8Array(index.getSize())
  index.read(bytes, { at: 0 })
  const end = bytes.lastIndexOf(0x0a) + 1
  index.truncate(end)
  for (const text of new TextDecoder().decode(bytes.subarray(0, end)).split('\n')) {
    const it = record.safeParse(parseJson(text))
    if (it.success) apply(it.data)
  }
  return end
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Writes and flushes, or leaves the file as it was. @throws LogFullError */
function writeAt(file: SyncFile, at: number, bytes: Uint8Array): void {
  try {
    if (file.write(bytes as Uint8Array<ArrayBuffer>, { at }) < bytes.length) throw new LogFullError('short write')
    file.flush()
  } catch (error) {
    file.truncate(at)
    const isFull = error instanceof DOMException && error.name === 'QuotaExceededError'
    throw isFull ? new LogFullError(error.message) : error
  }
}
