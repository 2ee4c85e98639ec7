// Owns: the index of a durable log: append-only NDJSON of what happened to its parts. Live writes and the replay at
// opening go through the same `apply`. Never holds the bytes of a part (part-files.ts).
import { partId } from '@zhishi/core/ids'
import type { PartId } from '@zhishi/core/ids'
import { receipt as receiptSchema, endReason, line, partMime } from '@zhishi/core/recording'
import { instant } from '@zhishi/core/time'
import { z } from 'zod'
import type { LoggedPart } from './durable-log.ts'
import { writeWhole, type LogFile } from './log-files.ts'

export const INDEX_NAME = 'index.ndjson'

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
  z.object({
    kind: z.literal('acknowledged'),
    partId,
    offset: z.int(),
    generation: z.int(),
    // lines of older versions have none
    mac: z.string().nullable().default(null),
  }),
  z.object({ kind: z.literal('ended'), partId, endReason, endedAt: instant }),
  z.object({ kind: z.literal('sealed'), receipt: receiptSchema }),
  z.object({ kind: z.literal('unsealed'), partId }),
  z.object({ kind: z.literal('removed'), partId }),
])
type LogRecord = z.infer<typeof record>

export type LogIndex = {
  parts: Map<PartId, LoggedPart>
  grant(): string | null
  /** when the last bytes of a part came */
  lastByteAt(id: PartId): number | null
  /** It is on the disk when this resolves, and applied. @throws LogFullError */
  write(it: LogRecord): Promise<void>
}

/** Reads what is there, and goes on behind it. */
export async function openLogIndex(file: LogFile): Promise<LogIndex> {
  const parts = new Map<PartId, LoggedPart>()
  const lastByteAt = new Map<PartId, number>()
  let grant: string | null = null
  let bytes = await replay(file, apply)

  return {
    parts,
    grant: () => grant,
    lastByteAt: (id) => lastByteAt.get(id) ?? null,
    async write(it) {
      const text = new TextEncoder().encode(`${JSON.stringify(it)}\n`)
      await writeWhole(file, bytes, text)
      bytes += text.length
      apply(it)
    },
  }

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
        part.acknowledged = { offset: it.offset, generation: it.generation, mac: it.mac }
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
}

/**
 * A last line torn by a crash is cut off: its promise was never given to anybody. Another line that cannot be read (a
 * damaged disk) is passed over, because the parts around it still have to reach the server.
 * @returns where the next record goes
 */
async function replay(file: LogFile, apply: (it: LogRecord) => void): Promise<number> {
  const bytes = new Uint8Array(await file.getSize())
  await file.read(bytes, { at: 0 })
  const end = bytes.lastIndexOf(0x0a) + 1
  await file.truncate(end)
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
