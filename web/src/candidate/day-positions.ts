// Owns: where the times of a day stand on its line: in their order and, where labels have room, to scale.
// Never lets two labels write over each other.
export type Positions = {
  /** one for each time, as a share of the line */
  of: number[]
  /** where an instant is among them */
  at(instant: number): number
}

/** The line ends a little after its last mark. */
const END = 0.92

/**
 * @param times ascending
 * @param leastGap what two labels need between their middles, as a share of the line
 */
export function positionTimes(times: readonly number[], leastGap: number): Positions {
  const first = times[0] ?? 0
  const length = (times.at(-1) ?? 0) - first || 1
  const gap = Math.min(leastGap, END / Math.max(1, times.length - 1))
  const of = times.map((time) => ((time - first) / length) * END)
  // each makes room for the next, and what was pushed beyond the end comes back
  for (let at = 1; at < of.length; at += 1) of[at] = Math.max(of[at] ?? 0, (of[at - 1] ?? 0) + gap)
  for (let at = of.length - 1, room = END; at >= 0; at -= 1, room = (of[at + 1] ?? 0) - gap)
    of[at] = Math.min(of[at] ?? 0, room)
  return {
    of,
    at(instant) {
      const next = times.findIndex((time) => time > instant)
      if (next === 0) return 0
      if (next === -1) return 1
      const [from = 0, to = 0] = [times[next - 1], times[next]]
      const [left = 0, right = 0] = [of[next - 1], of[next]]
      return left + ((instant - from) / (to - from)) * (right - left)
    },
  }
}
