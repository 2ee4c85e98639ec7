// Owns: what the timeline shows beside whole parts: stretches that were not live, gaps, absences; in order of time. Pure.
// Never computes one: the server names them.
import type { PresenceView, RecordingView } from '@zhishi/core/contract'
import type { PartId } from '@zhishi/core/ids'
import type { Line, WitnessState } from '@zhishi/core/recording'
import type { Instant } from '@zhishi/core/time'

export type SpanKind = Exclude<WitnessState, 'live'> | 'gap' | 'away'
export type Span = {
  kind: SpanKind
  fromAt: Instant
  toAt: Instant
  lateByMs: number | null
  /** the part whose time it is; null: of no part that is here */
  partId: PartId | null
}

/** What one lane shows over and beside its parts. */
export function spansOf({ parts, gaps, witness }: RecordingView): Span[] {
  const here = new Set(parts.map((part) => part.partId))
  const stretches = witness.flatMap(({ state, partId, ...rest }): Span[] =>
    state === 'live' ? [] : [{ ...rest, kind: state, partId: here.has(partId) ? partId : null }],
  )
  const between = gaps.map((gap): Span => ({ ...gap, kind: 'gap', lateByMs: null, partId: null }))
  return [...stretches, ...between].sort((a, b) => a.fromAt - b.fromAt)
}

export function absencesOf(presence: PresenceView | null): Span[] {
  return (presence?.gaps ?? []).map((gap) => ({ ...gap, kind: 'away', lateByMs: null, partId: null }))
}

/** All of them with their line, for the list in words; an absence has none. */
export function everySpan(
  recordings: readonly RecordingView[],
  presence: PresenceView | null,
): Array<Span & { line: Line | null }> {
  return [
    ...recordings.flatMap((recording) => spansOf(recording).map((span) => ({ ...span, line: recording.line }))),
    ...absencesOf(presence).map((span) => ({ ...span, line: null })),
  ]
}
