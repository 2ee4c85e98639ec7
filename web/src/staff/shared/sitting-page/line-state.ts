// Owns: what one line of an attempt is called in a table: nothing there, arriving, safely stored.
// Never calls anything safe that is not: every known part has its receipt, and no more parts are being made.
import type { Phase } from '@zhishi/core/process'

export type LineState = 'none' | 'arriving' | 'safe'

/** While these last, devices make new parts, which the server may not have heard of. */
const RECORDING: readonly Phase[] = ['checkIn', 'waiting', 'answering']

/** @param it how many parts of the line the server knows, and how many of them it has sealed */
export function lineStateOf(options: { parts: number; sealedParts: number }, phase: Phase): LineState {
  if (options.parts === 0) return 'none'
  return options.sealedParts === options.parts && !RECORDING.includes(phase) ? 'safe' : 'arriving'
}
