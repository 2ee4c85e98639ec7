// Owns: the ten figures by which an organiser sees whether a sitting goes well, and from which value on each needs a person.
// Never measures: a process does (server/src/watch), and never judges a candidate: every figure is about the system.
import { z } from 'zod'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../time/index.ts'

/** In the order of the page: what is recorded, who waits, what the machines can bear. */
export const FIGURES = [
  'receiptP95Ms',
  'bytesBehind',
  'unsealedParts',
  'openGaps',
  'missingKeys',
  'identityQueueAgeMs',
  'diskLeftMs',
  'databaseLagMs',
  'outboxAgeMs',
  'clockOffsetMs',
] as const
export const figureName = z.enum(FIGURES)
export type FigureName = z.infer<typeof figureName>

/** `unknown`: it could not be measured, which is no good sign. */
export const figureState = z.enum(['ok', 'check', 'act', 'unknown'])
export type FigureState = z.infer<typeof figureState>

/** A number, nothing to measure (nobody waits, nothing comes in), or a measurement that failed. */
export type Reading = number | 'nothing' | 'failed'

const MB = 1_000_000

/** From this value on somebody looks, or acts. `isLowBad`: a figure that is bad when it is small. */
type Bounds = { check: number; act: number; isLowBad?: true }
const BOUNDS: Record<FigureName, Bounds> = {
  // 50 ms is the goal; after 15 s a device gives up and asks again (docs/recording.md#transfer)
  receiptP95Ms: { check: 250, act: 2500 },
  // for each attempt that is behind: three feeds make 0.16 MB/s (docs/defaults.md#recording), 5 s of them are the pace
  bytesBehind: { check: 2 * MB, act: 20 * MB },
  unsealedParts: { check: 1, act: 20 },
  openGaps: { check: 1, act: 10 },
  // somebody sits without questions while their time runs
  missingKeys: { check: 1, act: 1 },
  identityQueueAgeMs: { check: 2 * MINUTE_MS, act: 5 * MINUTE_MS },
  diskLeftMs: { check: 24 * HOUR_MS, act: 4 * HOUR_MS, isLowBad: true },
  databaseLagMs: { check: 50, act: 500 },
  // a page that hears nothing asks by itself after some seconds
  outboxAgeMs: { check: 2 * SECOND_MS, act: 10 * SECOND_MS },
  // beyond 100 ms gates are refused (docs/security.md#clock)
  clockOffsetMs: { check: 50, act: 100 },
}

/** @param among what the bounds are for each of: attempts that are behind, for `bytesBehind`; one for all others */
export function boundsOfFigure(name: FigureName, among = 1): Bounds {
  const bounds = BOUNDS[name]
  const times = Math.max(1, among)
  return { ...bounds, check: bounds.check * times, act: bounds.act * times }
}

export function stateOfFigure(reading: Reading, { check, act, isLowBad }: Bounds): FigureState {
  if (reading === 'failed') return 'unknown'
  if (reading === 'nothing') return 'ok'
  const reaches = (bound: number): boolean => (isLowBad ? reading <= bound : reading >= bound)
  return reaches(act) ? 'act' : reaches(check) ? 'check' : 'ok'
}

/** The smallest of the lengths that at least 95 in 100 do not exceed (nearest rank). */
export function p95(lengths: readonly number[]): Reading {
  const inOrder = lengths.toSorted((a, b) => a - b)
  return inOrder[Math.ceil(inOrder.length * 0.95) - 1] ?? 'nothing'
}

/** How long the free bytes last at the pace at which bytes came in between the two counts. Room without end: nothing. */
export function timeLeft(freeBytes: number, came: { bytes: number; withinMs: number }): Reading {
  if (came.bytes <= 0 || came.withinMs <= 0 || freeBytes === Infinity) return 'nothing'
  return Math.floor((freeBytes / came.bytes) * came.withinMs)
}
