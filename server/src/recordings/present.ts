// Owns: the views of parts and recordings.
// Never shows a device's id or a grant: only the receipt names the device.
import type { PartView, RecordingView } from '@zhishi/core/contract'
import { gapsBetween, isStartUncertain, LINES, toHex, type WitnessStretch } from '@zhishi/core/recording'
import type { PartId } from '@zhishi/core/ids'
import type { Part } from './repo.ts'

/** What beats and arrivals prove of each part, for those who may see it. */
type Witnessed = ReadonlyMap<PartId, WitnessStretch[]>

function presentPart(part: Part): PartView {
  return {
    partId: part.id,
    line: part.line,
    number: part.number,
    mime: part.mime,
    startedAt: part.startedAt,
    startedAtErrorMs: part.startedAtErrorMs,
    isStartUncertain: isStartUncertain(part),
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
      gaps: gapsBetween(own.filter((part) => !isStartUncertain(part))),
      witness: witnessed === null ? [] : presentWitness(own, witnessed),
      bytes: own.reduce((sum, part) => sum + part.bytes, 0),
      isSealed: own.every((part) => part.sealedAt !== null),
    }
  })
}

function presentWitness(parts: readonly Part[], witnessed: Witnessed): RecordingView['witness'] {
  const stretches = parts.flatMap(({ id }) => (witnessed.get(id) ?? []).map((stretch) => ({ partId: id, ...stretch })))
  return stretches.sort((a, b) => a.fromAt - b.fromAt)
}
