// Owns: the views of parts and recordings.
// Never shows a device's id or a grant: only the receipt names the device.
import type { PartView, RecordingView } from '@zhishi/core/contract'
import { gapsBetween, LINES, toHex, type Line, type WitnessStretch } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'
import type { PartId } from '@zhishi/core/ids'
import type { Part } from './repo.ts'

/** What beats and arrivals prove, for those who may see it. */
export type Witnessed = {
  parts: ReadonlyMap<PartId, WitnessStretch[]>
  /** parts that beats speak of and of which nothing has come */
  unannounced: readonly { partId: PartId; line: Line; fromAt: Instant; toAt: Instant }[]
}

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

/** One view for each line that has parts. `witnessed` null: not for whoever asks. */
export function presentRecordings(parts: readonly Part[], witnessed: Witnessed | null): RecordingView[] {
  return LINES.flatMap((line) => {
    const own = parts.filter((part) => part.line === line)
    if (own.length === 0) return []
    return {
      line,
      parts: own.map(presentPart),
      gaps: gapsBetween(own),
      witness: witnessed === null ? [] : presentWitness(line, own, witnessed),
      bytes: own.reduce((sum, part) => sum + part.bytes, 0),
      isSealed: own.every((part) => part.sealedAt !== null),
    }
  })
}

function presentWitness(line: Line, parts: readonly Part[], witnessed: Witnessed): RecordingView['witness'] {
  const stretches = [
    ...parts.flatMap(({ id }) => (witnessed.parts.get(id) ?? []).map((stretch) => ({ partId: id, ...stretch }))),
    ...witnessed.unannounced
      .filter((one) => one.line === line && line !== 'journal' && one.toAt > one.fromAt)
      .map(({ partId, fromAt, toAt }) => ({ partId, fromAt, toAt, state: 'missing' as const, lateByMs: null })),
  ]
  return stretches.sort((a, b) => a.fromAt - b.fromAt)
}
