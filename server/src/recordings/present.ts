// Owns: the views of parts and recordings.
// Never shows a device's id or a grant: only the receipt names the device.
import type { PartView, RecordingView } from '@zhishi/core/contract'
import { gapsBetween, LINES, toHex } from '@zhishi/core/recording'
import type { Part } from './repo.ts'

function presentPart(part: Part): PartView {
  return {
    partId: part.id,
    line: part.line,
    number: part.number,
    mime: part.mime,
    startedAt: part.startedAt,
    startedAtErrorMs: part.startedAtErrorMs,
    endedAt: part.endedAt,
    endReason: part.endReason,
    bytes: part.bytes,
    generation: part.generation,
    digest: part.digest && toHex(part.digest),
    sealedAt: part.sealedAt,
    receipt: part.receipt,
  }
}

/** One view for each line that has parts. */
export function presentRecordings(parts: readonly Part[]): RecordingView[] {
  return LINES.flatMap((line) => {
    const own = parts.filter((part) => part.line === line)
    if (own.length === 0) return []
    return {
      line,
      parts: own.map(presentPart),
      gaps: gapsBetween(own),
      bytes: own.reduce((sum, part) => sum + part.bytes, 0),
      isSealed: own.every((part) => part.sealedAt !== null),
    }
  })
}
