// Owns: which attempts of a sitting are shown: by phase or need, and by words. Pure; kept in the address of the page.
import { phase, PHASES, type Phase } from '@zhishi/core/process'
import { holdsTyped } from '@zhishi/core/typed'
import { z } from 'zod'
import { isNeedy, type NeedyRow } from './need.ts'

/** What the address may hold; anything else in it is taken as nothing chosen. */
export const sieve = z.object({
  show: z
    .union([phase, z.literal('needing')])
    .optional()
    .catch(undefined),
  find: z.string().max(100).optional().catch(undefined),
})
export type Sieve = z.infer<typeof sieve>

/** The rows that pass. Words are looked for in name, number and post; all of them must be found. */
export function sift(rows: readonly NeedyRow[], { show, find }: Sieve): NeedyRow[] {
  const words = (find ?? '').split(/\s+/)
  return rows.filter((it) => {
    const { row } = it
    if (show === 'needing' ? !isNeedy(it) : show !== undefined && row.phase !== show) return false
    const fields = [row.maskedName, row.maskedNumber, row.post ?? '']
    return words.every((word) => fields.some((field) => holdsTyped(field, word)))
  })
}

/** How many rows each choice would show; phases nobody is in are left out, unless chosen. */
export function choicesOf(
  rows: readonly NeedyRow[],
  chosen: Sieve['show'],
): { show: Phase | 'needing'; count: number }[] {
  const needing = rows.filter(isNeedy).length
  const phases = PHASES.map((one) => ({ show: one, count: rows.filter(({ row }) => row.phase === one).length }))
  return [
    { show: 'needing' as const, count: needing },
    ...phases.filter(({ show, count }) => count > 0 || show === chosen),
  ]
}
