// Owns: turning the looks of the last ten minutes into the lines of a small curve.
// Never joins what was not measured: a look without a value is a hole.

export type Point = { x: number; y: number }

/**
 * Runs of points in a box of width 1 and height 1, time to the right and more above; the floor is 0 and the newest look
 * stands at the right edge.
 * @param atLeast the top stands for no less, so that what is far from mattering looks small
 */
export function curveOf(
  lookedAt: readonly number[],
  values: readonly (number | null)[],
  { lengthMs, atLeast }: { lengthMs: number; atLeast: number },
): Point[][] {
  const toAt = lookedAt.at(-1) ?? 0
  const highest = Math.max(atLeast, ...values.map((value) => value ?? 0))
  const runs: Point[][] = [[]]
  for (const [at, value] of values.entries()) {
    if (value === null) runs.push([])
    else runs.at(-1)?.push({ x: 1 - (toAt - (lookedAt[at] ?? toAt)) / lengthMs, y: 1 - value / highest })
  }
  return runs.filter((run) => run.length > 0)
}
