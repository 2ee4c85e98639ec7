// Owns: points as whole hundredths, so that no sum and no step depends on how binary fractions round.
// Never a fraction inside the program: 21.5 points are 2150.
import { z } from 'zod'

const HUNDREDTHS = 100
/** Far above any rubric; keeps a sum of twenty elements exact. */
const MAX_POINTS = 1000

/** Points in hundredths. */
export const points = z
  .int()
  .min(0)
  .max(MAX_POINTS * HUNDREDTHS)
export type Points = z.infer<typeof points>

/** Points as a person writes them, with up to two decimals; the inverse writes them back. */
export const writtenPoints = z.codec(z.number(), points, {
  decode(written, context) {
    const hundredths = Math.round(written * HUNDREDTHS)
    // the number nearest to these hundredths is the one that was written, or there were more decimals
    if (hundredths / HUNDREDTHS === written) return hundredths
    context.issues.push({ code: 'custom', input: written, message: `${written} has more than two decimals` })
    return z.NEVER
  },
  encode: (hundredths) => hundredths / HUNDREDTHS,
})

/** As it is shown and read aloud: with one decimal, or two where the second is not 0. */
export function formatPoints(hundredths: Points): string {
  return (hundredths / HUNDREDTHS).toFixed(hundredths % 10 === 0 ? 1 : 2)
}
